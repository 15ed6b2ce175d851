/** What every entry out of FHIR resources has: where it is from, who made it, and concepts as the model has them. Pure. */
import type { Coding, Concept, Entry, Organisation, PersonName, Quantity, StaffMember } from '@gpc/clinical'
import {
  type Annotation,
  type ClinicalDate,
  type CodeableConcept,
  codeSystems,
  displayDate,
  type Extension,
  type Coding as FhirCoding,
  type Quantity as FhirQuantity,
  type Identifier,
  identifiers,
  isResource,
  type Practitioner,
  type Reference,
  type Resource,
} from '@gpc/fhir'

/** One taken row while it is read. */
export interface Taken {
  /** Of the row: every entry's key begins with it. */
  readonly key: string
  readonly resources: readonly Resource[]
  readonly fromOds: string
  readonly fromName: string
  /** yyyy-MM-dd */
  readonly day: string
  readonly by: string
  readonly degraded: boolean
  readonly needsAuthorisation: boolean
  readonly find: (reference: Reference | undefined) => Resource | undefined
}

/** What an entry has in common with all others. Authors are those of the source (MIG-STR-13). */
export function common(
  taken: Taken,
  resource: Resource,
  key: string,
  more: {
    readonly recorded?: ClinicalDate | undefined
    readonly recorder?: Reference | undefined
    readonly clinician?: Reference | undefined
  },
): Entry {
  const labels = resource.meta?.security ?? []
  const isHidden = labels.some(one => one.system === codeSystems.actCode && one.code === 'NOPAT')
  const [recorder, clinician] = [more.recorder, more.clinician].map(one => staffKey(taken, taken.find(one)))
  return {
    source: 'taken',
    key,
    confidentiality: isHidden ? 'nopat' : 'none',
    ...(more.recorded === undefined ? {} : { recorded: more.recorded }),
    ...(recorder === undefined ? {} : { recorder }),
    formerIdentifiers: formerIdentifiers(resource),
    ...(clinician === undefined ? {} : { clinician }),
  }
}

/** What the source identifies it by (STR-COM-03); national numbers have elements of their own. */
function formerIdentifiers(resource: Resource): { system: string; value: string }[] {
  const all = 'identifier' in resource && Array.isArray(resource.identifier) ? resource.identifier : []
  return all.flatMap(({ system, value }: Identifier) => {
    const name = system?.trim() ?? ''
    const national = name.startsWith('https://fhir.nhs.uk/Id/') || name.startsWith('urn:oid:')
    return name === '' || national || value === undefined ? [] : [{ system: name, value }]
  })
}

/** Where from, when, by whom: stands in every entry's notes (MIG-STR-13). */
export function provenance({ fromOds, fromName, day, by }: Taken): string {
  const name = fromName === '' || fromName === fromOds ? fromOds : `${fromName} (${fromOds})`
  return `Taken from the record of ${name} on ${displayDate(day)} by ${by}.`
}

export const entryKey = ({ key }: Taken, part = ''): string => `Entry:${key}${part === '' ? '' : `-${part}`}`

/** The members of staff that a row names: they work at the practice that it is from. */
export function staffOf(taken: Taken): StaffMember[] {
  return taken.resources.flatMap(one => {
    const key = staffKey(taken, one)
    if (key === undefined || !isResource(one, 'Practitioner')) return []
    const id = (system: string) => one.identifier?.find(found => found.system?.trim() === system)?.value
    const [sdsUserId, gmcNumber, gmpNumber] = [identifiers.sdsUser, identifiers.gmc, identifiers.gmp].map(id)
    return [
      {
        source: 'taken' as const,
        key,
        name: nameOf(one),
        ...(one.gender === undefined ? {} : { gender: one.gender }),
        ...(sdsUserId === undefined ? {} : { sdsUserId }),
        ...(gmcNumber === undefined ? {} : { gmcNumber }),
        ...(gmpNumber === undefined ? {} : { gmpNumber }),
        roles: [{ key: `${key}-role`, organisation: taken.fromOds }],
      },
    ]
  })
}

