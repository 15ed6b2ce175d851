/** An appointment as it is answered with: the service only where the practice filters by service (APT-SVC-11). */
import { type Appointment, appointmentJson } from '@gpc/clinical'
import type { DirectoryView, PracticeSettings } from '@gpc/store'
import type { Answer, Exchange } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'

export function rendered(
  { ods, serviceFiltering }: PracticeSettings,
  appointment: Appointment,
  directory: DirectoryView,
): string {
  return appointmentJson(ods, appointment, {
    staff: appointment.staff.filter(one => directory.has(`Practitioner/${one}`)),
    withService: serviceFiltering === 'enabled',
  })
}

/** APT-BOOK-20: `Prefer: return=minimal` asks for no body. */
export async function answerWith(
  { directory }: Services,
  { practice, headers }: Exchange,
  appointment: Appointment,
  status: number,
): Promise<Answer> {
  const minimal = /(^|[;,\s])return=minimal($|[;,\s])/i.test(headers.prefer)
  return {
    status,
    versionId: String(appointment.version),
    json: minimal ? '' : rendered(practice, appointment, await directory.current(practice.ods)),
  }
}
