/** The investigations of a structured record: list, reports and what they are made of (STR-INV-02, STR-INV-08, STR-INV-13). */
import { type Bundle, isResource, type Observation } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import {
  filingRules,
  groupRules,
  isGroup,
  reportRules,
  resultRules,
  specimenRules,
  testRequestRules,
} from './investigation.ts'
import { listCodes, listRules } from './list.ts'
import { isComment } from './observation.ts'
import { nameOf, resourcesOf } from './references.ts'

export const investigationIds = [
  'STR-INV-02',
  'STR-INV-08',
  'STR-INV-13',
  ...idsOf(...reportRules, ...specimenRules, ...testRequestRules, ...groupRules, ...resultRules, ...filingRules),
]

/** The Observations of each report: reached through `result` and `related`, in either direction. */
function byReport(bundle: Bundle): ReadonlyMap<string, readonly Observation[]> {
  const all = new Map(ofType(bundle, 'Observation').map(one => [nameOf(one), one]))
  const back = Map.groupBy(
    [...all.values()].flatMap(one => (one.related ?? []).map(({ target }) => [target.reference ?? '', one] as const)),
    ([target]) => target,
  )
  const reachedFrom = (names: readonly string[]): Observation[] => {
    const reached = new Set<Observation>()
    const visit = (name: string): void => {
      const one = all.get(name)
      if (one === undefined || reached.has(one)) return
      reached.add(one)
      for (const { target } of one.related ?? []) visit(target.reference ?? '')
      for (const [, other] of back.get(name) ?? []) visit(nameOf(other))
    }
    for (const name of names) visit(name)
    return [...reached]
  }
  return new Map(
    ofType(bundle, 'DiagnosticReport').map(one => [
      nameOf(one),
      reachedFrom((one.result ?? []).map(({ reference = '' }) => reference)),
    ]),
  )
}

/** The Observations of a bundle's reports. */
export const ofReports = (bundle: Bundle): Observation[] => [...new Set([...byReport(bundle).values()].flat())]

/** @param alone investigations are all that was asked for: then every report is in the list, and every Observation a report's */
export function investigationFindings(bundle: Bundle, alone = true): Findings {
  const lists = listsOf(bundle, listCodes.investigations)
  const listed = entriesOf(lists[0])
  const reports = ofType(bundle, 'DiagnosticReport')
  const perReport = byReport(bundle)
  const observations = [...new Set([...perReport.values()].flat())]
  const filed = observations.filter(isComment)
  const others = observations.filter(one => !isComment(one))
  const grouped = new Set(
    others.flatMap(one =>
      (one.related ?? []).flatMap(({ type, target }) => (type === 'has-member' ? (target.reference ?? []) : [])),
    ),
  )
  const twice = reports.flatMap(one => (one.result ?? []).filter(({ reference = '' }) => grouped.has(reference)))
  const requests = resourcesOf(bundle)
    .filter(one => isResource(one, 'ProcedureRequest'))
    .filter(one => one.intent === 'order')
  return [
    ...expectSame('lists of investigations (STR-LIST-01)', 1, lists.length),
    ...expectSame('entries of the list (STR-INV-02)', reports.map(nameOf).sort(), [...listed].sort()),
    ...expectSame('results of a group that the report names, too (STR-INV-08)', [], twice),
    ...expectSame(
      'reports without a filing comment (STR-INV-13)',
      [],
      [...perReport].filter(([, own]) => !own.some(isComment)).map(([name]) => name),
    ),
    ...(alone
      ? expectSame(
          'Observations of no report',
          [],
          ofType(bundle, 'Observation')
            .filter(one => !observations.includes(one))
            .map(nameOf),
        )
      : []),
    ...hold(listRules, lists),
    ...hold(reportRules, reports),
    ...hold(specimenRules, ofType(bundle, 'Specimen')),
    ...hold(testRequestRules, requests),
    ...hold(groupRules, others.filter(isGroup)),
    ...hold(
      resultRules,
      others.filter(one => !isGroup(one)),
    ),
    ...hold(filingRules, filed),
  ]
}
