/** What tests of the renderers share. */
import type {
  Allergy,
  MedicationIssue,
  MedicationPlan,
  RenderContext,
  RenderedArea,
  RenderedGroup,
} from '../src/index.ts'

export const patientRef = 'Patient/p'

/** A practice in which `gp` and `nurse` work, on a day. */
export const context: RenderContext = {
  ods: 'A81001',
  today: '2026-03-10',
  hasStaff: (_source, key) => key === 'gp' || key === 'nurse',
}

export const on = (today: string): RenderContext => ({ ...context, today })

export const paracetamol = {
  codings: [{ system: 'http://snomed.info/sct', code: '322236009', display: 'Paracetamol 500mg tablets' }],
}
export const aspirin = {
  codings: [{ system: 'http://snomed.info/sct', code: '319775004', display: 'Aspirin 75mg dispersible tablets' }],
}

export function allergy(fields: Partial<Allergy> = {}): Allergy {
  return {
    source: 'emis',
    key: 'Observation:1',
    confidentiality: 'none',
    recorded: '2020-05-04T10:00:00+01:00',
    recorder: 'gp',
    concept: { codings: [{ system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' }] },
    category: 'medication',
    notes: [],
    ...fields,
  }
}

export function plan(fields: Partial<MedicationPlan> = {}): MedicationPlan {
  return {
    source: 'emis',
    key: 'Drug:1',
    confidentiality: 'none',
    recorded: '2026-01-05T10:00:00+00:00',
    recorder: 'gp',
    drug: paracetamol,
    type: 'repeat',
    agency: 'prescribed-at-gp-practice',
    dosage: 'One daily',
    notes: [],
    issues: [],
    ...fields,
  }
}

export function issue(fields: Partial<MedicationIssue> = {}): MedicationIssue {
  return { source: 'emis', key: 'Issue:1', confidentiality: 'none', status: 'completed', notes: [], ...fields }
}

/** A JSON text as something whose parts can be looked at freely. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at any part of a resource, and a wrong look fails it
export type Json = any

export const parsed = (json: string): Json => JSON.parse(json)

/** Every resource of an area: each group's as they are today, then the shared ones. */
export function resources(area: RenderedArea): Json[] {
  return [...area.groups.flatMap(group => group.resources), ...area.shared].map(one => parsed(one.json))
}

/** Statement, plan and orders of a group; a plan that is shared is looked up there. */
export function medicine(area: RenderedArea, group: RenderedGroup | undefined = area.groups[0]) {
  const own = (group?.resources ?? []).map(one => parsed(one.json))
  const statement = own.find(one => one.resourceType === 'MedicationStatement')
  const all = resources(area)
  return {
    statement,
    plan: all.find(one => `MedicationRequest/${one.id}` === statement?.basedOn[0].reference),
    orders: own.filter(one => one.intent === 'order'),
  }
}

/** Every reference in a resource, apart from the patient. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? (inner === patientRef ? [] : [inner]) : referencesIn(inner),
  )
}

/** An extension's part by the end of its URL. */
export function extension(resource: Json, name: string): Json {
  return resource?.extension?.find((one: Json) => one.url === name || one.url.endsWith(`${name}-1`))
}
