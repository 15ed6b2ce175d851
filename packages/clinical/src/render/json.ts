/**
 * Pieces of resources as plain objects for JSON.stringify, which leaves out what is undefined. Elements stand in the order of
 * the STU3 schema, so that XML made of the JSON is in order too.
 */
import { type ClinicalDate, codeSystems, versionOf } from '@gpc/fhir'
import type { Ref } from './rendered.ts'

declare global {
  interface JSON {
    rawJSON(text: string): RawNumber
  }
}

interface RawNumber {
  readonly rawJSON: string
}

/** A FHIR decimal with the digits that the source has (0.10 stays 0.10), or undefined if the text isn't a decimal number. */
export function decimal(text: string | undefined): RawNumber | undefined {
  const found = text === undefined ? null : /^\s*([+-]?)0*(\d+(?:\.\d+)?)\s*$/.exec(text)
  if (found === null) return undefined
  return JSON.rawJSON(`${found[1] === '-' ? '-' : ''}${found[2]}`)
}

/** Says that a mandatory element's value isn't known, where the pages have no text for it (`_element`). */
export const unknownValue = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
} as const

/** Undefined for an empty list: FHIR has no empty arrays. */
export function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

export function reference(ref: Ref): { readonly reference: Ref } {
  return { reference: ref }
}

/** `_element` for a mandatory date that isn't known. */
export function ifUnknown(date: ClinicalDate | undefined) {
  return date === undefined ? unknownValue : undefined
}

/** `meta.security` of what the patient must not be shown (STR-COM-05); it never changes what a clinician is sent. */
const notForPatient = [
  {
    system: codeSystems.actCode,
    code: 'NOPAT',
    display: "no disclosure to patient, family or caregivers without attending provider's authorization",
  },
]

/** `meta` of a clinical resource: the profile, without version (STR-COM-01, STR-COM-04), by whether it carries NOPAT. */
export function metas(profile: string) {
  return { open: { profile: [profile] }, nopat: { profile: [profile], security: notForPatient } }
}

/**
 * An administrative resource as JSON text with the version of its content in `meta.versionId` (STR-COM-04, FND-RES-04).
 * `body` has what comes after `meta`.
 */
export function versioned(resourceType: string, id: string, profile: string, body: object) {
  const rest = JSON.stringify(body)
  const versionId = versionOf(rest)
  const tail = rest === '{}' ? '}' : `,${rest.slice(1)}`
  const head = `{"resourceType":"${resourceType}","id":"${id}","meta":{"versionId":"${versionId}","profile":["${profile}"]}`
  return { versionId, json: head + tail }
}
