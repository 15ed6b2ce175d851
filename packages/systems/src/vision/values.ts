/** VALUE1 and VALUE2 of a row: what they are goes by ENTITY, by their names and by the Read code. */
import type { Component, Concept, Value } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import type { Cells } from '../shared/table.ts'
import { readCode } from './codes.ts'

export interface RowValues {
  readonly value?: Value
  readonly components: readonly Component[]
  /** What a value is called, where neither code nor entity say so. */
  readonly notes: readonly string[]
}

/** Units of VALUE1 where VALUE1_UNITS is empty. */
const entityUnits: Readonly<Record<string, string>> = {
  WEIGHT: 'kg',
  HEIGHT: 'm',
  PULSE: 'bpm',
  SMOKING: 'per day',
  ALCOHOL: 'per week',
  HEADS_CENTI: 'cm',
  WAIST: 'cm',
}

const systolic = reading('72313002', 'Systolic arterial pressure', '2469.', 'O/E - Systolic BP reading')
const diastolic = reading('1091811000000102', 'Diastolic arterial pressure', '246A.', 'O/E - Diastolic BP reading')

function reading(snomed: string, display: string, read: string, term: string): Concept {
  return {
    codings: [
      { system: codeSystems.snomed, code: snomed, display },
      { system: codeSystems.readV2, code: read, display: term },
    ],
  }
}

/** The values of an observation's row: a single one, or several under one code as components (STR-UNC-06). */
export function valuesOf(cells: Cells): RowValues {
  if (isBloodPressure(cells)) return { components: bloodPressure(cells), notes: [] }
  const read = readCode(cells)
  const first =
    cells.VALUE1 === undefined
      ? undefined
      : quantityOrText(cells.VALUE1, cells.VALUE1_UNITS, cells.VALUE1_NAME, inferredUnit(cells))
  const second = secondValue(cells, read)
  if (read.startsWith('152')) {
    const births = first === undefined ? [] : [{ concept: words('Births'), value: first }]
    return { components: [...births, ...second], notes: [] }
  }
  const name = cells.VALUE1_NAME
  const told = name === undefined || name === cells.ENTITY || name === reviewDate || first === undefined
  return {
    ...(first === undefined ? {} : { value: first }),
    components: second,
    notes: told ? [] : [`Name of the value: ${name}`],
  }
}

/** A row of both readings: of ENTITY BP, with values of such names, or of a code of 246 with two values; never a reading's own code. */
function isBloodPressure(cells: Cells): boolean {
  const { ENTITY: entity, VALUE1: one, VALUE2: two } = cells
  if (one === undefined && two === undefined) return false
  const read = readCode(cells)
  if (two === undefined && /^246[9A]/.test(read)) return false
  const named = [cells.VALUE1_NAME, cells.VALUE2_NAME].some(name => /^(SYS|DIA)/i.test(name ?? ''))
  return entity === 'BP' || named || (read.startsWith('246') && two !== undefined)
}

/** Systolic is VALUE1 and diastolic VALUE2, unless their names say otherwise. */
function bloodPressure(cells: Cells): readonly Component[] {
  const swapped = /^DIA/i.test(cells.VALUE1_NAME ?? '') || /^SYS/i.test(cells.VALUE2_NAME ?? '')
  const component = (concept: Concept, number: 'VALUE1' | 'VALUE2'): readonly Component[] => {
    const written = cells[number]
    if (written === undefined) return []
    return [{ concept, value: quantityOrText(written, cells[`${number}_UNITS`], undefined, 'mmHg') }]
  }
  return [...component(systolic, swapped ? 'VALUE2' : 'VALUE1'), ...component(diastolic, swapped ? 'VALUE1' : 'VALUE2')]
}

function inferredUnit(cells: Cells): string | undefined {
  return entityUnits[cells.ENTITY ?? ''] ?? (/^246[9A]/.test(readCode(cells)) ? 'mmHg' : undefined)
}

const reviewDate = 'REVIEW_DAT'
const words = (text: string): Concept => ({ codings: [], text })

/**
 * A number, with a comparator if it begins with one and with the unit of the row, else the inferred one; or the text as it stands.
 * A review date has its label.
 */
function quantityOrText(written: string, unit: string | undefined, name?: string, inferred?: string): Value {
  const text = written.trim()
  if (name === reviewDate) return { kind: 'text', text: `Review date: ${text}` }
  const [, comparator, value] = /^(<=|>=|<|>)?\s*(-?\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (value === undefined) return { kind: 'text', text: unit === undefined ? text : `${text} ${unit}` }
  const of = unit ?? inferred
  return {
    kind: 'quantity',
    value,
    ...(isComparator(comparator) ? { comparator } : {}),
    ...(of === undefined ? {} : { unit: of }),
  }
}

const isComparator = (text: string | undefined) => text === '<' || text === '<=' || text === '>=' || text === '>'

const drinking: Readonly<Record<string, string>> = {
  '0': 'lifetime teetotaller',
  '1': 'current drinker',
  '2': 'ex-drinker',
}

/** VALUE2, whose meaning goes by the Read code. */
function secondValue(cells: Cells, read: string): readonly Component[] {
  const { VALUE2: written, VALUE2_NAME: name, VALUE2_UNITS: unit } = cells
  if (written === undefined) return []
  const value = quantityOrText(written, unit, name)
  const chapter = read.slice(0, 3)
  if (chapter === '136') {
    return [{ concept: words('Alcohol status'), value: { kind: 'text', text: drinking[written.trim()] ?? written } }]
  }
  if (chapter === '137')
    return [{ concept: words('Smoking status as coded by Vision'), value: { kind: 'text', text: written } }]
  if (chapter === '22A') return [{ concept: words(name ?? 'BMI'), value }]
  if (chapter === '44B') return [{ concept: words(name ?? 'Weeks pregnant'), value }]
  if (chapter === '152') return [{ concept: words(name ?? 'Miscarriages'), value }]
  return [{ concept: words(name ?? 'Second value'), value }]
}

/** Both values labelled, for rows whose area has no element for them. */
export function valueNotes(cells: Cells): readonly string[] {
  return (['VALUE1', 'VALUE2'] as const).flatMap(number => {
    const [value, name, unit] = [cells[number], cells[`${number}_NAME`], cells[`${number}_UNITS`]]
    return value === undefined ? [] : [`${name ?? number}: ${value}${unit === undefined ? '' : ` ${unit}`}`]
  })
}
