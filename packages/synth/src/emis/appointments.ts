/** Appointment_Session, _SessionUser and _Slot. */
import type { InventedSession, InventedSlot } from '../appointments.ts'
import type { PatientContext } from './cells.ts'
import type { Cells } from './files.ts'
import { braced, organisationGuid } from './practice.ts'

export function writeSessions(
  sessions: readonly InventedSession[],
  { ods, users, out }: Pick<PatientContext, 'ods' | 'users' | 'out'>,
): void {
  const shared = { OrganisationGuid: organisationGuid(ods), Deleted: 'false' }
  for (const session of sessions) {
    const guid = braced(ods, 'Session', session.key)
    out.row('Appointment_Session', {
      ...shared,
      AppointmentSessionGuid: guid,
      Description: `${session.category} ${session.from}`,
      LocationGuid: braced(ods, 'Location', session.site),
      SessionTypeDescription: session.category,
      SessionCategoryDisplayName: 'General Practice Session',
      StartDate: session.date,
      StartTime: `${session.from}:00`,
      EndDate: session.date,
      EndTime: `${session.to}:00`,
      Private: 'false',
    })
    out.row('Appointment_SessionUser', {
      SessionGuid: guid,
      UserInRoleGuid: users.get(session.clinician),
      Deleted: 'false',
    })
    for (const slot of session.slots) {
      out.row('Appointment_Slot', {
        ...shared,
        SlotGuid: braced(ods, 'Slot', slot.key),
        SessionGuid: guid,
        AppointmentDate: session.date,
        AppointmentStartTime: `${slot.from}:00`,
        PlannedDurationInMinutes: String(session.minutes),
        SlotType: slot.type,
        ModeOfContact: slot.telephone ? 'Telephone' : 'Face to Face',
        IsBlocked: String(slot.blocked),
        DidNotAttend: String(slot.became === 'did not attend'),
        ...patientCells(slot, ods),
      })
    }
  }
}

function patientCells({ patient, became, bookedOn, from, to }: InventedSlot, ods: string): Cells {
  if (patient === undefined) return {}
  const came = became === 'left'
  return {
    PatientGuid: braced(ods, 'Patient', patient),
    BookedDate: bookedOn,
    BookedTime: '10:30:00',
    SendInTime: came ? `${from}:00` : '',
    LeftTime: came ? `${to}:00` : '',
  }
}
