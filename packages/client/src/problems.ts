/** Problems with what they are made of and what is linked to them (STR-PRB-07 to 12). Pure. */
import { type Condition, type Extension, extensions, isResource, type Reference, type Resource } from '@gpc/fhir'
import { displayOf, findExtension, findExtensions } from './reading.ts'
import type { Resolve } from './references.ts'

/** What a problem is linked to: a resource of the record, or words such as "Referral items have been disabled" (STR-CONS-07). */
export interface RecordLink {
  readonly resource?: Resource
  readonly display?: string
}

export interface RecordProblem {
  readonly condition: Condition
  readonly name?: string
  readonly significance?: string
  /** The entry that was made a problem. */
  readonly actual?: RecordLink
  /** Entries and consultations, in the order received. */
  readonly related: readonly RecordLink[]
  /** `parent`, `child` or `sibling` problems. */
  readonly problems: readonly { readonly type: string; readonly problem: Condition }[]
}

export function readProblem(condition: Condition, resolve: Resolve): RecordProblem {
  const linkOf = (reference: Reference | undefined): RecordLink[] => {
    const resource = resolve(reference, condition)
    const display = reference?.display
    if (resource === undefined && display === undefined) return []
    return [{ ...(resource === undefined ? {} : { resource }), ...(display === undefined ? {} : { display }) }]
  }
  const name = displayOf(condition.code)
  const significance = findExtension(condition, extensions.problemSignificance)?.valueCode?.trim()
  const [actual] = linkOf(findExtension(condition, extensions.actualProblem)?.valueReference)
  return {
    condition,
    ...(name === undefined ? {} : { name }),
    ...(significance === undefined ? {} : { significance }),
    ...(actual === undefined ? {} : { actual }),
    related: findExtensions(condition, extensions.relatedClinicalContent).flatMap(one => linkOf(one.valueReference)),
    problems: findExtensions(condition, extensions.relatedProblemHeader).flatMap(one => {
      const part = (wanted: string): Extension | undefined => one.extension?.find(({ url }) => url.trim() === wanted)
      const problem = resolve(part('target')?.valueReference, condition)
      return isResource(problem, 'Condition') ? [{ type: part('type')?.valueCode?.trim() ?? 'related', problem }] : []
    }),
  }
}
