/** The allergies of a structured record: lists and resources together (STR-ALG-01 to 05). */
import { type AllergyIntolerance, type Bundle, isResource, type List } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { activeAllergyRules, endedAllergyRules } from './allergy.ts'
import { listCode, listCodes, listRules } from './list.ts'
import { nameOf } from './references.ts'

export const allergiesCode = listCodes.allergies
export const endedCode = listCodes.endedAllergies

export const allergiesIds = ['STR-ALG-01', 'STR-ALG-03', ...idsOf(...activeAllergyRules, ...endedAllergyRules)]

/** The lists with a code. */
export const listsOf = (bundle: Bundle, code: string): List[] =>
  ofType(bundle, 'List').filter(one => listCode(one) === code)

export const entriesOf = (list: List | undefined): string[] =>
  (list?.entry ?? []).map(({ item }) => item.reference ?? '')

/** The ended allergies: contained in their list, not entries of the bundle (STR-ALG-03). */
export const endedOf = (bundle: Bundle): AllergyIntolerance[] =>
  listsOf(bundle, endedCode)
    .flatMap(one => one.contained ?? [])
    .flatMap(one => (isResource(one, 'AllergyIntolerance') ? [one] : []))

/** @param ended whether ended ones were asked for */
export function allergyFindings(bundle: Bundle, ended: boolean): Findings {
  const active = ofType(bundle, 'AllergyIntolerance')
  const lists = listsOf(bundle, allergiesCode)
  const endedLists = listsOf(bundle, endedCode)
  const [endedList] = endedLists
  const contained = endedOf(bundle)
  return [
    ...expectSame('lists of current allergies (STR-ALG-01)', 1, lists.length),
    ...expectSame('lists of ended allergies (STR-ALG-01)', ended ? 1 : 0, endedLists.length),
    ...expectSame('entries of the list (STR-LIST-06)', active.map(nameOf).sort(), entriesOf(lists[0]).sort()),
    ...expectSame(
      'entries of the ended list (STR-ALG-03)',
      contained.map(one => `#${one.id}`).sort(),
      entriesOf(endedList).sort(),
    ),
    ...expectSame('what else the ended list contains', contained.length, endedList?.contained?.length ?? 0),
    ...hold(listRules, [...lists, ...endedLists]),
    ...hold(activeAllergyRules, active),
    ...hold(endedAllergyRules, contained),
  ]
}
