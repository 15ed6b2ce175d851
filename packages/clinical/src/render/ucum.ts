/** UCUM codes of units as GP systems write them: only where there is no doubt (STR-UNC-06). */

/** Units that are written in UCUM's own way already. */
const exact: ReadonlySet<string> = new Set([
  'kg',
  'g',
  'mg',
  'm',
  'cm',
  'mm',
  'kg/m2',
  '/min',
  'Cel',
  '%',
  'mm[Hg]',
  'mmol/L',
  'mmol/mol',
  'umol/L',
  'nmol/L',
  'pmol/L',
  'g/L',
  'mg/L',
  'ug/L',
  'U/L',
  'L/min',
  'mL/min',
  '10*9/L',
  '10*12/L',
  'fL',
  'pg',
])

/** Other ways to write the units of vital signs, in lower case and without blanks. */
const written: ReadonlyMap<string, string> = new Map([
  ['mmhg', 'mm[Hg]'],
  ['mm[hg]', 'mm[Hg]'],
  ['mmofhg', 'mm[Hg]'],
  ['kgs', 'kg'],
  ['kg', 'kg'],
  ['kilograms', 'kg'],
  ['cm', 'cm'],
  ['cms', 'cm'],
  ['metres', 'm'],
  ['kg/m2', 'kg/m2'],
  ['kg/m²', 'kg/m2'],
  ['kg/m^2', 'kg/m2'],
  ['kg/m*2', 'kg/m2'],
  ['bpm', '/min'],
  ['beats/min', '/min'],
  ['beats/minute', '/min'],
  ['beatsperminute', '/min'],
  ['breaths/min', '/min'],
  ['breaths/minute', '/min'],
  ['/minute', '/min'],
  ['°c', 'Cel'],
  ['degc', 'Cel'],
  ['degreesc', 'Cel'],
  ['celsius', 'Cel'],
  ['percent', '%'],
])

/** Undefined for a unit that isn't known beyond doubt. */
export function ucumOf(unit: string): string | undefined {
  const trimmed = unit.trim()
  if (exact.has(trimmed)) return trimmed
  return written.get(trimmed.toLowerCase().replace(/\s+/g, ''))
}
