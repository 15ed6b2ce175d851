/** The lists of a record, each with what its entries point to. Pure. */
import { type CodeableConcept, codeSystems, extensions, type List, type Resource, valueSystems } from '@gpc/fhir'
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
  /** Code of a secondary list, e.g. problems-allergies-related-to-problems: what a link brought, by family. */
  readonly secondary?: string
  readonly title: string
  readonly entries: readonly RecordListEntry[]
  /** `confidential-items`, `data-in-transit`, `data-awaiting-filing` (STR-WARN-01). */
  readonly warningCodes: readonly string[]
  readonly notes: readonly string[]
  /** Why it is empty, in the provider's words or code. */
  readonly emptyReason?: string
}

/** SNOMED CT codes of the primary lists. */
export const listCodes = {
  allergies: '886921000000105',
  endedAllergies: '1103671000000101',
  medications: '933361000000108',
  consultations: '1149501000000101',
  problems: '717711000000103',
  immunisations: '1102181000000102',
  uncategorised: '826501000000100',
  investigations: '887191000000108',
  referrals: '792931000000107',
  diary: '714311000000108',
} as const

/** SNOMED CT codes of the lists inside a consultation (STR-CON-03). */
export const structureCodes = {
  consultation: '325851000000107',
  topic: '25851000000105',
  heading: '24781000000107',
} as const

export function readList(list: List, resolve: Resolve): RecordList {
  const code = codeOf(list.code, codeSystems.snomed)
  const secondary = codeOf(list.code, valueSystems.secondaryList)
  const emptyReason = displayOf(list.emptyReason)
  return {
    resource: list,
    ...(code === undefined ? {} : { code }),
    ...(secondary === undefined ? {} : { secondary }),
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

function codeOf(concept: CodeableConcept | undefined, system: string): string | undefined {
  return concept?.coding?.find(one => one.system?.trim() === system)?.code?.trim()
}
