/** The tree of a laboratory report as an investigation: groups, results, specimens, request (STR-INV). */
import type { Investigation, Specimen, TestRequest, TestResult } from '@gpc/clinical'
import { entryKey, entryOf, type PatientContext } from './entry.ts'
import { effectiveOf } from './observations.ts'
import { isSpecimen, isTestRequest, type Report, type Tree } from './reports.ts'
import { detailNotes, interpretationOf, measuredValue, rangesOf, textNotes, valueNotes } from './values.ts'

/**
 * A heading whose children are results is the report and its one group; one with groups under it is the report alone, its text the conclusion.
 * The extract has neither status nor filing of a report; the time of entry is when it came (STR-INV-05, STR-INV-13).
 */
export function investigationOf(report: Report, context: PatientContext): Investigation {
  const entry = entryOf(report.row, context)
  const parts = descendants(report)
  const request = parts.find(isTestRequest)
  const isPart = (one: Tree) => isSpecimen(one) || one === request
  const hasGroups = report.children.some(child => child.children.length > 0 && !isPart(child))
  const notes = [...detailNotes(report.row.columns), ...textNotes(report.row.columns)]
  const results = resultsOf(report.children, isPart, context)
  const group: TestResult = { ...resultOf(report, context), key: `${entry.key}/group`, results }
  const hidden = entry.confidentiality === 'confidential'
  const all = hasGroups ? results : [group]
  return {
    ...entry,
    title: report.code.concept,
    status: 'unknown',
    ...(entry.recorded === undefined ? {} : { issued: entry.recorded }),
    ...(request === undefined ? {} : { request: requestOf(request) }),
    specimens: parts.filter(isSpecimen).map(specimenOf),
    results: hidden ? all.map(concealed) : all,
    filingComments: [],
    ...(hasGroups && notes.length > 0 ? { conclusion: notes.join('\n') } : {}),
  }
}

/** Everything that stands under a row. */
function descendants(tree: Tree): Tree[] {
  return tree.children.flatMap(child => [child, ...descendants(child)])
}

/**
 * Specimens and the first request are parts of the report itself: what stands under them goes up a level. A report has room for one
 * request: further ones are results without a value.
 */
function resultsOf(children: readonly Tree[], isPart: (one: Tree) => boolean, context: PatientContext): TestResult[] {
  return children.flatMap(child => {
    const under = resultsOf(child.children, isPart, context)
    if (isPart(child)) return under
    const own = resultOf(child, context)
    return own.value === undefined ? [{ ...own, results: under }] : [own, ...under]
  })
}

/** A row with a value stands beside what is under it, since a group has no value (STR-INV-10). */
function resultOf({ row, code }: Tree, context: PatientContext): TestResult {
  const { columns } = row
  const entry = entryOf(row, context)
  const value = measuredValue(columns)
  const interpretation = interpretationOf(columns)
  const ranges = rangesOf(columns)
  return {
    ...entry,
    concept: code.concept,
    status: 'unknown',
    ...effectiveOf(row),
    ...(entry.recorded === undefined ? {} : { issued: entry.recorded }),
    ...(value === undefined ? {} : { value }),
    ...(interpretation === undefined ? {} : { interpretation }),
    ...(ranges.length === 0 ? {} : { ranges }),
    notes: [...detailNotes(columns), ...textNotes(columns)],
    results: [],
  }
}

/** A heading that is confidential makes all under it so. */
function concealed(result: TestResult): TestResult {
  return { ...result, confidentiality: 'confidential', results: result.results.map(concealed) }
}

/** The day of a specimen's row is when it was taken [I]. */
function specimenOf({ row, code }: Tree): Specimen {
  const { effective } = effectiveOf(row)
  return {
    key: entryKey(row),
    type: code.concept,
    ...(effective === undefined ? {} : { collected: effective }),
    notes: [...valueNotes(row.columns), ...detailNotes(row.columns), ...textNotes(row.columns)],
  }
}

function requestOf({ row, code }: Tree): TestRequest {
  const { ClinicianUserInRoleGuid: requester } = row.columns
  return {
    key: entryKey(row),
    concept: code.concept,
    ...(requester === undefined ? {} : { requester }),
    notes: [...valueNotes(row.columns), ...detailNotes(row.columns), ...textNotes(row.columns)],
  }
}
