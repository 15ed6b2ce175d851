/** What holds of every MedicationRequest, plan or order (STR-MED-23 to 32, STR-MED-36). */
import { type Extension, extensions, identifiers, type MedicationRequest, profiles, valueSystems } from '@gpc/fhir'
import { absent, among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { clinical, codeOf, exactly, mayReferTo, refersTo } from './shared.ts'

const displays: ReadonlyMap<string | undefined, string> = new Map([
  ['acute', 'Acute'],
  ['repeat', 'Repeat'],
  ['repeat-dispensing', 'Repeat dispensing'],
  ['delayed-prescribing', 'Delayed prescribing'],
])

const typeExtension = (request: MedicationRequest) => exactly(request, extensions.prescriptionType)

/** `acute`, `repeat`, `repeat-dispensing`, `delayed-prescribing`, or undefined. */
export function prescriptionType(request: MedicationRequest): string | undefined {
  return codeOf(typeExtension(request)[0]?.valueCodeableConcept, valueSystems.prescriptionType)
}

export const isPlan = ({ intent }: MedicationRequest): boolean => intent === 'plan'
export const isRepeat = (request: MedicationRequest): boolean =>
  ['repeat', 'repeat-dispensing'].includes(prescriptionType(request) ?? '')

const repeats = (request: MedicationRequest): Extension[] => exactly(request, extensions.repeatInformation)
const repeatPart = (request: MedicationRequest, url: string) => repeats(request).flatMap(one => exactly(one, url))
const reason = (request: MedicationRequest) => exactly(request, extensions.statusReason)
const quantityText = ({ dispenseRequest }: MedicationRequest) =>
  exactly(dispenseRequest?.quantity, extensions.quantityText)

const both: readonly Rule<MedicationRequest>[] = [
  ...clinical<MedicationRequest>(profiles.medicationRequest),
  rule('STR-MED-01', 'intent plan or order', r => r.intent, oneOf('plan', 'order')),
  rule('STR-MED-26', 'status active, completed or stopped', r => r.status, oneOf('active', 'completed', 'stopped')),
  rule('STR-MED-01', 'medicationReference refers to a Medication', r => r.medicationReference, refersTo('Medication')),
  rule('STR-MED-01', 'no medicationCodeableConcept', r => r.medicationCodeableConcept, absent),
  rule('STR-MED-01', 'subject refers to a Patient', r => r.subject, refersTo('Patient')),
  rule('STR-MED-01', 'context refers to an Encounter', r => r.context, mayReferTo('Encounter')),
  rule(
    'STR-MED-28',
    'authoredOn, or why it isn’t known',
    r => ('_authoredOn' in r ? 'unknown' : r.authoredOn),
    present,
  ),
  rule('STR-MED-29', 'recorder refers to a Practitioner', r => r.recorder, refersTo('Practitioner')),
  rule(
    'STR-MED-29',
    'requester is a Practitioner or Organization',
    r => r.requester?.agent,
    one => mayReferTo('Practitioner')(one) || mayReferTo('Organization')(one),
  ),
  rule(
    'STR-MED-25',
    'at most one prescriptionType, with code and display',
    r => typeExtension(r).map(one => one.valueCodeableConcept?.coding),
    all =>
      all.length < 2 &&
      all.every(
        codings =>
          codings?.length === 1 &&
          codings[0]?.display !== undefined &&
          displays.get(codings[0].code) === codings[0].display,
      ),
  ),
  rule(
    'STR-MED-20',
    'one dosageInstruction, with text',
    r => r.dosageInstruction?.map(one => one.text),
    all => all?.length === 1 && all.every(present),
  ),
  rule(
    'STR-MED-30',
    'validityPeriod has a start, or why it isn’t known',
    r => r.dispenseRequest?.validityPeriod,
    one => one !== undefined && (present(one.start) || '_start' in one),
  ),
  rule(
    'STR-MED-31',
    'quantity is a number with unit, or text: not both',
    r => [r.dispenseRequest?.quantity?.value, quantityText(r).length],
    ([value, texts]) => value === undefined || texts === 0,
  ),
  rule(
    'STR-MED-32',
    'expectedSupplyDuration is in days',
    r => r.dispenseRequest?.expectedSupplyDuration,
    one => one === undefined || (one.value !== undefined && one.code === 'd'),
  ),
  rule(
    'STR-MED-27',
    'groupIdentifier has system and value',
    r => r.groupIdentifier,
    one => one === undefined || (present(one.system) && present(one.value)),
  ),
  rule(
    'STR-MED-36',
    'none of the elements that aren’t used',
    among(
      'definition',
      'category',
      'priority',
      'supportingInformation',
      'reasonCode',
      'reasonReference',
      'substitution',
      'detectedIssue',
      'eventHistory',
    ),
    none,
  ),
]

export const planRules: readonly Rule<MedicationRequest>[] = [
  ...both,
  rule('STR-MED-02', 'a plan has no basedOn', r => r.basedOn, absent),
  rule(
    'STR-MED-02',
    'priorPrescription refers to a MedicationRequest',
    r => r.priorPrescription,
    mayReferTo('MedicationRequest'),
  ),
  rule(
    'STR-MED-23',
    'a repeat plan says how many were issued',
    r => (isRepeat(r) ? repeatPart(r, 'numberOfRepeatPrescriptionsIssued').length : 1),
    is(1),
  ),
  rule(
    'STR-MED-23',
    'numbers of repeats are unsigned integers',
    r =>
      [
        ...repeatPart(r, 'numberOfRepeatPrescriptionsIssued'),
        ...repeatPart(r, 'numberOfRepeatPrescriptionsAllowed'),
      ].filter(one => one.valueUnsignedInt === undefined),
    none,
  ),
  rule(
    'STR-MED-23',
    'an acute plan has no repeat information',
    r => (prescriptionType(r) === 'acute' ? repeats(r).length : 0),
    is(0),
  ),
  rule(
    'STR-MED-24',
    'a stopped plan has its reason and day',
    r =>
      r.status === 'stopped'
        ? reason(r).map(one => one.extension?.map(({ url }) => url).sort())
        : [['statusChangeDate', 'statusReason']],
    is([['statusChangeDate', 'statusReason']]),
  ),
  rule('STR-MED-24', 'no reason unless stopped', r => (r.status === 'stopped' ? 0 : reason(r).length), is(0)),
]

export const orderRules: readonly Rule<MedicationRequest>[] = [
  ...both,
  rule(
    'STR-MED-02',
    'an order is basedOn one MedicationRequest',
    r => r.basedOn ?? [],
    all => all.length === 1 && all.every(refersTo('MedicationRequest')),
  ),
  rule('STR-MED-23', 'an order has no repeat information', r => repeats(r).length, is(0)),
  rule('STR-MED-24', 'an order has no status reason', r => reason(r).length, is(0)),
  rule(
    'STR-MED-30',
    'validityPeriod of an order has an end, or why it isn’t known',
    r => r.dispenseRequest?.validityPeriod,
    one => one !== undefined && (present(one.end) || '_end' in one),
  ),
  rule(
    'STR-MED-27 STR-COM-13',
    'an item number has the EPS system',
    r =>
      (r.identifier ?? []).filter(
        one => /order-item-number/.test(one.system ?? '') && one.system !== identifiers.prescriptionItem,
      ),
    none,
  ),
]
