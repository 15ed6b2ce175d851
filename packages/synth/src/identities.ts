/** SDS ids of invented staff whose practice's files don't carry them, by the key that the files have for them. */
import { guid } from './keys.ts'
import type { InventedPractice, InventedStaff } from './model.ts'

export interface InventedIdentity {
  /** As the reader of the practice's system names the member of staff. */
  readonly staff: string
  readonly sdsUserId: string
  readonly roleProfileIds: readonly string[]
}

/** EMIS and Vision have no place for SDS ids; SystmOne's files have them, and a Microtest practice's staff have no key of their own. */
export function staffIdentities({ ods, system, staff }: InventedPractice): readonly InventedIdentity[] {
  if (system !== 'emis' && system !== 'vision') return []
  return staff.flatMap(person => {
    const { sdsUserId, roles } = person
    if (sdsUserId === undefined) return []
    const key = system === 'vision' ? String(person.key) : emisUser(ods, person)
    return [{ staff: key, sdsUserId, roleProfileIds: roles.slice(0, 1).flatMap(role => role.roleProfileId ?? []) }]
  })
}

/** Entries name a person by the first of their roles; an EMIS user is one person in one role. */
function emisUser(ods: string, { key, roles }: InventedStaff): string {
  return guid(ods, 'UserInRole', key, ...roles.slice(0, 1).map(role => role.key)).toUpperCase()
}
