/** The diary entries of a structured record (STR-DRY-01 to 07). */
import { type Bundle, type ProcedureRequest, profiles } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { among, hold, idsOf, is, none, present, type Rule, rule } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { listCodes, listRules } from './list.ts'
import { nameOf } from './references.ts'
import { clinical, mayName, mayReferTo, refersTo, strangeCodings } from './shared.ts'

export const diaryRules: readonly Rule<ProcedureRequest>[] = [
  ...clinical<ProcedureRequest>(profiles.procedureRequest),
  rule('STR-DRY-01', 'status active', p => p.status, is('active')),
  rule('STR-DRY-01', 'intent plan', p => p.intent, is('plan')),
  rule(
    'STR-DRY-05',
    'code has codings or text',
    p => p.code,
    one => (one?.text ?? '') !== '' || (one?.coding ?? []).length > 0,
  ),
  rule('STR-DRY-05 STR-COM-12', 'codings of code', p => strangeCodings(p.code), none),
  rule('STR-DRY-05', 'subject refers to a Patient', p => p.subject, refersTo('Patient')),
  rule('STR-DRY-05', 'context refers to an Encounter', p => p.context, mayReferTo('Encounter')),
  rule(
    'STR-DRY-05',
    'authoredOn, or why it isn’t known',
    p => ('_authoredOn' in p ? 'unknown' : p.authoredOn),
    present,
  ),
  rule(
    'STR-DRY-05',
    'requester is a Practitioner, Organization or Device',
    p => p.requester?.agent,
    one => one !== undefined && mayName('Practitioner', 'Organization', 'Device')(one),
  ),
  rule('STR-DRY-07', 'no requester.onBehalfOf', p => among('onBehalfOf')(p.requester ?? {}), none),
  rule(
    'STR-DRY-07',
    'none of the elements that aren’t used',
    among(
      'priority',
      'doNotPerform',
      'category',
      'asNeededBoolean',
      'asNeededCodeableConcept',
      'performer',
      'performerType',
      'reasonReference',
      'specimen',
      'bodySite',
      'relevantHistory',
    ),
    none,
  ),
]

export const diaryIds = ['STR-DRY-01', 'STR-DRY-02', ...idsOf(...diaryRules)]

/** Diary entries as a primary result. */
export function diaryFindings(bundle: Bundle): Findings {
  const lists = listsOf(bundle, listCodes.diaryEntries)
  const found = ofType(bundle, 'ProcedureRequest').filter(one => one.intent !== 'order')
  return [
    ...expectSame('lists of diary entries (STR-LIST-01)', 1, lists.length),
    ...expectSame('entries of the list (STR-DRY-01)', found.map(nameOf).sort(), entriesOf(lists[0]).sort()),
    ...hold(listRules, lists),
    ...hold(diaryRules, found),
  ]
}
