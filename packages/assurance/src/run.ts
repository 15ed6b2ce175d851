/** Holds the cases against a sandbox: each case for each practice and subject, directly, and once by the Spine Secure Proxy. */
import type { Case, Feature, Trial } from './check.ts'
import { cases } from './checks/index.ts'
import { type Finding, type Findings, NotApplicable, Stop } from './finding.ts'
import type { Provider, Route } from './provider.ts'
import { type Practice, readSandbox, type Sandbox } from './sandbox.ts'

export interface ResultOf {
  readonly case: string
  readonly feature: Feature
  readonly title: string
  readonly requirements: readonly string[]
  /** ODS code. */
  readonly practice: string
  readonly system: string
  /** Whom or what it was about; the empty text if there was nobody. */
  readonly subject: string
  readonly route: Route
}

export type Outcome =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly findings: readonly Finding[] }
  | { readonly outcome: 'not-applicable'; readonly reason: string }

export type Result = ResultOf & Outcome

export interface RunOptions {
  /** URL of the sandbox. */
  readonly sandbox: string
  /** Which cases to hold; absent: all. */
  readonly filter?: (one: Case) => boolean
}

/** So many trials at a time: a provider must bear several consumers. */
const atOnce = 8

/**
 * Runs the cases and gives each result as soon as it and those before it are there.
 * @throws Error if there is no sandbox at the URL
 */
export async function* runChecks({ sandbox: url, filter = () => true }: RunOptions): AsyncIterable<Result> {
  const sandbox = await readSandbox(url)
  const waiting: Promise<Result>[] = []
  for (const start of planned(sandbox, cases.filter(filter))) {
    waiting.push(start())
    const first = waiting.length < atOnce ? undefined : waiting.shift()
    if (first !== undefined) yield await first
  }
  for (const result of waiting) yield await result
}

function* planned(sandbox: Sandbox, wanted: readonly Case[]): Iterable<() => Promise<Result>> {
  for (const one of wanted) {
    let throughSsp = false
    for (const practice of sandbox.practices) {
      const trials = one.trials(practice, sandbox)
      if (trials.length === 0) yield async () => notApplicable(about(one, practice, '', 'direct'), one.none)
      for (const trial of trials) yield () => held(one, trial, { practice, sandbox, route: 'direct' })
      const [first] = trials
      if (first === undefined || throughSsp) continue
      throughSsp = true
      const { directOnly } = one
      if (directOnly === undefined) yield () => held(one, first, { practice, sandbox, route: 'ssp' })
      else yield async () => notApplicable(about(one, practice, first.subject, 'ssp'), directOnly)
    }
  }
}

async function held(one: Case, trial: Trial, at: Provider): Promise<Result> {
  const result = about(one, at.practice, trial.subject, at.route)
  try {
    const findings = await trial.run(at)
    return findings.length === 0 ? { ...result, outcome: 'passed' } : failed(result, findings)
  } catch (error) {
    if (error instanceof Stop) return failed(result, error.findings)
    if (error instanceof NotApplicable) return notApplicable(result, error.message)
    return failed(result, [{ expected: 'an answer', got: error instanceof Error ? error.message : String(error) }])
  }
}

const failed = (result: ResultOf, findings: Findings): Result => ({ ...result, outcome: 'failed', findings })
const notApplicable = (result: ResultOf, reason: string): Result => ({ ...result, outcome: 'not-applicable', reason })

function about({ id, feature, title, requirements }: Case, practice: Practice, subject: string, route: Route) {
  return { case: id, feature, title, requirements, practice: practice.ods, system: practice.system, subject, route }
}
