/** The problems of a structured record: list, problems and what is linked to them (STR-PRB-01 to 16). */
import { type Bundle, extensions } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { levelOf } from './consultation.ts'
import { listCodes, listRules } from './list.ts'
import { problemRules, relatedTo, relationsOf } from './problem.ts'
import { nameOf, referencesIn, resourcesOf } from './references.ts'
import { secondaryFindings, secondaryIds, secondaryLists, secondaryOf } from './secondary.ts'
import { exactly } from './shared.ts'

export const problemIds = [
  'STR-PRB-01',
  'STR-PRB-09',
  'STR-COM-14',
  'STR-LIST-10',
  ...secondaryIds,
  ...idsOf(...problemRules),
]

/** Problems as a primary result. */
export function problemFindings(bundle: Bundle, consultations = false): Findings {
  const lists = listsOf(bundle, listCodes.problems)
  const problems = ofType(bundle, 'Condition')
  const primary = new Set(entriesOf(lists[0]))
  const linked = problems
    .filter(one => primary.has(nameOf(one)))
    .flatMap(one => [
      ...relatedTo(one),
      ...exactly(one, extensions.actualProblem).map(({ valueReference }) => valueReference),
    ])
  return [
    ...expectSame('lists of problems (STR-LIST-01)', 1, lists.length),
    ...expectSame(
      'entries that are no problem of the bundle (STR-PRB-01)',
      [],
      [...primary].filter(one => !problems.some(problem => nameOf(problem) === one)),
    ),
    ...hold(listRules, lists),
    ...linkedProblemFindings(bundle),
    ...relatedFindings(
      bundle,
      linked.flatMap(one => one?.reference ?? []),
    ),
    ...secondaryFindings(bundle, { problems: true, consultations }),
    ...(consultations
      ? []
      : expectSame(
          'lists of a consultation’s structure, which nobody asked for (STR-PRB-15)',
          0,
          ofType(bundle, 'List').filter(one => levelOf(one) !== undefined).length,
        )),
  ]
}

/** What holds of every problem of a bundle, whyever it is there. */
export function linkedProblemFindings(bundle: Bundle): Findings {
  const problems = ofType(bundle, 'Condition')
  const known = new Map(problems.map(one => [nameOf(one), one]))
  const opposite: Readonly<Record<string, string>> = { parent: 'child', child: 'parent', sibling: 'sibling' }
  const oneSided = problems.flatMap(one =>
    relationsOf(one).filter(({ type = '', target = '' }) => {
      const other = known.get(target)
      return (
        other !== undefined &&
        !relationsOf(other).some(back => back.target === nameOf(one) && back.type === opposite[type])
      )
    }),
  )
  const pointing = resourcesOf(bundle)
    .filter(one => one.resourceType !== 'List' && one.resourceType !== 'Condition')
    .filter(one => referencesIn(one).some(reference => reference.startsWith('Condition/')))
  return [
    ...hold(problemRules, problems),
    ...expectSame('relations of problems that only one of them tells (STR-PRB-10)', [], oneSided),
    ...expectSame('items that refer to a problem (STR-COM-14)', [], pointing.map(nameOf)),
  ]
}

/** STR-LIST-10: what problems are linked to is named in the lists of its areas; of medicines their statements. */
function relatedFindings(bundle: Bundle, linked: readonly string[]): Findings {
  const statements = new Map(
    ofType(bundle, 'MedicationStatement').map(one => [one.basedOn?.[0]?.reference, nameOf(one)]),
  )
  const requests = new Map(ofType(bundle, 'MedicationRequest').map(one => [nameOf(one), one]))
  const listed = new Set(
    [...secondaryLists.keys()]
      .filter(code => code.startsWith('problems-'))
      .flatMap(code => entriesOf(secondaryOf(bundle, code))),
  )
  const target = (item: string): string => {
    const request = requests.get(item)
    if (request === undefined) return item.includes('#') ? `#${item.split('#')[1]}` : item
    return statements.get(item) ?? statements.get(request.basedOn?.[0]?.reference) ?? item
  }
  return expectSame(
    'what problems are linked to and no list of its area names (STR-LIST-10)',
    [],
    [...new Set(linked)].filter(item => !listed.has(target(item)) && !listed.has(item)),
  )
}
