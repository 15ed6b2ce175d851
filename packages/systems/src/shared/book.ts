/** What the readers of appointment files share. */
import { type DeliveryChannel, jobRole, jobRoleNamed, locationId, practitionerId, type SourceName } from '@gpc/clinical'
import { londonTime } from '@gpc/fhir'
import type { BookPlace } from '../contract.ts'

/** An instant so many minutes later. */
export const minutesLater = (instant: string, minutes: number): string =>
  londonTime(Date.parse(instant) + minutes * 60_000)

/** Counts rows that make no slot, by reason. */
export function faultCounter() {
  const faults = new Map<string, number>()
  return { faults, count: (reason: string) => void faults.set(reason, (faults.get(reason) ?? 0) + 1) }
}

/** Ids of places and people, and job roles, of the practice's directory. */
export function bookPlaces(source: SourceName, { ods, sites, staff }: BookPlace) {
  const places = new Set(sites.map(site => site.key))
  const roles = new Map(staff.map(member => [member.key, roleOf(member.roles)]))
  return {
    /** The empty text for a surgery that the directory doesn't have. */
    location: (key: string | undefined) => (key !== undefined && places.has(key) ? locationId(ods, source, key) : ''),
    /** Those that the directory has. */
    staff: (keys: readonly string[]) => keys.filter(key => roles.has(key)).map(key => practitionerId(ods, source, key)),
    /** The job role of the first one who has any, or the empty text. */
    role: (keys: readonly string[]) => keys.map(key => roles.get(key) ?? '').find(role => role !== '') ?? '',
  }
}

/** The SDS job role of somebody's roles, by its code, else by its name; the empty text if there is none. */
function roleOf(roles: BookPlace['staff'][number]['roles']): string {
  for (const { code, name } of roles) {
    if (code !== undefined && jobRole(code) !== undefined) return code
    const named = name === undefined ? undefined : jobRoleNamed(name)
    if (named !== undefined) return named
  }
  return ''
}

/** The delivery channel that words speak of [I]; undefined if they speak of none. */
export function channelIn(words: string | undefined): DeliveryChannel | undefined {
  if (words === undefined) return undefined
  if (/video/i.test(words)) return 'Video'
  if (/phone/i.test(words)) return 'Telephone'
  if (/visit|\bhome\b/i.test(words)) return 'Visit'
  if (/face|in.?person|surgery/i.test(words)) return 'In-person'
  return undefined
}
