/** A practice's own record of a patient, confidential entries included, as the structured record that another one is compared with. */
import { readRecord, type StructuredRecord } from '@gpc/client'
import { fromBlock, partNames } from '@gpc/clinical'
import { type Bundle, londonDay } from '@gpc/fhir'
import { recordsByNhsNumber, type Store } from '@gpc/store'
import { z } from 'zod'
import { Problem } from '../problem.ts'

const resources = z.array(z.looseObject({ resourceType: z.string() }))
const entries = z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string() }) }))

/**
 * The record of a patient who is regularly registered there.
 * @throws Problem that says why nothing may be taken into it: nobody there, several, temporary, left, dead
 */
export async function ownRecord(store: Store, ods: string, nhsNumber: string): Promise<StructuredRecord> {
  const today = londonDay()
  const wanted = { parts: partNames, open: new Set<never>(), today, everything: true }
  const found = await recordsByNhsNumber(store, ods, nhsNumber, wanted)
  if (found.some(({ patient }) => patient.deceased !== '')) {
    throw new Problem(`${ods} has this patient as dead: nothing is taken into the record.`)
  }
  const here = found.filter(({ patient }) => patient.registeredTo === '' || patient.registeredTo > today)
  const [record, ...others] = here
  if (record === undefined) {
    const why = found.length === 0 ? 'has no patient' : 'has no longer a patient'
    throw new Problem(
      `${ods} ${why} with NHS number ${nhsNumber}: register them there first, by the practice's own files or a GP2GP message.`,
    )
  }
  if (others.length > 0) {
    throw new Problem(`${ods} has ${here.length} patients with NHS number ${nhsNumber}: put that right there first.`)
  }
  const { patient, parts } = record
  if (patient.registration !== 'regular') {
    throw new Problem(
      `${ods} has this patient registered as ${patient.registration} only: a record is taken into the practice where they are registered regularly.`,
    )
  }
  const all = [...parts].flatMap(([name, { body }]) => {
    const values: unknown = JSON.parse(`[${fromBlock(body).toString()}]`)
    return name === 'ended-allergies' ? resources.parse(values) : entries.parse(values).map(one => one.resource)
  })
  const own = resources.parse([JSON.parse(patient.body)])
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [...own, ...all].map(resource => ({ resource })),
  }
  return readRecord(bundle, '')
}
