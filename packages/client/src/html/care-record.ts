/** Access Record HTML, version 0.7.4: one section of a record as the practice's system lays it out (access-record-html.md). */
import { interactions, isLocalDate, type LocalDate, type Patient } from '@gpc/fhir'
import { z } from 'zod'
import { type Caller, type CallOptions, unexpected } from '../calls.ts'
import { GpConnectResponseError, InvalidRequestError } from '../errors.ts'
import type { GpConnectOptions } from '../options.ts'
import { checkNhsNumber, type SearchPeriod } from '../parameters.ts'
import { isBundle } from '../schema.ts'
import { dstu2NhsNumber, makeDstu2Token } from '../token.ts'
import { sanitised } from './sanitise.ts'

/** Sections by code; those that take a period (HTM-OP-03, HTM-OP-04). */
export const careRecordSections = {
  SUM: { title: 'Summary', period: false },
  ENC: { title: 'Encounters', period: true },
  CLI: { title: 'Clinical Items', period: true },
  PRB: { title: 'Problems and Issues', period: true },
  ALL: { title: 'Allergies and Adverse Reactions', period: false },
  MED: { title: 'Medications', period: true },
  REF: { title: 'Referrals', period: true },
  OBS: { title: 'Observations', period: true },
  IMM: { title: 'Immunisations', period: false },
  ADM: { title: 'Administrative Items', period: true },
} as const

export type CareRecordSection = keyof typeof careRecordSections

export interface CareRecordHtml {
  readonly section: CareRecordSection
  readonly title: string
  /** To be shown whole, in its order, under a banner of your own demographics; its ids and classes are for your style sheet. */
  readonly html: string
  /** As received, before it was made safe. */
  readonly received: string
  /** To be compared with yours by `demographicDifferences` (HTM-CON-02). */
  readonly patient: Patient
  /** Of the practice whose record it is: ODS code and name, as far as they are told. */
  readonly practice: { readonly ods?: string; readonly name?: string }
  /** When it was generated, as told. */
  readonly date?: string
  readonly traceId: string
}

export interface CareRecords {
  /** One section of a patient's record as HTML: a machine's view of that moment, not to be merged with other sections (HTM-CON-10). */
  careRecordHtml(
    request: CallOptions & {
      readonly nhsNumber: string
      readonly section: CareRecordSection
      readonly period?: SearchPeriod
    },
  ): Promise<CareRecordHtml>
}

const parameterSystem = 'http://fhir.nhs.net/ValueSet/gpconnect-record-section-1'
const mediaType = 'application/json+fhir'

export function careRecords(call: Caller, options: GpConnectOptions): CareRecords {
  return {
    async careRecordHtml({ nhsNumber, section, period, ...more }) {
      checkNhsNumber(nhsNumber)
      checkPeriod(section, period)
      const interaction = interactions.getCareRecord
      const parameter = [
        { name: 'patientNHSNumber', valueIdentifier: { system: dstu2NhsNumber, value: nhsNumber } },
        { name: 'recordSection', valueCodeableConcept: { coding: [{ system: parameterSystem, code: section }] } },
        ...(period === undefined ? [] : [{ name: 'timePeriod', valuePeriod: period }]),
      ]
      const { json, traceId } = await call(interaction, more, interaction.path, {
        body: { resourceType: 'Parameters', parameter },
        dialect: { mediaType, token: now => makeDstu2Token(options, interaction, nhsNumber, now) },
      })
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      return readSection(json, { nhsNumber, section, traceId })
    },
  }
}

function checkPeriod(section: CareRecordSection, period: SearchPeriod | undefined): void {
  if (period === undefined) return
  const { start, end } = period
  const days = [start, end].filter((one): one is LocalDate => one !== undefined)
  if (!careRecordSections[section].period) throw new InvalidRequestError(`The section ${section} takes no period.`)
  if (days.length === 0 || days.some(one => !isLocalDate(one))) {
    throw new InvalidRequestError('Give a period a first or a last day, yyyy-MM-dd.')
  }
  if (start !== undefined && end !== undefined && start > end) {
    throw new InvalidRequestError('A period must not end before it starts.')
  }
}

const words = z.union([z.string(), z.array(z.string()).transform(all => all.join(' '))])
const identifier = z.looseObject({ system: z.string().optional(), value: z.string().optional() })
const compositionSchema = z.looseObject({
  resourceType: z.literal('Composition'),
  date: z.string().optional(),
  section: z.array(z.looseObject({ title: z.string().optional(), text: z.looseObject({ div: z.string() }) })).min(1),
})
const patientSchema = z.looseObject({
  resourceType: z.literal('Patient'),
  identifier: z.array(identifier),
  name: z.array(z.looseObject({ family: words.optional(), given: z.array(z.string()).optional() })).optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: z.string().optional(),
  deceasedDateTime: z.string().optional(),
})
const organizationSchema = z.looseObject({
  resourceType: z.literal('Organization'),
  identifier: z.array(identifier).optional(),
  name: z.string().optional(),
})

function readSection(
  { entry = [] }: { readonly entry?: readonly { readonly resource?: unknown }[] },
  {
    nhsNumber,
    section,
    traceId,
  }: { readonly nhsNumber: string; readonly section: CareRecordSection; readonly traceId: string },
): CareRecordHtml {
  const first = <T>(schema: z.ZodType<T>): T | undefined =>
    entry.flatMap(({ resource }) => schema.safeParse(resource).data ?? [])[0]
  const composition = first(compositionSchema)
  const found = first(patientSchema)
  const organization = first(organizationSchema)
  const [part] = composition?.section ?? []
  if (part === undefined || found === undefined) throw unexpected('a section of a record', traceId)
  if (!found.identifier.some(one => one.value?.replaceAll(' ', '') === nhsNumber)) {
    const message =
      "The practice's answer does not name the patient that was asked for; it was not used. Report it with the trace id."
    throw new GpConnectResponseError(message, { status: 200, traceId })
  }
  const ods = organization?.identifier?.find(one => one.system?.includes('ods-organization-code'))?.value
  return {
    section,
    title: part.title ?? careRecordSections[section].title,
    html: sanitised(part.text.div),
    received: part.text.div,
    patient: patientOf(found, nhsNumber),
    practice: {
      ...(ods === undefined ? {} : { ods }),
      ...(organization?.name === undefined ? {} : { name: organization.name }),
    },
    ...(composition?.date === undefined ? {} : { date: composition.date }),
    traceId,
  }
}

/** DSTU2's patient as STU3 has one: what is compared. */
function patientOf(
  { name = [], gender, birthDate, deceasedDateTime }: z.infer<typeof patientSchema>,
  nhsNumber: string,
): Patient {
  return {
    resourceType: 'Patient',
    identifier: [{ system: dstu2NhsNumber, value: nhsNumber }],
    name: name.map(({ family, given }) => ({
      ...(family === undefined ? {} : { family }),
      ...(given === undefined ? {} : { given }),
    })),
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(deceasedDateTime === undefined ? {} : { deceasedDateTime }),
  }
}
