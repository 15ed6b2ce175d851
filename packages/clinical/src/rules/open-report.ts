/** What of a laboratory report may leave (STR-ERR-09, STR-ERR-10, STR-WARN-08). */
import type { Entry } from '../model/entry.ts'
import type { Investigation, TestResult } from '../model/investigation.ts'
import { isWithheld } from './withheld.ts'

export interface OpenReport {
  /** The report without what must not leave; undefined if that is all of it. */
  readonly report: Investigation | undefined
  /** What must not leave: the report, results, headings of groups; never a part of another that is named. */
  readonly withheld: readonly { readonly entry: Pick<Entry, 'source' | 'key'>; readonly reason: string }[]
}

/**
 * A confidential result goes with all that belongs to it: its members, its filing comments, and the specimens that no other result is of.
 * A group of which nothing is left goes too, as does a report: an empty heading would tell what is missing.
 */
export function openReport(report: Investigation, context: { readonly everything?: true }): OpenReport {
  if (isWithheld(report, context)) return { report: undefined, withheld: [{ entry: report, reason: marked }] }
  const withheld: { readonly entry: TestResult | Investigation; readonly reason: string }[] = []
  const open = (result: TestResult): readonly TestResult[] => {
    if (isWithheld(result, context)) {
      withheld.push({ entry: result, reason: marked })
      return []
    }
    const results = result.results.flatMap(open)
    if (result.results.length > 0 && results.length === 0) {
      withheld.push({ entry: result, reason: 'all of its results are marked as confidential' })
      return []
    }
    return [{ ...result, results }]
  }
  const results = report.results.flatMap(open)
  if (withheld.length === 0) return { report, withheld }
  if (results.length === 0) {
    withheld.push({ entry: report, reason: 'all of its results are marked as confidential' })
    return { report: undefined, withheld }
  }
  const before = specimensOf(report.results)
  const after = specimensOf(results)
  const specimens = report.specimens.filter(({ key }) => after.has(key) || !before.has(key))
  return { report: { ...report, results, specimens }, withheld }
}

const marked = 'marked as confidential'

function specimensOf(results: readonly TestResult[]): ReadonlySet<string> {
  return new Set(results.flatMap(({ specimen, results: members }) => [specimen ?? '', ...specimensOf(members)]))
}
