/** The consultations of a structured record: list, encounters, their structure and its items (STR-CON-01 to 11, STR-LIST-10). */
import type { Bundle, List } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { encounterRules, itemsOf, levelOf, levels, mayHold, structureRules } from './consultation.ts'
import { listCodes, listRules } from './list.ts'
import { nameOf, repeated } from './references.ts'
import { secondaryFindings, secondaryIds, secondaryLists, secondaryOf } from './secondary.ts'

export const consultationIds = [
  'STR-CON-01',
  'STR-CON-03',
  'STR-CON-05',
  'STR-CON-06',
  'STR-CON-11',
  ...secondaryIds,
  ...idsOf(...encounterRules, ...structureRules),
]

export const structureOf = (bundle: Bundle, level?: string): List[] =>
  ofType(bundle, 'List').filter(one => (level === undefined ? levelOf(one) !== undefined : levelOf(one) === level))

/** @param alone consultations are all that was asked for: then every Encounter is in the list */
export function consultationFindings(bundle: Bundle, alone = true, problems = false): Findings {
  const encounters = ofType(bundle, 'Encounter')
  const lists = listsOf(bundle, listCodes.consultations)
  const listed = entriesOf(lists[0])
  const structure = structureOf(bundle)
  const tops = structure.filter(one => levelOf(one) === levels.consultation)
  const names = encounters.map(nameOf)
  return [
    ...expectSame('lists of consultations (STR-LIST-01)', 1, lists.length),
    ...(alone
      ? expectSame('entries of the list (STR-CON-01)', [...names].sort(), [...listed].sort())
      : expectSame(
          'entries that are no Encounter of the bundle (STR-CON-01)',
          [],
          listed.filter(one => !names.includes(one)),
        )),
    ...expectSame(
      'the consultations that have a structure (STR-CON-03)',
      [...listed].sort(),
      tops.map(one => one.encounter?.reference ?? '').sort(),
    ),
    ...hold(listRules, lists),
    ...hold(encounterRules, encounters),
    ...hold(structureRules, structure),
    ...structureFindings(structure),
    ...containedFindings(bundle, structure),
    ...secondaryFindings(bundle, { consultations: true, problems }),
  ]
}

/** Each list below one other, of the level that it may have, in the same consultation. */
function structureFindings(structure: readonly List[]): Findings {
  const byName = new Map(structure.map(one => [nameOf(one), one]))
  const placed: string[] = []
  const found: Findings[] = structure.map(list => {
    const level = levelOf(list)
    const below = (list.entry ?? []).map(({ item }) => ({ item, list: byName.get(item.reference ?? '') }))
    placed.push(...below.flatMap(one => (one.list === undefined ? [] : [nameOf(one.list)])))
    const wrong = below.filter(
      one =>
        !mayHold(
          level,
          one.list && levelOf(one.list),
          one.item.reference ?? '',
          one.item.reference === undefined && (one.item.display ?? '') !== '',
        ),
    )
    const mixed = new Set(below.map(one => one.list !== undefined)).size > 1
    return [
      ...expectSame(
        `${nameOf(list)}: entries that its level can’t have (STR-CON-03, STR-CON-11)`,
        [],
        wrong.map(one => one.item),
      ),
      ...expectSame(`${nameOf(list)}: headings mixed with items (STR-CON-05)`, false, mixed),
      ...expectSame(
        `${nameOf(list)}: lists below it of another consultation (STR-CON-04)`,
        [],
        below
          .filter(one => one.list && one.list.encounter?.reference !== list.encounter?.reference)
          .map(one => one.item),
      ),
    ]
  })
  const lower = structure.filter(one => levelOf(one) !== levels.consultation).map(nameOf)
  return [
    ...found.flat(),
    ...expectSame('topics and headings, each in one place (STR-CON-03)', [...lower].sort(), [...placed].sort()),
    ...expectSame('lists in two places (STR-CON-03)', [], repeated(placed)),
  ]
}

/** STR-LIST-10: what consultations hold is named in the lists of their areas; of medicines their statements. */
function containedFindings(bundle: Bundle, structure: readonly List[]): Findings {
  const items = new Set(structure.flatMap(itemsOf))
  const plans = new Map(ofType(bundle, 'MedicationStatement').map(one => [one.basedOn?.[0]?.reference, nameOf(one)]))
  const requests = new Map(ofType(bundle, 'MedicationRequest').map(one => [nameOf(one), one]))
  const listed = new Set(
    [...secondaryLists.keys()]
      .filter(code => code.startsWith('consultations-'))
      .flatMap(code => entriesOf(secondaryOf(bundle, code))),
  )
  const target = (item: string): string => {
    const request = requests.get(item)
    if (request === undefined) return item
    return plans.get(item) ?? plans.get(request.basedOn?.[0]?.reference) ?? item
  }
  const primary = new Set(
    ofType(bundle, 'List')
      .filter(one => levelOf(one) === undefined)
      .flatMap(entriesOf),
  )
  return expectSame(
    'items of consultations that no list of their area names (STR-LIST-10)',
    [],
    [...items].filter(item => {
      const wanted = target(item)
      const ended = wanted.includes('#') ? `#${wanted.split('#')[1]}` : wanted
      return !listed.has(wanted) && !listed.has(ended) && !primary.has(wanted)
    }),
  )
}
