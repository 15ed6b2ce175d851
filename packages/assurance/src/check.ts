/** A case: what it proves, whom it is about, and how it is held against a provider. */
import type { Findings } from './finding.ts'
import type { Provider } from './provider.ts'
import type { Practice, Sandbox } from './sandbox.ts'

/** The groups of the national provider test suite, as far as the capabilities reach. */
export type Feature =
  | 'Http'
  | 'FHIR'
  | 'Headers'
  | 'JWT'
  | 'PatientSearch'
  | 'PatientRead'
  | 'PractitionerSearch'
  | 'PractitionerRead'
  | 'OrganizationSearch'
  | 'OrganizationRead'
  | 'LocationRead'
  | 'StructuredAllergies'
  | 'StructuredMedications'
  | 'StructuredConsultations'
  | 'StructuredProblems'
  | 'StructuredImmunizations'
  | 'StructuredUncategorised'
  | 'StructuredInvestigations'
  | 'StructuredReferrals'
  | 'StructuredDiary'
  | 'StructuredMultipleRequests'
  | 'StructuredMigrate'
  | 'Documents'
  | 'PatientRegister'
  | 'HealthcareService'
  | 'AccessRecordHtml'

/** Where the subjects of a case come from, and what to say where there are none. */
export interface Subjects<S> {
  readonly none: string
  list(practice: Practice, sandbox: Sandbox): readonly Named<S>[]
}

export interface Named<S> {
  readonly name: string
  readonly subject: S
}

export interface Definition<S> {
  /** Unique, lower case, e.g. `patient-read/unknown-id`. */
  readonly id: string
  readonly feature: Feature
  readonly title: string
  /** Ids of the requirements that it proves. */
  readonly requirements: readonly string[]
  /** Whom or what it is about: it is held once for each. */
  readonly of: Subjects<S>
  /** Why it makes no sense by way of the Spine Secure Proxy, in a sentence. */
  readonly directOnly?: string
  run(at: Provider, subject: S): Promise<Findings>
}

export interface Trial {
  readonly subject: string
  run(at: Provider): Promise<Findings>
}

export interface Case extends Omit<Definition<never>, 'of' | 'run'> {
  /** Why there are no trials, where there are none. */
  readonly none: string
  trials(practice: Practice, sandbox: Sandbox): readonly Trial[]
}

/** Makes a case of its definition. */
export function check<S>({ of, run, ...rest }: Definition<S>): Case {
  return {
    ...rest,
    none: of.none,
    trials: (practice, sandbox) =>
      of.list(practice, sandbox).map(({ name, subject }) => ({ subject: name, run: at => run(at, subject) })),
  }
}
