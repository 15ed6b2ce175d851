/** An appointment as it is answered with: the service only where the practice filters by service (APT-SVC-11). */
import { type Appointment, appointmentJson } from '@gpc/clinical'
import type { DirectoryView, PracticeSettings } from '@gpc/store'
import type { Answer, Exchange } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'

/** @param staff the practitioners of the appointment that the practice's directory has */
const withStaff = ({ ods, serviceFiltering }: PracticeSettings, appointment: Appointment, staff: readonly string[]) =>
  appointmentJson(ods, appointment, { staff, withService: serviceFiltering === 'enabled' })

export function rendered(practice: PracticeSettings, appointment: Appointment, directory: DirectoryView): string {
  const staff = appointment.staff.filter(one => directory.has(`Practitioner/${one}`))
  return withStaff(practice, appointment, staff)
}

/**
 * APT-BOOK-20: `Prefer: return=minimal` asks for no body.
 * @param staff the practitioners of the appointment that the directory has, where the caller knows them; else the directory is asked
 */
export async function answerWith(
  { directory }: Services,
  { practice, headers }: Exchange,
  appointment: Appointment,
  status: number,
  staff?: readonly string[],
): Promise<Answer> {
  const answer = { status, versionId: String(appointment.version) }
  if (/(^|[;,\s])return=minimal($|[;,\s])/i.test(headers.prefer)) return { ...answer, json: '' }
  if (staff !== undefined) return { ...answer, json: withStaff(practice, appointment, staff) }
  return { ...answer, json: rendered(practice, appointment, await directory.current(practice.ods)) }
}
