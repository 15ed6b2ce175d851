/** The administrative resources of a practice, or of one record that brings its own staff (GP2GP). */
import type { Directory, Organisation, Site, StaffMember } from '../model/directory.ts'
import type { SourceName } from '../model/entry.ts'
import {
  idOf,
  locationRef,
  organizationRef,
  practiceRef,
  practitionerRef,
  practitionerRoleRef,
  unknownPractitionerRef,
} from './identity.ts'
import { location } from './location.ts'
import { organization } from './organization.ts'
import { practitioner, unknownPractitioner } from './practitioner.ts'
import { practitionerRole } from './practitioner-role.ts'
import type { Ref, RenderContext } from './rendered.ts'

export interface RenderedAdmin {
  readonly type: 'Organization' | 'Location' | 'Practitioner' | 'PractitionerRole'
  readonly id: string
  readonly ref: Ref
  readonly json: string
  readonly versionId: string
  /** What comes along with it (STR-OP-11); a practitioner brings their role, which brings its organisation (STR-OP-10). */
  readonly refs: readonly Ref[]
  /** ODS code of an organisation, ODS site code of a location. */
  readonly ods?: string
  readonly sdsUserId?: string
}

/**
 * Renders a directory. With `practiceName` it is the practice's own: then the practice's Organization is always there, made
 * of the ODS code and that name if no source describes it, and so is the unknown practitioner. Without, it is a record's own
 * people and organisations, which come beside the practice's: the practice itself is left to those.
 */
export function renderDirectory(directory: Directory, { ods }: RenderContext, practiceName?: string): RenderedAdmin[] {
  const refs = refsOf(directory, ods)
  const others = directory.organisations.filter(one => one.ods !== ods)
  return [
    ...(practiceName === undefined ? [] : practiceItself(directory, ods, practiceName, refs)),
    ...others.map(one => organisationOf(organizationRef(ods, one.source, one.key), one, refs.mainSite(one))),
    ...directory.sites.map(site => siteOf(site, ods, refs)),
    ...directory.staff.flatMap(member => staffOf(member, ods, refs)),
  ]
}

interface Refs {
  organisation(source: SourceName, key: string | undefined): Ref | undefined
  mainSite(organisation: Organisation): Ref | undefined
}

/** References to what the directory has; an organisation with the practice's ODS code is the practice, whatever its key. */
function refsOf({ organisations, sites }: Directory, ods: string): Refs {
  const name = (source: SourceName, key: string) => `${source} ${key}`
  const known = new Map(
    organisations.map(one => [
      name(one.source, one.key),
      one.ods === ods ? practiceRef(ods) : organizationRef(ods, one.source, one.key),
    ]),
  )
  const places = new Set(sites.map(one => name(one.source, one.key)))
  return {
    organisation: (source, key) => (key === undefined ? practiceRef(ods) : known.get(name(source, key))),
    mainSite: ({ source, mainSite }) =>
      mainSite !== undefined && places.has(name(source, mainSite)) ? locationRef(ods, source, mainSite) : undefined,
  }
}

/** The practice: of several descriptions the one with an address, else the first. */
function practiceItself({ organisations }: Directory, ods: string, name: string, refs: Refs): RenderedAdmin[] {
  const described = organisations.filter(one => one.ods === ods)
  const best = described.find(one => one.address !== undefined) ?? described[0]
  const mainSite = described.map(refs.mainSite).find(ref => ref !== undefined)
  const stranger = unknownPractitionerRef(ods)
  return [
    organisationOf(practiceRef(ods), best ?? { ods, name, contacts: [] }, mainSite),
    { type: 'Practitioner', id: idOf(stranger), ref: stranger, refs: [], ...unknownPractitioner(stranger) },
  ]
}

function organisationOf(
  ref: Ref,
  source: Parameters<typeof organization>[1],
  mainSite: Ref | undefined,
): RenderedAdmin {
  const { ods } = source
  return {
    type: 'Organization',
    id: idOf(ref),
    ref,
    refs: mainSite === undefined ? [] : [mainSite],
    ...organization(ref, source, mainSite),
    ...(ods === undefined ? {} : { ods }),
  }
}

function siteOf(site: Site, ods: string, refs: Refs): RenderedAdmin {
  const ref = locationRef(ods, site.source, site.key)
  const managing = refs.organisation(site.source, site.organisation) ?? practiceRef(ods)
  return {
    type: 'Location',
    id: idOf(ref),
    ref,
    refs: [managing],
    ...location(ref, site, managing),
    ...(site.odsSite === undefined ? {} : { ods: site.odsSite }),
  }
}

/** A practitioner, and their role if it is the only one: where there would be more, there is none (STR-OP-12). */
function staffOf(member: StaffMember, ods: string, refs: Refs): RenderedAdmin[] {
  const { source, key, roles, sdsUserId } = member
  const ref = practitionerRef(ods, source, key)
  const [role] = roles
  const single = roles.length === 1 ? role : undefined
  const roleRef = single === undefined ? undefined : practitionerRoleRef(ods, source, key)
  const person: RenderedAdmin = {
    type: 'Practitioner',
    id: idOf(ref),
    ref,
    refs: roleRef === undefined ? [] : [roleRef],
    ...practitioner(ref, member),
    ...(sdsUserId === undefined ? {} : { sdsUserId }),
  }
  if (single === undefined || roleRef === undefined) return [person]
  const organisation = refs.organisation(source, single.organisation)
  return [
    person,
    {
      type: 'PractitionerRole',
      id: idOf(roleRef),
      ref: roleRef,
      refs: organisation === undefined ? [ref] : [ref, organisation],
      ...practitionerRole(roleRef, ref, single, organisation),
    },
  ]
}
