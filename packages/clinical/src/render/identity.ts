/** Ids, references and identifiers of everything that is rendered: stable, opaque, made of practice, source and key. */
import { logicalId } from '@gpc/fhir'
import type { Entry, EntryKey, SourceName, StaffKey } from '../model/entry.ts'
import { reference } from './json.ts'
import type { Ref, RenderContext } from './rendered.ts'

/**
 * The namespace of identifiers, by source and practice (STR-COM-01). The value is the source's own key, so that it survives
 * every import. The domain is one that can never belong to anybody else.
 */
const namespace = 'https://fhir.gp-connect.invalid/Id'

export function entrySystem(source: SourceName, ods: string): string {
  return `${namespace}/${source}/${ods}`
}

export function entryId(ods: string, source: SourceName, key: EntryKey): string {
  return logicalId(ods, source, key)
}

/** An entry's own identifier, and those that earlier systems gave it (STR-COM-01, STR-COM-03). */
export function entryIdentifiers(
  { source, key, formerIdentifiers = [] }: Pick<Entry, 'source' | 'key' | 'formerIdentifiers'>,
  ods: string,
) {
  return [{ system: entrySystem(source, ods), value: key }, ...formerIdentifiers]
}

export function patientId(ods: string, source: SourceName, key: string): string {
  return logicalId(ods, source, 'Patient', key)
}

/** The practice itself: the same whatever source describes it. */
export function practiceRef(ods: string): Ref {
  return `Organization/${logicalId(ods, 'practice')}`
}

export function organizationRef(ods: string, source: SourceName, key: string): Ref {
  return `Organization/${logicalId(ods, source, 'Organization', key)}`
}

export function locationRef(ods: string, source: SourceName, key: string): Ref {
  return `Location/${logicalId(ods, source, 'Location', key)}`
}

export function practitionerRef(ods: string, source: SourceName, key: StaffKey): Ref {
  return `Practitioner/${logicalId(ods, source, 'Practitioner', key)}`
}

export function practitionerRoleRef(ods: string, source: SourceName, key: StaffKey): Ref {
  return `PractitionerRole/${logicalId(ods, source, 'PractitionerRole', key)}`
}

/** Stands in where an element must name a practitioner and the source can't (`recorder` is 1..1). */
export function unknownPractitionerRef(ods: string): Ref {
  return `Practitioner/${logicalId(ods, 'unknown practitioner')}`
}

/** The list that a patient's ended allergies are contained in; others refer to them in its context, `List/id#id` (STR-LIST-15). */
export function endedAllergiesRef(ods: string, patientRef: Ref): Ref {
  return `List/${logicalId(ods, 'ended allergies', patientRef)}`
}

/** The id in a reference. */
export function idOf(ref: Ref): string {
  return ref.slice(ref.indexOf('/') + 1)
}

export interface Staff {
  /** The practitioner, if the directory has them. */
  known(source: SourceName, key: StaffKey | undefined): Ref | undefined
  /** The practitioner, or the unknown one. */
  orUnknown(source: SourceName, key: StaffKey | undefined): Ref
  /** The organisation that they work for, if it isn't the practice. */
  employer(source: SourceName, key: StaffKey | undefined): Ref | undefined
}

/** Who asked for something, on behalf of the organisation that they work for where it isn't the practice (STR-REF-07, STR-MED-29). */
export function requesterOf(agent: Ref | undefined, employer: Ref | undefined) {
  if (agent === undefined) return undefined
  return { agent: reference(agent), onBehalfOf: employer === undefined ? undefined : reference(employer) }
}

/** References to staff, remembered while one record is rendered. */
export function staffOf(context: RenderContext): Staff {
  const refs = new Map<string, Ref | undefined>()
  const unknown = unknownPractitionerRef(context.ods)
  const known = (source: SourceName, key: StaffKey | undefined): Ref | undefined => {
    if (key === undefined) return undefined
    const name = `${source} ${key}`
    const found = refs.get(name)
    if (found !== undefined || refs.has(name)) return found
    const ref = context.hasStaff(source, key) ? practitionerRef(context.ods, source, key) : undefined
    refs.set(name, ref)
    return ref
  }
  return {
    known,
    orUnknown: (source, key) => known(source, key) ?? unknown,
    employer: (source, key) => (known(source, key) === undefined ? undefined : context.employer?.(source, key ?? '')),
  }
}
