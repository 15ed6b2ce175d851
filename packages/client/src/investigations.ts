/** Laboratory reports with their groups, results, specimens, requests and filing comments (STR-INV-02, STR-INV-08 to 12). Pure. */
import {
  codeSystems,
  type DiagnosticReport,
  isResource,
  type Observation,
  type ProcedureRequest,
  type Reference,
  type Resource,
  type Specimen,
} from '@gpc/fhir'
import { hasCode } from './reading.ts'
import type { Resolve } from './references.ts'

export interface RecordReport {
  readonly report: DiagnosticReport
  /** Groups and stand-alone results, in the order of the report. */
  readonly results: readonly RecordResult[]
  readonly specimens: readonly Specimen[]
  readonly requests: readonly ProcedureRequest[]
  /** What was noted when the report was filed: an observation of the report as a whole. */
  readonly filing: readonly Observation[]
}

/** A result, or a group, which holds results and has no value. */
export interface RecordResult {
  readonly observation: Observation
  readonly specimen?: Specimen
  readonly results: readonly RecordResult[]
  readonly filing: readonly Observation[]
}

export interface Reports {
  readonly reports: readonly RecordReport[]
  /** Everything that is part of a report. */
  readonly placed: ReadonlySet<Resource>
}

const commentNote = '37331000000100'
const isFiling = ({ code }: Observation): boolean => hasCode(code, codeSystems.snomed, commentNote)

export function readReports(
  all: readonly DiagnosticReport[],
  observations: readonly Observation[],
  resolve: Resolve,
): Reports {
  const placed = new Set<Resource>()
  /** Observations that say that they derive from another one: filing comments, and members that their group doesn't name. */
  const derived = new Map<Resource, Observation[]>()
  for (const one of observations) {
    for (const { type, target } of one.related ?? []) {
      const parent = resolve(target, one)
      if (type !== 'derived-from' || parent === undefined || parent === one) continue
      derived.set(parent, [...(derived.get(parent) ?? []), one])
    }
  }
  const observed = (references: readonly Reference[], within: DiagnosticReport | Observation): Observation[] =>
    references.flatMap(reference => {
      const found = resolve(reference, within)
      return isResource(found, 'Observation') && !placed.has(found) ? [found] : []
    })
  const specimenOf = (reference: Reference | undefined, within: DiagnosticReport | Observation): Specimen[] => {
    const found = resolve(reference, within)
    if (!isResource(found, 'Specimen')) return []
    placed.add(found)
    return [found]
  }
  const resultOf = (observation: Observation): RecordResult => {
    placed.add(observation)
    const members = (observation.related ?? []).filter(one => one.type === 'has-member').map(one => one.target)
    const below = [...new Set([...observed(members, observation), ...(derived.get(observation) ?? [])])]
    const fresh = below.filter(one => !placed.has(one))
    for (const one of fresh) placed.add(one)
    const [specimen] = specimenOf(observation.specimen, observation)
    return {
      observation,
      ...(specimen === undefined ? {} : { specimen }),
      results: fresh.filter(one => !isFiling(one)).map(resultOf),
      filing: fresh.filter(isFiling),
    }
  }
  const reports = all.map((report): RecordReport => {
    const named = [...new Set([...observed(report.result ?? [], report), ...(derived.get(report) ?? [])])]
    const fresh = named.filter(one => !placed.has(one))
    const inGroups = new Set(fresh.flatMap(one => [...members(one)]))
    for (const one of fresh) if (isFiling(one)) placed.add(one)
    const requests = (report.basedOn ?? []).flatMap(reference => {
      const found = resolve(reference, report)
      return isResource(found, 'ProcedureRequest') ? [found] : []
    })
    for (const one of requests) placed.add(one)
    return {
      report,
      specimens: (report.specimen ?? []).flatMap(reference => specimenOf(reference, report)),
      requests,
      filing: fresh.filter(isFiling),
      // a report that names a result beside its group shows it within the group
      results: fresh.filter(one => !isFiling(one) && !inGroups.has(one)).map(resultOf),
    }
  })
  return { reports, placed }

  function members(one: Observation): ReadonlySet<Resource> {
    const targets = (one.related ?? []).filter(({ type }) => type === 'has-member')
    return new Set(targets.flatMap(({ target }) => resolve(target, one) ?? []))
  }
}
