/** SDS ids of invented staff whose practice's files don't carry them, by the key that the files have for them. */
import { guid } from './keys.ts'
import type { InventedPractice, InventedStaff } from './model.ts'

export interface InventedIdentity {
  /** As the reader of the practice's system names the member of staff. */
  readonly staff: string
  readonly sdsUserId: string
  readonly roleProfileIds: readonly string[]
}

/**
 * EMIS and Vision have no place for SDS ids, SystmOne none for role profiles; a Microtest practice's staff have no key of their
 * own. An EMIS user and a Vision staff row are one person in one role, a SystmOne member of staff has all of theirs.
 */
export function staffIdentities({ ods, system, staff }: InventedPractice): readonly InventedIdentity[] {
  if (system === 'microtest') return []
  return staff.flatMap(person => {
    const { sdsUserId, roles } = person
    if (sdsUserId === undefined) return []
    const key = system === 'emis' ? emisUser(ods, person) : String(person.key)
    const told = system === 'tpp' ? roles : roles.slice(0, 1)
    return [{ staff: key, sdsUserId, roleProfileIds: told.flatMap(role => role.roleProfileId ?? []) }]
  })
}

/** Entries name a person by the first of their roles; an EMIS user is one person in one role. */
function emisUser(ods: string, { key, roles }: InventedStaff): string {
  return guid(ods, 'UserInRole', key, ...roles.slice(0, 1).map(role => role.key)).toUpperCase()
}
