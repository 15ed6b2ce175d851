/** Rules that several kinds of resource share. */
import {
  type CodeableConcept,
  type ContactPoint,
  codeSystems,
  type Extension,
  type Identifier,
  type Reference,
  type Resource,
} from '@gpc/fhir'
import { absent, is, none, type Rule, rule } from '../rule.ts'

/** An id that FHIR allows (FND-RES-15), and the one profile. */
export function identity<R extends Resource>(profile: string): readonly Rule<R>[] {
  return [
    rule('FND-RES-15 NFR-VER-08', 'id of at most 64 letters, digits, hyphens and full stops', r => r.id, isId),
    rule('FND-RES-04 STR-COM-01', `meta.profile is ${profile} alone`, r => r.meta?.profile, is([profile])),
  ]
}

const isId = (id: string | undefined): boolean => id !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(id)

/** Administrative resources say their version, also in a structured record (STR-COM-04). */
export function administrative<R extends Resource>(profile: string): readonly Rule<R>[] {
  return [
    ...identity<R>(profile),
    rule(
      'FND-SRCH-03 STR-COM-04',
      'meta.versionId is there',
      r => r.meta?.versionId,
      one => (one ?? '') !== '',
    ),
  ]
}

/** Clinical resources don't (STR-COM-04), and every one can be told from all others (STR-COM-01). */
export function clinical<R extends Resource & { readonly identifier?: readonly Identifier[] }>(
  profile: string,
): readonly Rule<R>[] {
  return [
    ...identity<R>(profile),
    ...unversioned<R>(),
    rule(
      'STR-COM-01',
      'at least one identifier',
      r => r.identifier?.length ?? 0,
      count => count > 0,
    ),
    rule('STR-COM-01', 'each identifier has system and value', r => (r.identifier ?? []).filter(isVague), none),
  ]
}

export function unversioned<R extends Resource>(): readonly Rule<R>[] {
  return [
    rule('STR-COM-04', 'no meta.versionId', r => r.meta?.versionId, absent),
    rule('STR-COM-04', 'no meta.lastUpdated', r => r.meta?.lastUpdated, absent),
  ]
}

/** An identifier without system or value. */
export const isVague = ({ system, value }: Identifier): boolean => (system ?? '') === '' || (value ?? '') === ''

/** A telecom without system or value; for people also without use. */
export const isVagueTelecom =
  (use: boolean) =>
  (one: ContactPoint): boolean =>
    one.system === undefined || (one.value ?? '') === '' || (use && one.use === undefined)

/** True for a relative reference to a resource of one type. */
export const refersTo =
  (type: string) =>
  (reference: Reference | undefined): boolean =>
    new RegExp(`^${type}/[A-Za-z0-9.-]{1,64}$`).test(reference?.reference ?? '')

/** True if there is no reference, or a relative one to a resource of one type. */
export const mayReferTo =
  (type: string) =>
  (reference: Reference | undefined): boolean =>
    reference === undefined || refersTo(type)(reference)

/** The extensions with exactly this URL. */
export function exactly(element: { readonly extension?: readonly Extension[] } | undefined, url: string): Extension[] {
  return (element?.extension ?? []).filter(one => one.url === url)
}

/** True if there is no reference, a relative one to a resource of one of these types, or words in place of it (STR-OP-16, STR-CFG-07). */
export const mayName =
  (...types: readonly string[]) =>
  (reference: Reference | undefined): boolean =>
    reference === undefined ||
    types.some(type => refersTo(type)(reference)) ||
    (reference.reference === undefined && (reference.display ?? '') !== '')

/** A code and its system. */
export function codeOf(concept: CodeableConcept | undefined, system: string): string | undefined {
  return concept?.coding?.find(one => one.system === system)?.code
}

const clinicalSystems: readonly string[] = [
  codeSystems.snomed,
  codeSystems.readV2,
  codeSystems.ctv3,
  codeSystems.emisDrug,
  codeSystems.egton,
  codeSystems.multilex,
  codeSystems.gemscript,
]

/** Codings of a concept that lack system or code, or whose system the specification doesn't name (STR-COM-12). */
export function strangeCodings(concept: CodeableConcept | undefined) {
  return (concept?.coding ?? []).filter(
    ({ system, code }) => system === undefined || code === undefined || !clinicalSystems.includes(system),
  )
}
