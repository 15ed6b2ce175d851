/** Organisations that patients are referred to: rows of Admin_Organisation, written once each at the end. */
import type { InventedReferral } from '../model.ts'
import type { EmisWriter } from './files.ts'
import { bracedName } from './practice.ts'

type Receiver = NonNullable<InventedReferral['other']>

export function receivers() {
  const found = new Map<string, Receiver>()
  return {
    /** OrganisationGuid of a receiver. */
    guid(receiver: Receiver): string {
      const guid = bracedName('Organisation', receiver.name)
      found.set(guid, receiver)
      return guid
    },
    write(out: EmisWriter): void {
      for (const [OrganisationGuid, { name, ods }] of found) {
        out.row('Admin_Organisation', { OrganisationGuid, OrganisationName: name, ODSCode: ods })
      }
    },
  }
}

export type Receivers = ReturnType<typeof receivers>