/** The practice that a row is from, and other organisations that it names. */
export function organisationsOf(taken: Taken): Organisation[] {
  const practice = {
    source: 'taken' as const,
    key: taken.fromOds,
    ods: taken.fromOds,
    name: taken.fromName || taken.fromOds,
    contacts: [],
  }
  const others = taken.resources.flatMap(one => {
    const key = organisationKey(taken, one)
    if (!isResource(one, 'Organization') || key === undefined || key === taken.fromOds) return []
    const ods = one.identifier?.find(found => found.system?.trim() === identifiers.odsOrganization)?.value
    return [
      { source: 'taken' as const, key, ...(ods === undefined ? {} : { ods }), name: one.name ?? key, contacts: [] },
    ]
  })
  return [practice, ...others]
}

export function organisationKey(taken: Taken, one: Resource | undefined): string | undefined {
  if (!isResource(one, 'Organization')) return undefined
  const ods = one.identifier?.find(found => found.system?.trim() === identifiers.odsOrganization)?.value
  return ods ?? `${taken.fromOds}:${one.id ?? one.name ?? ''}`
}

function staffKey(taken: Taken, one: Resource | undefined): string | undefined {
  return isResource(one, 'Practitioner') ? `${taken.fromOds}:${one.id ?? nameOf(one).family ?? ''}` : undefined
}

function nameOf({ name = [] }: Practitioner): PersonName {
  const [{ prefix, given = [], family, text } = {}] = name
  return {
    given,
    ...(prefix === undefined ? {} : { prefix: prefix.join(' ') }),
    ...(family === undefined ? {} : { family }),
    ...(text === undefined ? {} : { text }),
  }
}

/** A concept with all its codings; empty ones have the words only. */
export function concept(from: CodeableConcept | undefined): Concept {
  const { coding = [], text } = from ?? {}
  return {
    codings: coding.flatMap(one => codingOf(one) ?? []),
    ...(text === undefined ? textOnly(coding) : { text }),
  }
}

/** Words of codings that have no code. */
function textOnly(coding: readonly FhirCoding[]): { readonly text?: string } {
  const words = coding.filter(one => one.code === undefined).flatMap(one => one.display ?? [])
  return words.length === 0 ? {} : { text: words.join('; ') }
}

export const conceptIf = (from: CodeableConcept | undefined): Concept | undefined => {
  const found = concept(from)
  return found.codings.length === 0 && found.text === undefined ? undefined : found
}

function codingOf({ system, code, display, userSelected, extension = [] }: FhirCoding): Coding | undefined {
  if (system === undefined || code === undefined) return undefined
  const parts = extension.find(one => /sctdescid$/i.test(one.url.trim()))?.extension ?? []
  const part = (name: string) => parts.find(one => one.url.trim().toLowerCase() === name)
  const id = part('descriptionid')
  const descriptionId = id?.valueId ?? id?.valueString ?? id?.valueCode
  const descriptionDisplay = part('descriptiondisplay')?.valueString
  return {
    system: system.trim(),
    code: code.trim(),
    ...(display === undefined ? {} : { display }),
    ...(descriptionId === undefined ? {} : { descriptionId }),
    ...(descriptionDisplay === undefined ? {} : { descriptionDisplay }),
    ...(userSelected === true ? { userSelected } : {}),
  }
}

/** The degrade code before what the source has, whose words stay the text (STR-ALG-25). */
export function degradedConcept(from: CodeableConcept | undefined, degraded: Coding): Concept {
  const { codings, text } = concept(from)
  const words = text ?? codings.find(one => one.display !== undefined)?.display
  return { codings: [degraded, ...codings], ...(words === undefined ? {} : { text: words }) }
}

/** Extensions whose URL ends so, in whatever spelling of its beginning. */
export function extensionsOf(
  from: { readonly extension?: readonly Extension[] } | undefined,
  url: string,
): Extension[] {
  const last = (text: string) => text.trim().replace(/^.*\//, '').replace(/-gpc-/i, '-').toLowerCase()
  return (from?.extension ?? []).filter(one => last(one.url) === last(url))
}

export function quantity(from: FhirQuantity | undefined, text?: string): Quantity | undefined {
  if (from?.value === undefined) return text === undefined ? undefined : { text }
  const unit = from.unit ?? from.code
  return { value: decimal(from.value), ...(unit === undefined ? {} : { unit }) }
}

/** A number as decimal text, never in powers of ten. */
export function decimal(value: number): string {
  const text = String(value)
  return /e/i.test(text) ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

export const notesOf = (notes: readonly Annotation[] | undefined): string[] => (notes ?? []).map(one => one.text)

/** Properties that have a value: for optional ones of the model. */
export function given<T extends object>(all: { readonly [K in keyof T]: T[K] | undefined }): Partial<T>
export function given(all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
