/** What a check finds wrong: what it expected, and what it got instead. No findings: the check is passed. */
export interface Finding {
  readonly expected: string
  readonly got: string
}

export type Findings = readonly Finding[]

const longest = 300

/** A value as a finding shows it: JSON, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > longest ? `${text.slice(0, longest)} …` : text
}

/** One finding unless `holds`. */
export function expect(holds: boolean, expected: string, got: unknown): Findings {
  return holds ? [] : [{ expected, got: shown(got) }]
}

/** One finding unless the values are the same, as JSON. */
export function expectSame(what: string, expected: unknown, got: unknown): Findings {
  return expect(JSON.stringify(got) === JSON.stringify(expected), `${what}: ${shown(expected)}`, got)
}

/** The end of a check that can't go on after what it found. */
export class Stop extends Error {
  override readonly name = 'Stop'
  readonly findings: Findings
  constructor(findings: Findings) {
    super(findings.map(one => `expected ${one.expected}, got ${one.got}`).join('; '))
    this.findings = findings
  }
}

/** The end of a check that makes no sense for the provider at hand; the reason is a sentence. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}

/** As `expect`, and the check ends there. */
export function demand(holds: boolean, expected: string, got: unknown): asserts holds {
  if (!holds) throw new Stop(expect(false, expected, got))
}
