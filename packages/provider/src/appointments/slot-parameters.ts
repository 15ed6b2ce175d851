/** The parameters of a search for free slots (APT-SRCH-01 to APT-SRCH-06, APT-SRCH-15 to APT-SRCH-17). */
import { addDays, GpConnectError, identifiers, isLocalDate, londonInstant, valueSystems } from '@gpc/fhir'
import type { Exchange } from '../exchange/exchange.ts'

export interface SlotParameters {
  /** Slots begin at this instant or later, and end at `to` or before. */
  readonly from: string
  readonly to: string
  readonly types: readonly string[]
  readonly organisations: readonly string[]
  readonly includes: ReadonlySet<Include>
  /** `service.identifier` as it was sent, each time that it was. */
  readonly services: readonly string[]
}

const includes = ['Schedule:actor:Practitioner', 'Schedule:actor:Location', 'Schedule:actor:HealthcareService'] as const
export type Include = (typeof includes)[number]

type Query = Exchange['query']

export const all = (query: Query, name: string): readonly string[] => {
  const value = query[name] ?? []
  return typeof value === 'string' ? [value] : value
}

const missing = (what: string) => new GpConnectError('BAD_REQUEST', `The request needs the parameter ${what}.`)
const wrong = (diagnostics: string) => new GpConnectError('INVALID_PARAMETER', diagnostics)

/** @throws GpConnectError BAD_REQUEST for what is missing, INVALID_PARAMETER for what is wrong */
export function slotParameters(query: Query): SlotParameters {
  const start = moment(query, 'start', 'ge')
  const end = moment(query, 'end', 'le')
  checkStatus(query)
  if (!all(query, '_include').includes('Slot:schedule')) throw missing('_include=Slot:schedule')
  const from = start.time === undefined ? londonInstant(start.date, '00:00:00') : start.text
  const to = end.time === undefined ? londonInstant(addDays(end.date, 1), '00:00:00') : end.text
  checkRange(start, end, from, to)
  const asked = new Set(all(query, '_include:recurse'))
  return {
    from,
    to,
    types: filters(query, valueSystems.organisationType),
    organisations: filters(query, identifiers.odsOrganization),
    includes: new Set(includes.filter(one => asked.has(one))),
    services: all(query, 'service.identifier'),
  }
}

function checkStatus(query: Query): void {
  const [status, ...more] = all(query, 'status')
  if (status === undefined) throw missing('status=free')
  if (status !== 'free' || more.length > 0) throw wrong('The parameter status must be free, and be sent once.')
}

interface Moment {
  readonly date: string
  readonly time: string | undefined
  readonly text: string
}

const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\+0[01]:00)$/

/** A day, or a local time with its offset; nothing partial. An unescaped + arrives as a blank (NFR-FHIR-07). */
function moment(query: Query, name: string, prefix: string): Moment {
  const [value, ...more] = all(query, name)
  if (value === undefined) throw missing(`${name}=${prefix}[date]`)
  if (more.length > 0) throw wrong(`The parameter ${name} must be sent once.`)
  const text = value.slice(prefix.length).replace(' ', '+')
  const [date = '', rest] = text.split('T')
  if (value.startsWith(prefix) && isLocalDate(date) && (rest === undefined || time.test(rest)))
    return { date, time: rest, text }
  throw wrong(`The parameter ${name} must be ${prefix}yyyy-mm-dd or ${prefix}yyyy-mm-ddThh:mm:ss+hh:mm.`)
}

/** Two weeks by the calendar and the clock on the wall (APT-SRCH-03), whatever the clocks do in between. */
function checkRange(start: Moment, end: Moment, from: string, to: string): void {
  const latest = addDays(start.date, 14)
  const wall = (time: string) => time.slice(0, 8)
  const later =
    end.date > latest ||
    (end.date === latest && start.time !== undefined && end.time !== undefined && wall(end.time) > wall(start.time))
  if (later) throw wrong('The range between start and end must not be more than two weeks: ask in several requests.')
  if (end.date < start.date || instant(to) < instant(from)) throw wrong('The parameter end must not be before start.')
}

/** Milliseconds since the epoch of a time that was checked to be `yyyy-mm-ddThh:mm:ss+hh:mm`. */
export function instant(text: string): number {
  const [year = 0, month = 1, day, hour, minute, second] = text.slice(0, 19).split(/[-T:]/).map(Number)
  const offset = Number(text.slice(20, 22)) * 60 + Number(text.slice(23, 25))
  return Date.UTC(year, month - 1, day, hour, minute, second) - (text[19] === '-' ? -offset : offset) * 60_000
}

/** Values of the filters of one system; those of other systems are ignored (APT-FLT-02). */
const filters = (query: Query, system: string): readonly string[] =>
  all(query, 'searchFilter').flatMap(filter => {
    const at = filter.lastIndexOf('|')
    return filter.slice(0, at) === system && at < filter.length - 1 ? [filter.slice(at + 1)] : []
  })

/**
 * The service that is asked for, of a practice that filters by service.
 * @throws GpConnectError INVALID_PARAMETER
 */
export function serviceParameter([service, ...more]: readonly string[]): string | undefined {
  if (service === undefined) return undefined
  const value = service.startsWith(`${identifiers.dosService}|`) ? service.slice(identifiers.dosService.length + 1) : ''
  if (more.length > 0 || value === '')
    throw wrong(`The parameter service.identifier must be ${identifiers.dosService}|[id], and be sent once.`)
  return value
}
