/** Options and arguments from the command line, parsed once. */
import { type TakenArea, takenAreas } from '@gpc/client'
import { isLocalDate, isNhsNumber } from '@gpc/fhir'
import { InvalidArgumentError } from 'commander'
import { type AreaName, areaNames } from './record/queries.ts'

/** An ODS code, in capitals. */
export function odsCode(text: string): string {
  if (!/^[a-z0-9]{3,10}$/i.test(text)) throw new InvalidArgumentError('An ODS code is like A99001.')
  return text.toUpperCase()
}

/** An NHS number; blanks and hyphens, as people write them, are taken out. */
export function nhsNumber(text: string): string {
  const digits = text.replace(/[ -]/g, '')
  if (!isNhsNumber(digits)) throw new InvalidArgumentError('An NHS number is ten digits, the last one a check digit.')
  return digits
}

/** A whole day, `yyyy-MM-dd`. */
export function day(text: string): string {
  if (!isLocalDate(text)) throw new InvalidArgumentError('A date is like 2026-01-31.')
  return text
}

/** Clinical areas with commas between. */
export function areas(text: string): ReadonlySet<AreaName> {
  const names = text.split(',').map(one => one.trim().toLowerCase())
  const known = new Set(areaNames.filter(one => names.includes(one)))
  if (known.size !== new Set(names).size) throw new InvalidArgumentError(`Areas are ${areaNames.join(', ')}.`)
  return known
}

/** Areas that can be taken, with commas between. */
export function takeAreas(text: string): ReadonlySet<TakenArea> {
  const names = text.split(',').map(one => one.trim().toLowerCase())
  const known = new Set(takenAreas.filter(one => names.includes(one)))
  if (known.size !== new Set(names).size) throw new InvalidArgumentError(`Areas are ${takenAreas.join(', ')}.`)
  return known
}

/** A TCP port, or 0 for any free one. The sandbox needs some ports above it. */
export function port(text: string): number {
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value > 65_500) throw new InvalidArgumentError('A port is a number up to 65500.')
  return value
}

export function count(text: string): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('It is a whole number, 1 or more.')
  return value
}

export function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new InvalidArgumentError('It is a URL, http or https.')
  return text.replace(/\/+$/, '')
}

/** `name=value`, given as often as there are options. */
export function nameAndValue(text: string, before: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('An option is given as name=value.')
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]])
}
