/** GP2GP messages about anybody: a sample patient's message with another NHS number. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { logicalId } from '@gpc/fhir'
import { readManifest, samplesFolder } from '../src/sandbox/manifest.ts'

const uuid = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/gi

/** Ids are unique in the world: those of another patient's message are others. */
function another(text: string, from: string, to: string): string {
  return text.replaceAll(from, to).replace(uuid, id => logicalId(to, id).toUpperCase())
}

/** The extract of the Microtest practice's patient with a full record, without its documents, as if it were of the patient with `nhsNumber`. */
export async function messageAbout(nhsNumber: string): Promise<string> {
  const { practices } = await readManifest()
  const practice = practices.find(one => one.system === 'microtest')
  const patient = practice?.patients.find(one => one.traits.includes('full'))
  if (practice === undefined || patient === undefined) throw new Error('The samples have no full Microtest record.')
  const folder = join(samplesFolder, practice.folder)
  for (const name of (await readdir(folder)).filter(one => /\.(xml|mime)$/.test(one))) {
    const text = await readFile(join(folder, name), 'utf8')
    const [extract] = /<RCMR_IN030000UK07[\s>].*<\/RCMR_IN030000UK07>/s.exec(text) ?? []
    if (extract?.includes(patient.nhsNumber)) return another(extract, patient.nhsNumber, nhsNumber)
  }
  throw new Error('The samples have no message of the patient with a full record.')
}
