/** Whose practice a row is: several practices may share one delivery. */
import type { Cells } from '../shared/table.ts'
import { plainGuid, type RowFault } from './check.ts'
import type { EmisTable } from './columns.ts'
import { ownCopy } from './order.ts'
import type { OwnPractice } from './practices.ts'

/**
 * Tells whether a row is the practice's own. Dictionaries, organisations and locations belong to every practice; a session's users
 * are the practice's unless the delivery shows the session to be another's; all else says by OrganisationGuid.
 */
export function scope(own: OwnPractice) {
  let lastText = ''
  let lastGuid: string | undefined
  const othersSessions = new Set<string>()
  const others = new Map<string, boolean>()
  const bySession = (cells: Cells) => othersSessions.has(plainGuid(cells.SessionGuid ?? '') ?? '')

  return (table: EmisTable, cells: Cells, remember: boolean): 'own' | 'other' | RowFault => {
    if (table.name === 'Admin_Organisation') return 'own'
    if (table.name === 'Appointment_SessionUser') return bySession(cells) ? 'other' : 'own'
    const has = others.get(table.name) ?? table.columns.some(column => column.name === 'OrganisationGuid')
    others.set(table.name, has)
    if (!has) return 'own'
    const text = cells.OrganisationGuid
    if (text === undefined) {
      if (own.alone && cells.Deleted?.trim().toLowerCase() === 'true') return 'own'
      return { column: 'OrganisationGuid', reason: 'is missing, so it is not known which practice the row is of' }
    }
    if (text !== lastText) {
      lastText = text
      lastGuid = plainGuid(text)
    }
    if (lastGuid === undefined) return { column: 'OrganisationGuid', reason: "isn't a GUID" }
    if (lastGuid === own.guid) return 'own'
    if (remember && table.name === 'Appointment_Session') {
      const session = plainGuid(cells.AppointmentSessionGuid ?? '')
      if (session !== undefined) othersSessions.add(ownCopy(session))
    }
    return 'other'
  }
}
