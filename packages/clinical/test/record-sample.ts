/** Entries of the areas that link to one another, for tests. Keys are what the tests name them by. */
import {
  type ClinicalEntries,
  type Consultation,
  type DiaryEntry,
  type DocumentEntry,
  type Investigation,
  noEntries,
  type Observation,
  type Problem,
  type RenderedArea,
  type RenderedGroup,
  renderRecord,
  type TestResult,
} from '../src/index.ts'
import { context, type Json, parsed, patientRef } from './sample.ts'

const entry = {
  source: 'emis',
  confidentiality: 'none',
  recorded: '2026-01-12T09:12:31+00:00',
  recorder: 'gp',
} as const

export const secret = { confidentiality: 'confidential' } as const

const concept = { codings: [{ system: 'http://snomed.info/sct', code: '49727002', display: 'Cough' }] }

export function observation(key: string, fields: Partial<Observation> = {}): Observation {
  return { ...entry, key, kind: 'coded', concept, notes: [], ...fields }
}

export function problem(key: string, fields: Partial<Problem> = {}): Problem {
  return {
    ...entry,
    key,
    concept,
    status: 'active',
    significance: 'major',
    related: [],
    problems: [],
    notes: [],
    ...fields,
  }
}

export function consultation(key: string, fields: Partial<Consultation> = {}): Consultation {
  return {
    ...entry,
    key,
    type: { codings: [], text: 'GP Surgery' },
    start: '2026-01-12T09:00:00+00:00',
    topics: [],
    ...fields,
  }
}

/** A consultation that holds items, without further structure. */
export function holding(key: string, ...items: readonly string[]): Consultation {
  return consultation(key, { topics: [{ headings: [{ items }] }] })
}

export function document(key: string, fields: Partial<DocumentEntry> = {}): DocumentEntry {
  return { ...entry, key, type: { codings: [], text: 'Letter' }, title: 'Clinic letter', notes: [], ...fields }
}

export function diary(key: string, fields: Partial<DiaryEntry> = {}): DiaryEntry {
  return { ...entry, key, concept, status: 'open', notes: [], ...fields }
}

export function result(key: string, fields: Partial<TestResult> = {}): TestResult {
  return { ...entry, key, concept, status: 'final', notes: [], results: [], ...fields }
}

export function report(
  key: string,
  results: readonly TestResult[],
  fields: Partial<Investigation> = {},
): Investigation {
  return { ...entry, key, status: 'final', specimens: [], results, filingComments: [], ...fields }
}

export interface Rendered {
  readonly areas: readonly RenderedArea[]
  area(name: RenderedArea['area']): RenderedArea
  /** The group of an entry's key, if it is sent. */
  group(key: string): RenderedGroup | undefined
  /** The resource of a key, if it is sent. */
  resource(key: string): Json
  /** The reference of a key; fails if it isn't sent. */
  ref(key: string): string
}

export function rendered(entries: Partial<ClinicalEntries>, on = context): Rendered {
  const areas = renderRecord({ ...noEntries, ...entries }, on, patientRef)
  const groups = areas.flatMap(area => area.groups)
  const all = [...groups.flatMap(group => group.resources), ...areas.flatMap(({ shared }) => shared)]
  const of = (key: string) => all.find(({ json }) => parsed(json).identifier?.some((one: Json) => one.value === key))
  const area = (name: RenderedArea['area']): RenderedArea => {
    const found = areas.find(one => one.area === name)
    if (found === undefined) throw new Error(`There is no area ${name}.`)
    return found
  }
  return {
    areas,
    area,
    group: key => groups.find(group => group.resources.some(one => one === of(key))),
    resource: key => parsed(of(key)?.json ?? 'null'),
    ref: key => {
      const found = of(key)
      if (found === undefined) throw new Error(`Nothing is sent of ${key}.`)
      return found.ref
    },
  }
}
