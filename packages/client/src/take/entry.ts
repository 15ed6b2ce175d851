/** Entries of another practice's record, each with all that belongs to it, ready to be kept in one's own (STR-COM-02, MIG-STR-13). Pure. */
import {
  checkResource,
  codeSystems,
  type DomainResource,
  type Identifier,
  type Reference,
  type Resource,
  identifiers as systems,
} from '@gpc/fhir'
import type { StructuredRecord } from '../record.ts'

/** The areas that can be taken. Consultations and documents stay where they were made. */
export const takenAreas = [
  'allergies',
  'medication',
  'problems',
  'immunisations',
  'uncategorised',
  'investigations',
  'referrals',
  'diary',
] as const
export type TakenArea = (typeof takenAreas)[number]

export interface TakeEntry {
  readonly area: TakenArea
  /** The source's identifiers, `system|value`: what tells on a later run that it was taken. */
  readonly identifiers: readonly [string, ...string[]]
  /** In words for people. */
  readonly title: string
  /** What counts when it is compared: by name, in words. */
  readonly facts: Readonly<Record<string, string>>
  /** The entry itself first, then all that it refers to but the patient, consultations and problems. */
  readonly resources: readonly [Resource, ...Resource[]]
  /** True: no code that is understood here; its original words are kept (STR-ALG-25, STR-MED-38). */
  readonly degraded: boolean
  /** True: a medicine in use, which nobody has authorised here yet (STR-MED-38). */
  readonly needsAuthorisation: boolean
  /** Labelled NOPAT: not to be disclosed to the patient (MIG-STR-12). No label says nothing (STR-COM-06). */
  readonly notForPatient: boolean
}

/** Types whose resources belong to an entry that refers to them. */
const belongings = new Set([
  'HealthcareService',
  'Medication',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Practitioner',
  'ProcedureRequest',
  'Specimen',
])

/** Systems of identifiers that several entries may have in common: they name a prescription, a report's series, a referral's booking. */
const sharedSystems: readonly string[] = [
  systems.laboratoryReport,
  systems.laboratoryReport.replace('urn:oid:', ''),
  systems.prescription,
  systems.prescriptionItem,
  systems.ubrn,
]

/**
 * What an entry is known by for good: its own identifiers (STR-COM-01, STR-COM-03).
 * @param used those of the same answer's other entries: a provider that repeats one has the entry's id at the practice stand for it
 */
export function identifiersOf(
  resource: DomainResource & { readonly identifier?: readonly Identifier[] },
  ods: string,
  used: ReadonlySet<string>,
): [string, ...string[]] {
  const [first, ...others] = given(resource.identifier).filter(one => !used.has(one))
  return first === undefined ? [`${ods}|${resource.resourceType}/${resource.id ?? ''}`] : [first, ...others]
}

/** Every identifier in a record that names one entry only. */
export function identifiersIn({ bundle }: StructuredRecord): ReadonlySet<string> {
  const resources = (bundle.entry ?? []).flatMap(one => one.resource ?? [])
  const entries = resources.filter(one => !people.has(one.resourceType))
  return new Set(entries.flatMap(one => given('identifier' in one ? one.identifier : undefined)))
}

/** Types that many entries refer to. */
const people = new Set(['Location', 'Organization', 'Patient', 'Practitioner', 'PractitionerRole'])

function given(identifiers: unknown): string[] {
  if (!Array.isArray(identifiers)) return []
  return identifiers.flatMap(({ system, value }: Identifier) =>
    system === undefined || value === undefined || sharedSystems.includes(system.trim())
      ? []
      : [`${system.trim()}|${value.trim()}`],
  )
}

/**
 * A resource with everything that it refers to, at whatever distance.
 * @param others entries of their own: they are taken by themselves, once
 */
export function withBelongings(
  roots: readonly [Resource, ...Resource[]],
  record: StructuredRecord,
  others: ReadonlySet<Resource>,
): [Resource, ...Resource[]] {
  const [root, ...more] = roots
  const found = new Set<Resource>(roots)
  const open: Resource[] = [...roots]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const reference of referencesIn(next)) {
      const target = record.resolve(reference, next)
      if (target === undefined || found.has(target) || others.has(target)) continue
      if (!belongings.has(target.resourceType)) continue
      found.add(target)
      open.push(target)
    }
  }
  return [root, ...[...found].filter(one => one !== root && !more.includes(one)).concat(more)]
}

function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  if ('reference' in value && typeof value.reference === 'string') return [{ reference: value.reference }]
  return Object.values(value).flatMap(referencesIn)
}

/** Why resources can't be kept: what is structurally wrong with the first that is. */
export function faultIn(resources: readonly Resource[]): string | undefined {
  for (const one of resources) {
    const [fault] = checkResource(one, one.resourceType)
    if (fault !== undefined) return fault
  }
  return undefined
}

export const isNotForPatient = (resources: readonly Resource[]): boolean =>
  resources.some(one =>
    one.meta?.security?.some(label => label.system === codeSystems.actCode && label.code === 'NOPAT'),
  )
