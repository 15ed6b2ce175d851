/** What reports are made of: specimens, groups, filing comments, test requests (STR-INV-07 to 16). */
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, type Findings, NotApplicable } from '../finding.ts'
import type { Provider } from '../provider.ts'
import { isGroup } from '../rules/investigation.ts'
import { investigationFindings, ofReports } from '../rules/investigations.ts'
import { isComment } from '../rules/observation.ts'
import { patients } from '../subjects.ts'
import { include, recordOf } from './structured.ts'

const feature = 'StructuredInvestigations'

type Part = readonly [
  id: string,
  title: string,
  requirement: string,
  /** Systems whose data have no such part. */
  notFrom: readonly string[],
  find: (bundle: Parameters<typeof ofReports>[0]) => readonly unknown[],
]

const parts: readonly Part[] = [
  [
    'specimens',
    'specimens, of the report and of its results',
    'STR-INV-16',
    ['emis', 'tpp', 'vision'],
    bundle => ofType(bundle, 'Specimen'),
  ],
  ['results', 'results', 'STR-INV-11', ['tpp', 'vision'], ofReports],
  ['groups', 'groups of results', 'STR-INV-10', ['tpp', 'vision'], bundle => ofReports(bundle).filter(isGroup)],
  ['filing', 'filing comments', 'STR-INV-12', ['tpp', 'vision'], bundle => ofReports(bundle).filter(isComment)],
  [
    'test-requests',
    'test requests that reports are based on',
    'STR-INV-14',
    ['emis', 'tpp', 'vision', 'microtest'],
    bundle => ofType(bundle, 'DiagnosticReport').flatMap(({ basedOn = [] }) => basedOn),
  ],
]

const held = (at: Provider, notFrom: readonly string[], found: readonly unknown[], what: string): Findings => {
  if (found.length === 0 && notFrom.includes(at.practice.system)) {
    throw new NotApplicable(`What the practice’s system hands over has no ${what}.`)
  }
  return expect(found.length > 0, `some ${what}`, found)
}

export const investigationCases: readonly Case[] = parts.map(([id, title, requirement, notFrom, find]) =>
  check({
    id: `investigations/${id}`,
    feature,
    title: `Reports have ${title}`,
    requirements: [requirement],
    of: patients('full'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, include('includeInvestigations'))
      return [...findings, ...investigationFindings(bundle), ...held(at, notFrom, find(bundle), title)]
    },
  }),
)
