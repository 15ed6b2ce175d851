/** What holds of reports, specimens, test requests, and the Observations of a report (STR-INV-05 to 16). */
import {
  codeSystems,
  type DiagnosticReport,
  type Observation,
  type ProcedureRequest,
  profiles,
  type Specimen,
} from '@gpc/fhir'
import { absent, among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { anyObservation } from './observation.ts'
import { clinical, mayName, mayReferTo, refersTo } from './shared.ts'

const each =
  (...types: readonly string[]) =>
  (references: readonly ({ readonly reference?: string; readonly display?: string } | undefined)[]): boolean =>
    references.every(mayName(...types))

export const reportRules: readonly Rule<DiagnosticReport>[] = [
  ...clinical<DiagnosticReport>(profiles.diagnosticReport),
  rule('STR-INV-05', 'status final, preliminary or unknown', d => d.status, oneOf('final', 'preliminary', 'unknown')),
  rule('STR-INV-05', 'category', d => d.category, present),
  rule(
    'STR-INV-05',
    'code is Diagnostic studies report',
    d => d.code.coding?.map(({ system, code, display }) => [system, code, display])[0],
    is([codeSystems.snomed, '721981007', 'Diagnostic studies report']),
  ),
  rule('STR-INV-05', 'subject refers to a Patient', d => d.subject, refersTo('Patient')),
  rule('STR-INV-05', 'issued', d => d.issued, present),
  rule('STR-INV-07', 'context refers to an Encounter', d => d.context, mayReferTo('Encounter')),
  rule('STR-INV-07', 'basedOn are ProcedureRequests', d => d.basedOn ?? [], each('ProcedureRequest')),
  rule('STR-INV-07', 'specimens are Specimens', d => d.specimen ?? [], each('Specimen')),
  rule('STR-INV-08', 'results are Observations', d => d.result ?? [], each('Observation')),
  rule(
    'STR-INV-07',
    'performers are Organizations and Practitioners',
    d => (d.performer ?? []).map(one => one.actor),
    each('Organization', 'Practitioner'),
  ),
  rule(
    'STR-INV-09',
    'none of the elements that aren’t used',
    among('effectiveDateTime', 'effectivePeriod', 'imagingStudy', 'image', 'presentedForm'),
    none,
  ),
]

export const specimenRules: readonly Rule<Specimen>[] = [
  ...clinical<Specimen>(profiles.specimen),
  rule('STR-INV-16', 'subject refers to a Patient', s => s.subject, refersTo('Patient')),
  rule(
    'STR-INV-16',
    'none of the elements that aren’t used',
    among('parent', 'request', 'processing', 'container'),
    none,
  ),
  rule('STR-INV-16', 'no method of collection', s => among('method')(s.collection ?? {}), none),
]

export const testRequestRules: readonly Rule<ProcedureRequest>[] = [
  ...clinical<ProcedureRequest>(profiles.procedureRequest),
  rule('STR-INV-14', 'status active', p => p.status, is('active')),
  rule('STR-INV-14', 'intent order', p => p.intent, is('order')),
  rule(
    'STR-INV-14',
    'code, or “No code available”',
    p => p.code,
    one => (one?.coding ?? []).length > 0 || (one?.text ?? '') !== '',
  ),
  rule('STR-INV-14', 'subject refers to a Patient', p => p.subject, refersTo('Patient')),
  rule(
    'STR-INV-15',
    'none of the elements that aren’t used',
    among(
      'definition',
      'basedOn',
      'replaces',
      'requisition',
      'priority',
      'doNotPerform',
      'category',
      'context',
      'occurrenceDateTime',
      'occurrencePeriod',
      'asNeededBoolean',
      'authoredOn',
      'performerType',
      'supportingInfo',
      'specimen',
      'bodySite',
      'relevantHistory',
    ),
    none,
  ),
]

const memberTypes = (o: Observation) => (o.related ?? []).map(({ type }) => type)

/** True for the header of a group of results. */
export const isGroup = (one: Observation): boolean => memberTypes(one).includes('has-member')

export const groupRules: readonly Rule<Observation>[] = [
  ...anyObservation,
  rule('STR-INV-10', 'no value', o => Object.keys(o).filter(name => name.startsWith('value')), none),
  rule(
    'STR-INV-10',
    'none of the elements that aren’t used',
    among('category', 'referenceRange', 'component', 'method', 'bodySite', 'dataAbsentReason'),
    none,
  ),
]

export const resultRules: readonly Rule<Observation>[] = [
  ...anyObservation,
  rule('STR-INV-11', 'no component', o => o.component, absent),
  rule('STR-INV-11', 'specimen refers to a Specimen', o => o.specimen, mayReferTo('Specimen')),
]

/** How a report, a group or a result was filed. */
export const filingRules: readonly Rule<Observation>[] = [
  ...anyObservation,
  rule('STR-INV-12', 'status unknown', o => o.status, is('unknown')),
  rule(
    'STR-INV-12',
    'a performer that is a Practitioner',
    o => o.performer ?? [],
    all => all.length > 0 && all.every(refersTo('Practitioner')),
  ),
  rule(
    'STR-INV-12',
    'none of the elements that aren’t used',
    among(
      'category',
      'dataAbsentReason',
      'interpretation',
      'bodySite',
      'method',
      'specimen',
      'referenceRange',
      'component',
    ),
    none,
  ),
]
