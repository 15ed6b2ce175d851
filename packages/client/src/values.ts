/** Values of observations, as words and as blood pressures (STR-UNC-06, STR-UNC-11 to 16). Pure. */
import { codeSystems, type Observation, type ObservationRange, type ObservationValue, type Quantity } from '@gpc/fhir'
import { displayOf, hasCode } from './reading.ts'

/** `5.4 mmol/L`, `<0.5`, a concept's or the practice's own words; undefined where there is no value. */
export function valueText(value: ObservationValue): string | undefined {
  const { valueQuantity, valueCodeableConcept, valueString, valueBoolean, valueRange, valueDateTime } = value
  if (valueQuantity !== undefined) return quantityText(valueQuantity)
  if (valueCodeableConcept !== undefined) return displayOf(valueCodeableConcept)
  if (valueString !== undefined) return valueString
  if (valueBoolean !== undefined) return valueBoolean ? 'yes' : 'no'
  if (valueRange !== undefined) return rangeText(valueRange)
  const period = value.valuePeriod
  return (
    valueDateTime ?? value.valueTime ?? (period === undefined ? undefined : `${period.start ?? ''}–${period.end ?? ''}`)
  )
}

export function quantityText({ value, comparator, unit, code }: Quantity): string | undefined {
  if (value === undefined) return unit ?? code
  return `${comparator ?? ''}${value}${unit === undefined && code === undefined ? '' : ` ${unit ?? code}`}`
}

/** A reference range: `130–180 g/L`, `up to 5`, `from 3`, or its words. */
export function rangeText({ low, high, text }: ObservationRange): string | undefined {
  if (text !== undefined) return text
  const [from, to] = [low, high].map(one => (one === undefined ? undefined : quantityText(one)))
  if (from === undefined) return to === undefined ? undefined : `up to ${to}`
  if (to === undefined) return `from ${from}`
  return low?.unit === high?.unit && low?.value !== undefined ? `${low.value}–${to}` : `${from}–${to}`
}

export interface BloodPressure {
  /** Of the body when it was taken, if the code says so. */
  readonly position?: 'standing' | 'sitting' | 'lying'
  /** In mm[Hg]; absent: not measured. */
  readonly systolic?: number
  readonly diastolic?: number
}

const panels: Readonly<Record<string, BloodPressure['position'] | 'none'>> = {
  '163020007': 'none',
  '386534000': 'none',
  '75367002': 'none',
  '163034007': 'standing',
  '163035008': 'sitting',
  '163033001': 'lying',
}
const systolicCodes = ['72313002', '271649006', '400974009', '407554009', '407556006']
const diastolicCodes = ['1091811000000102', '271650006', '400975005', '407555005', '407557002']

/** A blood pressure, where an observation is one by the codes of its panel or of its components; else undefined. */
export function bloodPressure({ code, component = [] }: Observation): BloodPressure | undefined {
  const found = (codes: readonly string[]) =>
    component.find(one => codes.some(wanted => hasCode(one.code, codeSystems.snomed, wanted)))
  const [upper, lower] = [found(systolicCodes), found(diastolicCodes)]
  const panel = Object.keys(panels).find(one => hasCode(code, codeSystems.snomed, one))
  if (upper === undefined && lower === undefined) return undefined
  if (panel === undefined && (upper === undefined || lower === undefined)) return undefined
  const position = panel === undefined ? undefined : panels[panel]
  const [systolic, diastolic] = [upper?.valueQuantity?.value, lower?.valueQuantity?.value]
  return {
    ...(position === undefined || position === 'none' ? {} : { position }),
    ...(systolic === undefined ? {} : { systolic }),
    ...(diastolic === undefined ? {} : { diastolic }),
  }
}
