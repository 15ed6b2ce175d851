/** The codes that blood pressure triples are made of (STR-UNC-12). */
import { codeSystems } from '@gpc/fhir'
import type { Coding, Concept } from '../model/entry.ts'

export type Part = 'systolic' | 'diastolic'

export interface Triple {
  readonly panel: Coding
  readonly systolic: Coding
  readonly diastolic: Coding
}

const snomed = (code: string, display: string): Coding => ({ system: codeSystems.snomed, code, display })

const general = snomed('163020007', 'On examination - blood pressure reading')

/** What is sent where a panel's readings have no codes of their own (STR-UNC-14). */
export const standard: Triple = {
  panel: general,
  systolic: snomed('72313002', 'Systolic arterial pressure'),
  diastolic: snomed('1091811000000102', 'Diastolic arterial pressure'),
}

/** By their readings; the panel is the one that is sent where none was recorded (STR-UNC-13). */
const triples: readonly Triple[] = [
  standard,
  {
    panel: general,
    systolic: snomed('271649006', 'Systolic blood pressure'),
    diastolic: snomed('271650006', 'Diastolic blood pressure'),
  },
  {
    panel: snomed('163034007', 'Standing blood pressure'),
    systolic: snomed('400974009', 'Standing systolic blood pressure'),
    diastolic: snomed('400975005', 'Standing diastolic blood pressure'),
  },
  {
    panel: snomed('163035008', 'Sitting blood pressure'),
    systolic: snomed('407554009', 'Sitting systolic blood pressure'),
    diastolic: snomed('407555005', 'Sitting diastolic blood pressure'),
  },
  {
    panel: snomed('163033001', 'Lying blood pressure'),
    systolic: snomed('407556006', 'Lying systolic blood pressure'),
    diastolic: snomed('407557002', 'Lying diastolic blood pressure'),
  },
]

const panels: ReadonlySet<string> = new Set([
  '163020007',
  '386534000',
  '75367002',
  '163034007',
  '163035008',
  '163033001',
])

/** The same terms in Read v2 and CTV3, without the term code: what a source without SNOMED CT has. */
const readPanel = '246..'
const readParts: ReadonlyMap<string, Part> = new Map([
  ['2469.', 'systolic'],
  ['246A.', 'diastolic'],
])

/** Which reading a code is, and of which triple. */
export interface Reading {
  readonly part: Part
  readonly triple: Triple
  /** False: in no table, so that it is only joined below a panel (STR-UNC-17). */
  readonly defined: boolean
}

const readings: ReadonlyMap<string, Reading> = new Map(
  triples.flatMap((triple): [string, Reading][] => [
    [triple.systolic.code, { part: 'systolic', triple, defined: true }],
    [triple.diastolic.code, { part: 'diastolic', triple, defined: true }],
  ]),
)

/** "On examination - systolic (diastolic) blood pressure reading", which Read codes were mapped to for long. */
const olderReadings: ReadonlyMap<string, Reading> = new Map([
  ['163030003', { part: 'systolic', triple: standard, defined: false }],
  ['163031004', { part: 'diastolic', triple: standard, defined: false }],
])

const isRead = ({ system }: Coding): boolean => system === codeSystems.readV2 || system === codeSystems.ctv3
const withoutTerm = ({ code }: Coding): string => code.trim().slice(0, 5)

/** The SNOMED CT code decides; Read codes only where there is none. */
function decided<T>({ codings }: Concept, bySnomed: (code: string) => T, byRead: (code: string) => T): T | undefined {
  const own = codings.filter(({ system }) => system === codeSystems.snomed)
  const found =
    own.length > 0
      ? own.map(one => bySnomed(one.code.trim()))
      : codings.filter(isRead).map(one => byRead(withoutTerm(one)))
  return found.find(one => one !== undefined && one !== false)
}

/** Undefined for a code that isn't in the tables. */
export function readingOf(concept: Concept): Reading | undefined {
  return decided(
    concept,
    code => readings.get(code) ?? olderReadings.get(code),
    code => {
      const part = readParts.get(code)
      return part === undefined ? undefined : { part, triple: standard, defined: true }
    },
  )
}

/** True for the heading of a reading. */
export function isPanel(concept: Concept): boolean {
  return (
    decided(
      concept,
      code => panels.has(code),
      code => code === readPanel,
    ) === true
  )
}
