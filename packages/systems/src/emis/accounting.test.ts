import type { Investigation, PatientRecord, TestResult } from '@gpc/clinical'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceRow } from '../contract.ts'
import { emis } from './index.ts'

const categories = [
  'Conditions, operations and procedures',
  'Allergy and adverse drug reactions',
  'Immunisations',
  'Referral',
  'Haematology',
  'Biochemistry',
  'Pathology specimen',
  'Investigation requests',
]
const codes = categories.map((category, i): SourceRow => {
  const columns = { CodeId: `${i}`, Term: `Term ${i}`, EmisCodeCategoryDescription: category }
  return { table: 'Coding_ClinicalCode', key: `${i}`, owner: `${i}`, shared: true, columns }
})

const key = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G')
const codeId = fc.constantFrom('0', '1', '2', '3', '4', '4', '5', '6', '7', 'unknown')
const day = fc.constantFrom('2025-01-01', '2025-02-02')
const text = fc.constantFrom('a text', '<a>b</a>', '2', '<5')

/** Rows of a table, each with some of the columns. */
const rowsOf = (table: string, columns: Record<string, fc.Arbitrary<string>>) =>
  fc.uniqueArray(fc.tuple(key, fc.record(columns, { requiredKeys: [] })), { selector: ([name]) => name }).map(rows =>
    rows.map(([name, cells]): SourceRow => {
      const columns = Object.fromEntries(
        Object.entries(cells).flatMap(([column, cell]) => (cell === undefined ? [] : [[column, cell]])),
      )
      return { table, key: name, owner: 'P', shared: false, columns }
    }),
  )

const common = {
  EffectiveDate: day,
  EnteredDate: day,
  ConsultationGuid: key,
  CodeId: codeId,
  IsConfidential: fc.constant('true'),
}
const tables = fc.tuple(
  rowsOf('CareRecord_Observation', {
    ...common,
    ParentObservationGuid: key,
    ProblemGuid: key,
    Value: text,
    AssociatedText: text,
    Qualifiers: text,
    DocumentGuid: key,
  }),
  rowsOf('CareRecord_ObservationReferral', { ReferralUrgency: text }),
  rowsOf('CareRecord_Problem', { ParentProblemObservationGuid: key, EndDate: day }),
  rowsOf('CareRecord_Diary', { ...common, OriginalTerm: text }),
  rowsOf('CareRecord_Consultation', { EffectiveDate: day, EnteredDate: day }),
)

const resultKeys = (results: readonly TestResult[]): string[] =>
  results.flatMap(one => [one.key, ...resultKeys(one.results)])
const reportKeys = ({ key: own, specimens, request, results }: Investigation): string[] => [
  ...(results.some(one => one.key === `${own}/group`) ? [] : [own]),
  ...specimens.map(one => one.key),
  ...(request === undefined ? [] : [request.key]),
  ...resultKeys(results).map(one => one.replace(/\/group$/, '')),
]

/** Keys of everything that the record has or tells of. */
function keysOf(record: PatientRecord): string[] {
  const { allergies, immunisations, observations, referrals, problems, diary, consultations, unreadable } = record
  const entries = [allergies, immunisations, observations, referrals, problems, diary, consultations, unreadable].flat()
  return [...entries.map(one => one.key), ...record.investigations.flatMap(reportKeys)]
}

test('every row is an entry, a part of one, or told of, once; and whatever a consultation holds is there', () => {
  fc.assert(
    fc.property(tables, ([observations, referralRows, problems, diary, consultations]) => {
      const all = [observations, referralRows, problems, diary, consultations].flat()
      const byTable = Map.groupBy(all, row => row.table)
      const rows = { owner: 'P', table: (name: string) => byTable.get(name) ?? [] }
      const lookup = (_: string, owner: string) => codes.filter(row => row.owner === owner)
      const record = emis.assemble(rows, lookup, 'X99001')
      const found = keysOf(record)
      const observed = new Set(observations.map(row => row.key))
      const wanted = all
        .filter(row => row.table !== 'CareRecord_ObservationReferral' || !observed.has(row.key))
        .map(row => `${row.table}:${row.key}`)
      expect(found.toSorted()).toEqual(wanted.toSorted())
      const there = new Set([...found, ...record.documents.map(one => one.key)])
      const items = record.consultations.flatMap(one => one.topics.flatMap(topic => topic.headings[0]?.items ?? []))
      expect(new Set(items).size).toBe(items.length)
      expect(items.every(item => there.has(item))).toBe(true)
    }),
    { numRuns: 300 },
  )
})
