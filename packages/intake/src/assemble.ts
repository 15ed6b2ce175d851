/** One patient's record out of the rows of every source that the practice has for them. */
import type { ClinicalEntries, Patient, PatientRecord, SourceName } from '@gpc/clinical'
import { type ClinicalSystem, type PatientRows, registeredAgain } from '@gpc/systems'
import { joinDocuments } from './documents.ts'
import type { Lookups } from './rows.ts'

export interface SourcedRecord extends PatientRecord {
  /** The source of each unreadable row, in the order of `unreadable`. */
  readonly unreadableSources: readonly SourceName[]
}

/** The practice's own system says who the patient is; a person traced at PDS only where no other source does. */
const precedence: readonly SourceName[] = [
  'emis',
  'tpp',
  'vision',
  'microtest',
  'gp2gp',
  'pds',
  'documents',
  'local',
  'taken',
]

/** Assembles each source's rows and puts them side by side: entries of two sources are never merged. */
export function assembleRecord(
  rows: ReadonlyMap<SourceName, PatientRows>,
  systems: ReadonlyMap<SourceName, ClinicalSystem>,
  lookups: Lookups,
  ods: string,
): SourcedRecord {
  const parts = precedence.flatMap(source => {
    const own = rows.get(source)
    const system = systems.get(source)
    if (own === undefined || system === undefined) return []
    return [{ source, record: system.assemble(own, lookups.of(source), ods) }]
  })
  const patient = patientOf(parts)
  return {
    ...(patient === undefined ? {} : { patient }),
    ...entriesOf(parts.map(({ record }) => record)),
    staff: parts.flatMap(({ record }) => record.staff ?? []),
    organisations: parts.flatMap(({ record }) => record.organisations ?? []),
    unreadable: parts.flatMap(({ record }) => record.unreadable),
    unreadableSources: parts.flatMap(({ source, record }) => record.unreadable.map(() => source)),
  }
}

function patientOf(
  parts: readonly { readonly source: SourceName; readonly record: PatientRecord }[],
): Patient | undefined {
  const known = parts.flatMap(({ source, record: { patient } }) => (patient === undefined ? [] : [{ source, patient }]))
  const local = known.find(({ source }) => source === 'local')?.patient
  const own = known.find(({ source }) => source !== 'local')?.patient
  return own === undefined || local === undefined ? (own ?? local) : registeredAgain(own, local)
}

const entriesOf = (records: readonly ClinicalEntries[]): ClinicalEntries => ({
  allergies: records.flatMap(one => one.allergies),
  medications: records.flatMap(one => one.medications),
  consultations: records.flatMap(one => one.consultations),
  problems: records.flatMap(one => one.problems),
  immunisations: records.flatMap(one => one.immunisations),
  observations: records.flatMap(one => one.observations),
  investigations: records.flatMap(one => one.investigations),
  referrals: records.flatMap(one => one.referrals),
  documents: joinDocuments(records.flatMap(one => one.documents)),
  diary: records.flatMap(one => one.diary),
})
