/** The Practitioner resource (FND-PRA-02 to 04). */
import { identifiers, profiles } from '@gpc/fhir'
import type { PersonName, StaffMember } from '../model/directory.ts'
import { idOf } from './identity.ts'
import { some, versioned } from './json.ts'
import type { Ref } from './rendered.ts'
import { clean, cleanAll } from './text.ts'

export function practitioner(ref: Ref, staff: StaffMember) {
  const identifier = [
    { system: identifiers.sdsUser, value: staff.sdsUserId },
    ...staff.roles.map(role => ({ system: identifiers.sdsRoleProfile, value: role.roleProfileId })),
    { system: identifiers.gmp, value: staff.gmpNumber },
    { system: identifiers.gmc, value: staff.gmcNumber },
    { system: identifiers.nmc, value: staff.nmcNumber },
  ].filter(({ value }) => clean(value) !== undefined)
  return versioned('Practitioner', idOf(ref), profiles.practitioner, {
    identifier: some(identifier),
    name: [staffName(staff.name)],
    gender: staff.gender,
  })
}

/** FND-PRA-03: structured where there is a family name, and then without text; else the whole name as text. */
function staffName({ prefix, given, family, text }: PersonName) {
  const title = clean(prefix)
  const names = cleanAll(given)
  const surname = clean(family)
  if (surname !== undefined) {
    return { family: surname, given: some(names), prefix: title === undefined ? undefined : [title] }
  }
  const parts = [title, ...names].filter(part => part !== undefined)
  return { text: clean(text) ?? (parts.length === 0 ? 'Name not recorded' : parts.join(' ')) }
}

/** Stands in for staff whom a source names without telling who they are, or doesn't name at all. */
export function unknownPractitioner(ref: Ref) {
  return versioned('Practitioner', idOf(ref), profiles.practitioner, { name: [{ text: 'Unknown practitioner' }] })
}
