/** The referrals of a structured record (STR-REF-01 to 10). */
import { type Bundle, identifiers, profiles, type ReferralRequest } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { among, hold, idsOf, is, none, oneOf, type Rule, rule } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { listCodes, listRules } from './list.ts'
import { nameOf } from './references.ts'
import { clinical, mayName, mayReferTo, refersTo, strangeCodings } from './shared.ts'

export const referralRules: readonly Rule<ReferralRequest>[] = [
  ...clinical<ReferralRequest>(profiles.referralRequest),
  rule('STR-REF-04', 'status unknown, or cancelled', r => r.status, oneOf('unknown', 'cancelled')),
  rule('STR-REF-04', 'intent order', r => r.intent, is('order')),
  rule(
    'STR-REF-05',
    'a priority of FHIR',
    r => r.priority,
    one => one === undefined || oneOf('routine', 'urgent', 'asap', 'stat')(one),
  ),
  rule(
    'STR-REF-03',
    'the code of the referral as reasonCode, of known systems or as text',
    r => r.reasonCode ?? [],
    all => all.every(one => (one.text ?? '') !== '' || (one.coding ?? []).length > 0),
  ),
  rule('STR-REF-03 STR-COM-12', 'codings of reasonCode', r => (r.reasonCode ?? []).flatMap(strangeCodings), none),
  rule('STR-REF-04', 'subject refers to a Patient', r => r.subject, refersTo('Patient')),
  rule('STR-REF-09', 'context refers to an Encounter', r => r.context, mayReferTo('Encounter')),
  rule(
    'STR-REF-07',
    'requester is a Practitioner, or words for one',
    r => r.requester?.agent,
    mayName('Practitioner', 'Organization'),
  ),
  rule(
    'STR-REF-07',
    'onBehalfOf only for a Practitioner',
    r =>
      r.requester?.onBehalfOf === undefined
        ? true
        : refersTo('Practitioner')(r.requester.agent) && mayName('Organization')(r.requester.onBehalfOf),
    is(true),
  ),
  rule(
    'STR-REF-08',
    'recipients are services, organisations and practitioners',
    r => (r.recipient ?? []).filter(one => !mayName('HealthcareService', 'Organization', 'Practitioner')(one)),
    none,
  ),
  rule(
    'STR-REF-06',
    'a UBRN has a value',
    r => (r.identifier ?? []).filter(one => one.system === identifiers.ubrn && !/\d/.test(one.value ?? '')),
    none,
  ),
  rule(
    'STR-REF-10',
    'none of the elements that aren’t used',
    among(
      'definition',
      'replaces',
      'groupIdentifier',
      'type',
      'occurrenceDateTime',
      'occurrencePeriod',
      'reasonReference',
      'relevantHistory',
    ),
    none,
  ),
]

export const referralIds = ['STR-REF-01', ...idsOf(...referralRules)]

/** Referrals as a primary result. */
export function referralFindings(bundle: Bundle): Findings {
  const lists = listsOf(bundle, listCodes.referrals)
  const found = ofType(bundle, 'ReferralRequest')
  return [
    ...expectSame('lists of referrals (STR-LIST-01)', 1, lists.length),
    ...expectSame('entries of the list (STR-REF-01)', found.map(nameOf).sort(), entriesOf(lists[0]).sort()),
    ...hold(listRules, lists),
    ...hold(referralRules, found),
  ]
}
