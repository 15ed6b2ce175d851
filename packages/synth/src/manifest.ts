import type { Administration, InventedPatient, InventedPerson, InventedPractice, PdsView } from './model.ts'
import type { InventedConsumer, Sandbox } from './sandbox.ts'

/** Who is in the sandbox: what its programs ask for, what PDS is filled with, and what the provider's administration must be told. */
export interface SandboxManifest {
  readonly practices: readonly ManifestPractice[]
  readonly people: readonly (InventedPerson & { readonly administration: { readonly pds: PdsView } })[]
  readonly consumers: readonly InventedConsumer[]
}

export type ManifestPractice = InventedPractice & { readonly patients: readonly ManifestPatient[] }

export type ManifestPatient = InventedPerson & {
  readonly registration: InventedPatient['registration']
  readonly administration: Administration
}

/** Everything of the sandbox but the records, as plain data for JSON. */
export function sandboxManifest(sandbox: Sandbox): SandboxManifest {
  return {
    practices: sandbox.practices.map(({ practice, patients }) => ({ ...practice, patients: patients.map(summary) })),
    people: sandbox.people,
    consumers: sandbox.consumers,
  }
}

function summary(patient: InventedPatient): ManifestPatient {
  const { allergies: _a, medications: _m, consultations: _c, problems: _p, observations: _o, ...further } = patient
  const { comments: _t, immunisations: _i, reports: _r, referrals: _e, documents: _d, diary: _y, ...others } = further
  const { flags: _f, usualGp: _g, number: _n, ...rest } = others
  return rest
}
