/**
 * Blood pressure readings that were taken together become one observation with components (STR-UNC-11 to 17).
 *
 * Rows are only joined where nothing that they say gets lost or has to be guessed: who, when and where must be the same, and it must be
 * plain which systolic reading goes with which diastolic one. What can't be joined stays as the source has it.
 */
import { firstDay } from '@gpc/fhir'
import type { Confidentiality, EntryKey, SourceName } from '../model/entry.ts'
import type { Component, Observation } from '../model/observation.ts'
import { isPanel, type Part, type Reading, readingOf } from './blood-pressure-codes.ts'
import { completed, componentOf, inMillimetres, labelled, missing, valueNotes } from './blood-pressure-parts.ts'

/** Names an entry among those of several sources. */
export function sourceKey(source: SourceName, key: EntryKey): string {
  return `${source} ${key}`
}

export interface JoinedObservations {
  readonly observations: readonly Observation[]
  /** Of each reading that went into another one: its `source key` to the key of the one that has it now (of the same source). */
  readonly joined: ReadonlyMap<string, EntryKey>
}

/** In the order of the source; a joined one stands where its panel, or its first reading, stood. A confidential part makes the whole confidential. */
export function joinBloodPressures(observations: readonly Observation[]): JoinedObservations {
  const coded = observations.filter(one => one.kind === 'coded')
  const byParent = Map.groupBy(coded, one => (one.parent === undefined ? '' : sourceKey(one.source, one.parent)))
  const results = new Map<Observation, Observation>()
  const swallowed = new Map<string, EntryKey>()
  const underPanel = new Set<Observation>()
  const take = (from: readonly Observation[], by: Observation): void => {
    for (const one of from) swallowed.set(sourceKey(one.source, one.key), by.key)
  }

  for (const panel of coded) {
    if (!isPanel(panel.concept)) continue
    const children = (byParent.get(sourceKey(panel.source, panel.key)) ?? []).filter(one => one !== panel)
    for (const child of children) underPanel.add(child)
    const found = panel.components === undefined ? readingsOf(panel, children) : []
    results.set(panel, found.length === 0 ? completed(panel) : withReadings(panel, found))
    take(found, panel)
  }

  const loose = coded.filter(
    one => !isPanel(one.concept) && !underPanel.has(one) && readingOf(one.concept) !== undefined,
  )
  for (const group of Map.groupBy(loose, sameDay).values()) {
    for (const pair of pairsOf(group)) {
      const [first, second] = pair
      if (first === undefined) continue
      if (pair.every(isDefined)) {
        results.set(first, asTriple(pair))
        if (second !== undefined) take([second], first)
      } else if (second !== undefined && second.parent === undefined) {
        results.set(second, { ...inMillimetres(second), parent: first.key })
      }
    }
  }

  const keyOf = (source: SourceName, key: EntryKey): EntryKey => swallowed.get(sourceKey(source, key)) ?? key
  return {
    observations: observations.flatMap(one => {
      if (swallowed.has(sourceKey(one.source, one.key)) && !results.has(one)) return []
      const { parent, follows, ...rest } = results.get(one) ?? inMillimetres(one)
      return [
        {
          ...rest,
          ...(parent === undefined ? {} : { parent: keyOf(one.source, parent) }),
          ...(follows === undefined ? {} : { follows: keyOf(one.source, follows) }),
        },
      ]
    }),
    joined: swallowed,
  }
}

/** One reading in one row, with nothing that a component has no place for. */
function isSingle({ value, components, effectiveEnd, follows, ranges = [] }: Observation): boolean {
  return (
    value !== undefined &&
    components === undefined &&
    effectiveEnd === undefined &&
    follows === undefined &&
    ranges.length <= 1
  )
}

/** What of a panel's children are its readings: one of a kind, or two pressures of any code (STR-UNC-17); else none. */
function readingsOf(panel: Observation, children: readonly Observation[]): readonly Observation[] {
  const known = children.filter(child => readingOf(child.concept) !== undefined)
  const candidates = known.length === 0 && children.length === 2 ? children.filter(isPressure) : known
  if (known.length === 0 && candidates.length !== 2) return []
  const parts = known.map(child => readingOf(child.concept)?.part)
  if (new Set(parts).size !== parts.length) return []
  return candidates.every(child => isSingle(child) && goesInto(child, panel)) ? candidates : []
}

