/**
 * Blood pressures. The extract has a row for each reading and no header: [I] a systolic and a diastolic reading of one event, one time
 * and the same people, each the only one of its kind there, were taken together and become one observation (STR-UNC-11).
 */
import type { Concept, EntryKey, Observation } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'

interface Triple {
  /** SNOMED CT code and term of the whole, for no header is recorded (STR-UNC-13). */
  readonly panel: readonly [string, string]
  readonly systolic: ReadonlySet<string>
  readonly diastolic: ReadonlySet<string>
}

/** Codes of readings that go together (STR-UNC-12), SNOMED CT and CTV3. */
const triples: readonly Triple[] = [
  {
    panel: ['163020007', 'On examination - blood pressure reading'],
    systolic: new Set(['72313002', '271649006', '2469.']),
    diastolic: new Set(['1091811000000102', '271650006', '246A.']),
  },
  {
    panel: ['163034007', 'Standing blood pressure reading'],
    systolic: new Set(['400974009']),
    diastolic: new Set(['400975005']),
  },
  {
    panel: ['163035008', 'Sitting blood pressure reading'],
    systolic: new Set(['407554009']),
    diastolic: new Set(['407555005']),
  },
  {
    panel: ['163033001', 'Lying blood pressure reading'],
    systolic: new Set(['407556006']),
    diastolic: new Set(['407557002']),
  },
]

interface Group {
  readonly triple: Triple
  readonly systolic: Observation[]
  readonly diastolic: Observation[]
}

/** Observations with the pairs joined, each in the place of its systolic reading and with that reading's key. */
export function pairBloodPressures(observations: readonly Observation[]): {
  readonly observations: readonly Observation[]
  readonly joined: ReadonlyMap<EntryKey, EntryKey>
} {
  const groups = new Map<string, Group>()
  for (const one of observations) {
    if (one.encounter === undefined || one.effective === undefined || one.value?.kind !== 'quantity') continue
    const found = readingOf(one.concept)
    if (found === undefined) continue
    const { triple, side } = found
    const key = JSON.stringify([triple.panel[0], one.encounter, one.effective, one.recorder, one.clinician])
    const group = groups.get(key) ?? { triple, systolic: [], diastolic: [] }
    group[side].push(one)
    groups.set(key, group)
  }
  const pairs = new Map<EntryKey, Observation>()
  const joined = new Map<EntryKey, EntryKey>()
  for (const { triple, systolic, diastolic } of groups.values()) {
    const [upper] = systolic
    const [lower] = diastolic
    if (upper === undefined || lower === undefined || systolic.length > 1 || diastolic.length > 1) continue
    pairs.set(upper.key, pair(triple, upper, lower))
    joined.set(lower.key, upper.key)
  }
  if (pairs.size === 0) return { observations, joined }
  return {
    observations: observations.filter(({ key }) => !joined.has(key)).map(one => pairs.get(one.key) ?? one),
    joined,
  }
}

function readingOf({
  codings,
}: Concept): { readonly triple: Triple; readonly side: 'systolic' | 'diastolic' } | undefined {
  for (const triple of triples) {
    if (codings.some(({ code }) => triple.systolic.has(code))) return { triple, side: 'systolic' }
    if (codings.some(({ code }) => triple.diastolic.has(code))) return { triple, side: 'diastolic' }
  }
  return undefined
}

function pair({ panel: [code, display] }: Triple, upper: Observation, lower: Observation): Observation {
  const { value: systolic, concept: _, notes, ...entry } = upper
  const component = (concept: Concept, value: Observation['value']) => ({
    concept,
    ...(value === undefined ? {} : { value }),
  })
  const later = (lower.recorded ?? '') > (upper.recorded ?? '') ? lower.recorded : upper.recorded
  return {
    ...entry,
    confidentiality: lower.confidentiality === 'confidential' ? 'confidential' : upper.confidentiality,
    ...(later === undefined ? {} : { recorded: later }),
    concept: { codings: [{ system: codeSystems.snomed, code, display }], text: display },
    components: [component(upper.concept, systolic), component(lower.concept, lower.value)],
    notes: [...new Set([...notes, ...lower.notes])],
  }
}
