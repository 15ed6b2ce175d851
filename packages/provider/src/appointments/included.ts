/** What slots refer to, as entries of the same answer (APT-SRCH-10, APT-SRCH-11, APT-SRCH-14). */
import { renderHealthcareService, scheduleJson } from '@gpc/clinical'
import { londonTime } from '@gpc/fhir'
import type { AdminResource, DirectoryView, FoundSchedule, HealthcareService } from '@gpc/store'
import type { Include } from './slot-parameters.ts'

export interface IncludeContext {
  readonly includes: ReadonlySet<Include>
  readonly directory: DirectoryView
  /** The practice's services; undefined if it doesn't filter by service: then nothing refers to one (APT-SRCH-20). */
  readonly services: readonly HealthcareService[] | undefined
}

/**
 * The schedules, as JSON text, and of what they name practitioners, places and services if they were asked for. The organisations of the
 * places always come along (C-40). Practitioners that the directory doesn't have aren't named.
 */
export function included(
  ods: string,
  schedules: readonly FoundSchedule[],
  { includes, directory, services }: IncludeContext,
): string[] {
  const named = schedules.map(({ service, starts, ends, ...rest }) => ({
    ...rest,
    starts: londonTime(starts),
    ends: londonTime(ends),
    staff: rest.staff.filter(one => directory.has(`Practitioner/${one}`)),
    ...(services === undefined || service === null ? {} : { service }),
  }))
  const resources = (refs: readonly string[]): AdminResource[] =>
    [...new Set(refs)].flatMap(ref => directory.get(ref) ?? [])
  const places = resources(named.map(one => `Location/${one.location}`))
  const organisations = resources(places.flatMap(one => one.refs.filter(ref => ref.startsWith('Organization/'))))
  const wanted = new Set(named.map(one => one.service))
  return [
    ...named.map(scheduleJson),
    ...(includes.has('Schedule:actor:Practitioner')
      ? bodies(resources(named.flatMap(one => one.staff.map(id => `Practitioner/${id}`))))
      : []),
    ...(includes.has('Schedule:actor:Location') ? bodies(places) : []),
    ...(includes.has('Schedule:actor:HealthcareService')
      ? (services ?? []).filter(one => wanted.has(one.id)).map(one => serviceJson(ods, one, directory))
      : []),
    ...bodies(organisations),
  ]
}

const bodies = (resources: readonly AdminResource[]): string[] => resources.map(one => one.body)

function serviceJson(ods: string, service: HealthcareService, directory: DirectoryView): string {
  const location = `Location/${service.location}`
  return renderHealthcareService(ods, service, directory.has(location) ? location : undefined).json
}
