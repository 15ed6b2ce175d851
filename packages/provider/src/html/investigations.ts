/** Laboratory reports among the observations: the report, headings of groups and results, each a row (HTM-SEC-06). */
import { codeSystems } from '@gpc/fhir'
import { dateOf, detailLines, rangeLines, valueLines } from './observation-words.ts'
import type { CareRecord, Item } from './record.ts'
import type { DiagnosticReport, Observation, Specimen } from './resources.ts'
import type { DatedRow } from './sort.ts'
import { dated, labelled, lines, linkedProblems, names, notes, term, terms, titled } from './words.ts'

export function investigationRows(record: CareRecord): readonly DatedRow[] {
  return record.items('investigations').flatMap(item => {
    const report = item.resources.find(one => one.resourceType === 'DiagnosticReport')
    return report === undefined ? [] : reportRows(record, item, report)
  })
}

function reportRows(record: CareRecord, item: Item, report: DiagnosticReport): readonly DatedRow[] {
  const all = item.resources.filter(one => one.resourceType === 'Observation')
  const filings = new Map(all.filter(isComment).map(one => [one, targetOf(one)]))
  const filed = (ref: string | undefined): readonly string[] =>
    [...filings].flatMap(([one, of]) => (of === ref ? filingLines(one) : []))
  const name = reportName(report)
  const results = all
    .filter(one => !isComment(one))
    .map((one): DatedRow => {
      const date = dateOf(one) ?? one.issued ?? report.issued
      const details = lines(labelled('Report', name), ...detailLines(one), ...filed(`Observation/${one.id}`))
      return { date, cells: [date ?? '', titled(one.code), valueLines(one), rangeLines(one), details] }
    })
  const specimens = item.resources.filter(one => one.resourceType === 'Specimen')
  const head = reportLines(record, report, specimens, [...filed(undefined), ...linkedProblems(item.problems)])
  return [{ date: report.issued, cells: [report.issued ?? '', name, '', '', head] }, ...results]
}

const fixedCode = '721981007'
const commentCode = '37331000000100'

export const isComment = ({ code }: Observation): boolean =>
  (code.coding ?? []).some(one => one.system === codeSystems.snomed && one.code === commentCode)

const targetOf = ({ related = [] }: Observation): string | undefined => related[0]?.target.reference

/** What the source calls it, beside the code that every report has. */
export function reportName({ code: { coding = [], text } }: DiagnosticReport): string {
  const own = coding.filter(({ code }) => code !== fixedCode)
  return term(text === undefined ? { coding: own } : { coding: own, text }) || 'Laboratory report'
}

export const filingLines = (one: Observation): readonly string[] =>
  lines(labelled('Filing comment', one.comment), dated('Filed', one.effectiveDateTime))

function reportLines(
  record: CareRecord,
  report: DiagnosticReport,
  specimens: readonly Specimen[],
  more: readonly string[],
): readonly string[] {
  return lines(
    'Laboratory report',
    labelled('Status', report.status === 'final' ? '' : report.status),
    labelled(
      'Laboratory',
      names(
        record,
        report.performer?.map(({ actor }) => actor),
      ),
    ),
    ...specimens.flatMap(({ type, collection, note }) => [
      labelled('Specimen', term(type)),
      dated('Collected', collection?.collectedDateTime),
      labelled('Site', term(collection?.bodySite)),
      ...notes(note),
    ]),
    labelled('Conclusion', report.conclusion),
    labelled('Diagnosis', terms(report.codedDiagnosis)),
    ...more,
  )
}
