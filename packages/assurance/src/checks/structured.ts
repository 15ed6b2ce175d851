/** Requests for a structured record, and the record that comes. */
import { type Bundle, identifiers, interactions, type OperationOutcome, profiles, valueSystems } from '@gpc/fhir'
import { ofType, success, uncached } from '../answer.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { call, type Provider, type Request } from '../provider.ts'
import { envelopeFindings } from '../rules/envelope.ts'
import type { Person } from '../sandbox.ts'

export const interaction = interactions.getStructuredRecord

export interface Parameter {
  readonly name: string
  readonly part?: readonly object[]
}

export const patientParameter = (value: string, system: string = identifiers.nhsNumber) => ({
  name: 'patientNHSNumber',
  valueIdentifier: { system, value },
})

/** A parameter with its parts, or with none. */
export const include = (name: string, ...part: readonly object[]): Parameter =>
  part.length === 0 ? { name } : { name, part }

export const flag = (name: string, valueBoolean: boolean) => ({ name, valueBoolean })
export const day = (name: string, valueDate: string) => ({ name, valueDate })

export const allergies = (resolved: boolean): Parameter =>
  include('includeAllergies', flag('includeResolvedAllergies', resolved))

export const medication = (issues: boolean): Parameter =>
  include('includeMedication', flag('includePrescriptionIssues', issues))

export const medicationFrom = (date: string): Parameter =>
  include('includeMedication', flag('includePrescriptionIssues', false), day('medicationSearchFromDate', date))

export function requestOf(...parameter: readonly object[]): Request {
  return { interaction, body: { resourceType: 'Parameters', parameter } }
}

export const recordRequest = ({ nhsNumber }: Person, ...parameters: readonly object[]): Request =>
  requestOf(patientParameter(nhsNumber), ...parameters)

export interface StructuredRecord {
  readonly bundle: Bundle
  /** What is wrong with the envelope, people, places and references. */
  readonly findings: Findings
}

/** Asks for a record, which must come. @throws Stop if it doesn't */
export async function recordOf(
  at: Provider,
  person: Person,
  ...parameters: readonly Parameter[]
): Promise<StructuredRecord> {
  const got = await call(at, recordRequest(person, ...parameters))
  const bundle = success(got, 'Bundle')
  return { bundle, findings: [...envelopeFindings(bundle, got.traceId, person.nhsNumber), ...uncached(got)] }
}

/** No OperationOutcome: all that was asked for is there (STR-VER-01, STR-CFG-04). */
export function unwarned(bundle: Bundle): Findings {
  const outcomes = ofType(bundle, 'OperationOutcome')
  return expect(outcomes.length === 0, 'no OperationOutcome', outcomes)
}

/** One OperationOutcome, with a warning for each of these parameters, and no other (STR-VER-01 to 03). */
export function unrecognised(bundle: Bundle, ...parameters: readonly string[]): Findings {
  const outcomes = ofType(bundle, 'OperationOutcome')
  const issues = outcomes.flatMap(({ issue }) => issue)
  return [
    ...expectSame('how many OperationOutcomes the bundle has (STR-VER-01)', 1, outcomes.length),
    ...expectSame('their meta.profile', [profiles.operationOutcome], outcomes[0]?.meta?.profile),
    ...expectSame(
      'parameters that are warned of (STR-VER-02)',
      [...parameters].sort(),
      issues.map(one => one.diagnostics ?? '').sort(),
    ),
    ...issues.flatMap(warning),
  ]
}

function warning({ severity, code, details, diagnostics }: OperationOutcome['issue'][number]): Findings {
  const coding = { system: valueSystems.errorOrWarning, code: 'NOT_IMPLEMENTED', display: 'Not implemented' }
  return [
    ...expectSame('issue.severity (ERR-GEN-06)', 'warning', severity),
    ...expectSame('issue.code (STR-CFG-05)', 'not-supported', code),
    ...expectSame('issue.details.coding (STR-CFG-05)', [coding], details?.coding),
    ...expectSame('issue.details.text (STR-VER-02)', `${diagnostics} is an unrecognised parameter`, details?.text),
  ]
}

/** No list but these, apart from lists of linked problems. */
export function onlyLists(bundle: Bundle, ...codes: readonly string[]): Findings {
  const others = ofType(bundle, 'List').filter(
    one => !codes.includes(one.code?.coding?.[0]?.code ?? '') && !/problems/i.test(one.title ?? ''),
  )
  return expect(
    others.length === 0,
    'no other list',
    others.map(one => one.title),
  )
}