const isPressure = ({ concept, value }: Observation): boolean =>
  !isPanel(concept) && value?.kind === 'quantity' && /^mm\s?\[?hg\]?$/i.test(value.unit?.trim() ?? '')

/** True if the child says nothing else than its panel about who, when and where. */
function goesInto(child: Observation, panel: Observation): boolean {
  const names = ['effective', 'recorded', 'recorder', 'clinician', 'encounter', 'organisation', 'bodySite'] as const
  return names.every(name => child[name] === undefined || isSame(child[name], panel[name]))
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function withReadings(panel: Observation, readings: readonly Observation[]): Observation {
  const { value: _value, ranges: _ranges, ...rest } = panel
  return completed({
    ...rest,
    confidentiality: strictest([panel, ...readings]),
    components: inOrder(readings).map(componentOf),
    notes: [...panel.notes, ...valueNotes(panel), ...inOrder(readings).flatMap(labelled)],
  })
}

const rank = (one: Observation): number => (readingOf(one.concept)?.part === 'diastolic' ? 1 : 0)

function inOrder(readings: readonly Observation[]): readonly Observation[] {
  return readings.toSorted((a, b) => rank(a) - rank(b))
}

const strictness: readonly Confidentiality[] = ['confidential', 'nopat', 'unknown', 'none']

function strictest(all: readonly Observation[]): Confidentiality {
  return strictness.find(one => all.some(({ confidentiality }) => confidentiality === one)) ?? 'none'
}

/** Readings that could belong together: of a source, a consultation and a day. */
function sameDay({ source, encounter = '', effective }: Observation): string {
  return [source, encounter, effective === undefined ? '' : firstDay(effective)].join('\n')
}

/**
 * Pairs, and readings that stand alone. A pair is the only systolic and the only diastolic reading of its triple that have the same parent,
 * people and times. A reading is alone only if nothing else on its day could be the other one.
 */
function pairsOf(group: readonly Observation[]): readonly (readonly Observation[])[] {
  const [only] = group
  if (group.length === 1 && only !== undefined) return isSingle(only) ? [[only]] : []
  const moments = Map.groupBy(group.filter(isPlaced), one => {
    const { parent, effective, recorded, recorder, clinician, organisation, bodySite, concept } = one
    return JSON.stringify([parent, effective, recorded, recorder, clinician, organisation, bodySite, kindOf(concept)])
  })
  return [...moments.values()].flatMap(moment => {
    const [a, b] = inOrder(moment)
    if (moment.length !== 2 || a === undefined || b === undefined || rank(a) === rank(b)) return []
    return isSingle(a) && isSingle(b) ? [[a, b]] : []
  })
}

/** Of a pair without a defined triple the diastolic reading hangs on the systolic one instead (STR-UNC-17). */
const isDefined = ({ concept }: Observation): boolean => readingOf(concept)?.defined === true

/** Two rows without a time and a consultation may be of different moments of a day. */
const isPlaced = ({ encounter, recorded, effective }: Observation): boolean =>
  encounter !== undefined || (recorded?.length ?? 0) > 10 || (effective?.length ?? 0) > 10

const kindOf = (concept: Observation['concept']): string => readingOf(concept)?.triple.panel.code ?? ''

/** A triple of readings without a panel: the panel's code is the one of their kind (STR-UNC-13), a missing reading says so (STR-UNC-15). */
function asTriple(readings: readonly Observation[]): Observation {
  const found = readings.flatMap((one): [Observation, Reading][] => {
    const reading = readingOf(one.concept)
    return reading === undefined ? [] : [[one, reading]]
  })
  const [first, reading] = found[0] ?? []
  if (first === undefined || reading === undefined) throw new Error('A triple needs a reading.')
  const { value: _value, ranges: _ranges, interpretation: _interpretation, ...rest } = first
  const component = (part: Part): Component => {
    const own = found.find(([, { part: its }]) => its === part)
    return own === undefined ? missing(reading.triple[part]) : componentOf(own[0])
  }
  return {
    ...rest,
    concept: { codings: [reading.triple.panel] },
    confidentiality: strictest(readings),
    components: [component('systolic'), component('diastolic')],
    notes: readings.flatMap(labelled),
  }
}
