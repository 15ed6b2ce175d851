/** The Bundle of a structured record, put together as text from what is stored (STR-OP-07 to STR-OP-16). */
import {
  endedAllergiesRef,
  idOf,
  type ListWarning,
  listEntry,
  listJson,
  type PartName,
  type PrimaryList,
  partNames,
  pick,
  type Selected,
  type StoredPart,
  secondaryListJson,
  type Text,
} from '@gpc/clinical'
import { type Issue, operationOutcome, profiles } from '@gpc/fhir'
import type { DirectoryView, FoundPatient } from '@gpc/store'
import { documentReferences } from '../documents/references.ts'
import { whole } from '../exchange/compress.ts'
import { awaitsFiling, flagsOf } from '../patient/access.ts'
import { closure } from '../patient/closure.ts'

export interface RecordBundle {
  readonly id: string
  /** ODS code of the practice. */
  readonly ods: string
  readonly patient: FoundPatient
  readonly parts: ReadonlyMap<PartName, StoredPart>
  readonly selected: Selected
  /** Primary lists to send. */
  readonly lists: readonly PrimaryList[]
  readonly directory: DirectoryView
  readonly issues: readonly Issue[]
  readonly documents: {
    /** Root of the documents service, without a slash at its end. */
    readonly root: string
    /** Bytes that may be fetched there; absent: any. */
    readonly largest?: number
  }
}

/** The Bundle as JSON, in texts that follow one another. @throws Error if a reference leads nowhere: nothing half is sent (STR-OP-16, STR-OP-19) */
export function bundle(record: RecordBundle): readonly Text[] {
  const { id, patient, parts, selected, directory, issues, documents } = record
  const wanted = new Set<string>(strings(patient.refs))
  for (const ref of selected.refs) wanted.add(ref)
  const people = parts.get('people')
  const own =
    people === undefined
      ? undefined
      : pick(
          people,
          [...wanted].filter(ref => !directory.has(ref)),
        )
  for (const ref of own?.refs ?? []) wanted.add(ref)
  const inRecord = new Set(own?.names)
  const admin = closure(
    [...wanted].filter(ref => !inRecord.has(ref)),
    directory,
  )
  const entries: Text[] = [
    wrapped(patient.body),
    ...admin.map(one => wrapped(one.body)),
    ...(own?.texts ?? []),
    ...primary(record).map(wrapped),
    ...secondary(record).map(wrapped),
    ...partNames.flatMap((part): readonly Text[] => {
      const texts = selected.texts.get(part) ?? []
      if (part === 'ended-allergies' || texts.length === 0) return []
      return part === 'documents' ? documentReferences(texts, documents.root, documents.largest) : texts
    }),
    ...(issues.length === 0 ? [] : [wrapped(JSON.stringify(operationOutcome(issues)))]),
  ]
  return [head(id), ...entries.flatMap((entry, i) => (i === 0 ? [entry] : [',', entry])), ']}']
}

/** STR-OP-07 to STR-OP-09. */
function head(id: string): string {
  const meta = JSON.stringify({ profile: [profiles.structuredRecord] })
  return `{"resourceType":"Bundle","id":${JSON.stringify(id)},"meta":${meta},"type":"collection","entry":[`
}

const wrapped = (json: string): string => `{"resource":${json}}`

/** The parts whose entries a primary list names. */
function partsOf(list: PrimaryList): readonly PartName[] {
  return list === 'immunisations' ? ['immunisations', 'immunisations-not-given', 'immunisation-status'] : [list]
}

/** Primary lists as JSON texts; the list of ended allergies comes with any of them, as they are contained in it (STR-LIST-15). */
function primary({ ods, patient, parts, selected, lists }: RecordBundle): readonly string[] {
  const all: readonly PrimaryList[] =
    selected.entries.has('ended-allergies') && !lists.includes('ended-allergies')
      ? [...lists, 'ended-allergies']
      : lists
  return all.map(area => {
    const texts = area === 'ended-allergies' ? (selected.texts.get(area) ?? []) : []
    const entries = partsOf(area).flatMap(part => selected.entries.get(part) || [])
    const part = parts.get(area)
    return listJson({
      area,
      ...context(patient, (part?.withheld ?? 0) > 0, awaitsFiling(patient, area, part)),
      entries: entries.join(','),
      ...(texts.length === 0
        ? {}
        : {
            contained: {
              id: idOf(endedAllergiesRef(ods, `Patient/${patient.id}`)),
              resources: whole(texts.flatMap((text, i) => (i === 0 ? [text] : [',', text]))).toString(),
            },
          }),
    })
  })
}

/** Secondary lists as JSON texts: none without an entry or a warning of its own (STR-LIST-09, STR-LIST-11). */
function secondary({ patient, selected }: RecordBundle): readonly string[] {
  return selected.secondary
    .filter(one => one.entries.length > 0 || one.withheld)
    .map(({ list, entries, withheld }) =>
      secondaryListJson({ list, ...context(patient, withheld, false), entries: entries.map(listEntry).join(',') }),
    )
}

/** STR-WARN-05, STR-WARN-06, STR-WARN-11: warnings depend on flags that change without an import. */
function context(patient: FoundPatient, withheld: boolean, awaitingFiling: boolean) {
  const transit = flagsOf(patient).get('in-transit') ?? (patient.inTransit ? '' : undefined)
  const registeredFrom = transit !== undefined && transit !== '' ? transit : patient.registeredFrom
  const warnings: ListWarning[] = [
    ...(withheld ? (['confidential-items'] as const) : []),
    ...(transit === undefined ? [] : (['data-in-transit'] as const)),
    ...(awaitingFiling ? (['data-awaiting-filing'] as const) : []),
  ]
  return { patientRef: `Patient/${patient.id}`, warnings, ...(registeredFrom === '' ? {} : { registeredFrom }) }
}

function strings(json: string): string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}
