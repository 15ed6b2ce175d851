/** Tolerant reading of what suppliers send (STR-URL-02, STR-URL-03, STR-CONS-07, STR-CONS-08). Pure. */
import type { AllergyIntolerance, ClinicalDate, CodeableConcept, Coding, Extension } from '@gpc/fhir'
import { codeSystems, extensions } from '@gpc/fhir'

/** The extensions of an element with a URL in any of its known spellings: http or https, either host, with `-GPC-` or without. */
export function findExtensions(
  element: { readonly extension?: readonly Extension[] } | undefined,
  url: string,
): Extension[] {
  const wanted = plainUrl(url)
  return (element?.extension ?? []).filter(one => plainUrl(one.url) === wanted)
}

/** The first of them, if any. */
export function findExtension(
  element: { readonly extension?: readonly Extension[] } | undefined,
  url: string,
): Extension | undefined {
  return findExtensions(element, url)[0]
}

/** What all spellings of a URL have in common: its last segment, in lower case. */
function plainUrl(url: string): string {
  return url.trim().replace(/^.*\//, '').replace(/-gpc-/i, '-').toLowerCase()
}

/** True if a concept has a code of a system; blanks around either don't count. */
export function hasCode(concept: CodeableConcept | undefined, system: string, code: string): boolean {
  return (concept?.coding ?? []).some(one => one.system?.trim() === system && one.code?.trim() === code)
}

/**
 * The words of a concept to show to people: the original text, else the term that the clinician chose, else SNOMED CT's, else any
 * other; the bare code, if there is nothing else. Undefined only if there is nothing at all. An unknown code is never a reason
 * to leave an item out (STR-CONS-08).
 */
export function displayOf(concept: CodeableConcept | undefined): string | undefined {
  const codings = concept?.coding ?? []
  const chosen = codings.find(one => one.userSelected === true)
  const snomed = codings.find(one => one.system?.trim() === codeSystems.snomed)
  const terms = [
    concept?.text,
    ...[chosen, snomed, ...codings].map(one => one?.display),
    ...codings.map(one => one.code),
  ]
  return terms.find(one => one !== undefined && one.trim() !== '')
}

/** The SNOMED CT description of a coding, where it has one, in any spelling of its extension (STR-URL-02). */
export function descriptionOf(coding: Coding): { readonly id?: string; readonly display?: string } {
  const parts = findExtension(coding, extensions.descriptionIdNhs)?.extension ?? []
  const part = (name: string) => parts.find(one => one.url.trim().toLowerCase() === name)
  const id = part('descriptionid')
  const value = id?.valueId ?? id?.valueString ?? id?.valueCode
  const display = part('descriptiondisplay')?.valueString
  return { ...(value === undefined ? {} : { id: value }), ...(display === undefined ? {} : { display }) }
}

/** When and why an allergy ended, as far as it is said (STR-ALG-04). */
export function allergyEnd(
  allergy: AllergyIntolerance,
): { readonly date?: ClinicalDate; readonly reason?: string } | undefined {
  const end = findExtension(allergy, extensions.allergyEnd)
  if (end === undefined) return undefined
  const part = (name: string) => end.extension?.find(one => one.url.trim() === name)
  const date = part('endDate')?.valueDateTime
  const reason = part('reasonEnded')?.valueString
  return { ...(date === undefined ? {} : { date }), ...(reason === undefined ? {} : { reason }) }
}
