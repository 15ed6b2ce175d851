/** The lists of a record, each with what its entries point to. Pure. */
import { type CodeableConcept, codeSystems, extensions, type List, type Resource } from '@gpc/fhir'
import { displayOf, findExtensions } from './reading.ts'
import type { Resolve } from './references.ts'

export interface RecordListEntry {
  /** As received; absent if the entry has words only (STR-CONS-07). */
  readonly reference?: string
  /** Words instead of, or beside, a reference: to be shown, e.g. "Referral items have been disabled". */
  readonly display?: string
  /** What it points to. Absent if it has words only, or if the answer doesn't hold it: then there is a warning. */
  readonly resource?: Resource
}

export interface RecordList {
  readonly resource: List
  /** SNOMED CT code of the list, e.g. 886921000000105. */
  readonly code?: string
  readonly title: string
  readonly entries: readonly RecordListEntry[]
  /** `confidential-items`, `data-in-transit`, `data-awaiting-filing` (STR-WARN-01). */
  readonly warningCodes: readonly string[]
  readonly notes: readonly string[]
  /** Why it is empty, in the provider's words or code. */
  readonly emptyReason?: string
}

/** SNOMED CT codes of lists. */
export const listCodes = {
  allergies: '886921000000105',
  endedAllergies: '1103671000000101',
  medications: '933361000000108',
} as const

export function readList(list: List, resolve: Resolve): RecordList {
  const code = snomedCode(list.code)
  const emptyReason = displayOf(list.emptyReason)
  return {
    resource: list,
    ...(code === undefined ? {} : { code }),
    title: list.title ?? displayOf(list.code) ?? 'List without a title',
    entries: (list.entry ?? []).map(({ item }) => {
      const resource = resolve(item, list)
      return {
        ...(item.reference === undefined ? {} : { reference: item.reference }),
        ...(item.display === undefined ? {} : { display: item.display }),
        ...(resource === undefined ? {} : { resource }),
      }
    }),
    warningCodes: findExtensions(list, extensions.listWarningCode).flatMap(one => one.valueCode?.trim() ?? []),
    notes: (list.note ?? []).map(one => one.text).filter(one => one !== undefined),
    ...(emptyReason === undefined ? {} : { emptyReason }),
  }
}

function snomedCode(concept: CodeableConcept | undefined): string | undefined {
  return concept?.coding?.find(one => one.system?.trim() === codeSystems.snomed)?.code?.trim()
}
