/**
 * Appointment_Session, _SessionUser and _Slot to the practice's appointment book. One session is one schedule; a slot is held by the
 * patient whom it names. Before layout 8.2 nothing tells a blocked or embargoed slot from a free one: its state is unknown.
 */
import { type HeldAppointment, patientId, type Schedule, type Slot, type SlotState } from '@gpc/clinical'
import { londonInstant } from '@gpc/fhir'
import type { BookReader, SourceRow } from '../contract.ts'
import { bookPlaces, channelIn, faultCounter, minutesLater } from '../shared/book.ts'
import { directoryOptionOn, optionTable } from '../shared/options.ts'

type Columns = SourceRow['columns']

const sessionTable = 'Appointment_Session'
const userTable = 'Appointment_SessionUser'
export const slotTable = 'Appointment_Slot'
export const inPersonOption = 'in-person-unless-told'

export const book: BookReader = {
  tables: [sessionTable, userTable, slotTable, optionTable],
  dayOf: ({ table, columns }) => (table === slotTable ? columns.AppointmentDate : columns.StartDate),
  read(rows, _lookup, place) {
    const { faults, count } = faultCounter()
    const places = bookPlaces('emis', place)
    const inPerson = directoryOptionOn(rows(optionTable), inPersonOption)
    const users = Map.groupBy(rows(userTable), row => row.columns.SessionGuid ?? '')
    const slots = Map.groupBy(rows(slotTable), row => row.columns.SessionGuid ?? '')
    const schedules = rows(sessionTable).flatMap((session): readonly Schedule[] => {
      const { columns } = session
      const { StartDate, StartTime, EndDate, EndTime } = columns
      const own = slots.get(session.key) ?? []
      slots.delete(session.key)
      if (StartDate === undefined || StartTime === undefined || EndDate === undefined || EndTime === undefined) {
        count('sessions without their times')
        return []
      }
      const staff = (users.get(session.key) ?? []).map(row => row.columns.UserInRoleGuid ?? '').sort()
      return [
        {
          key: session.key,
          location: places.location(columns.LocationGuid),
          staff: places.staff(staff),
          role: places.role(staff),
          category: columns.SessionTypeDescription ?? columns.SessionCategoryDisplayName ?? '',
          starts: londonInstant(StartDate, StartTime),
          ends: londonInstant(EndDate, EndTime),
          slots: own.flatMap(row => {
            const slot = slotOf(row, columns.Private === 'true', inPerson, place.ods)
            if (slot === undefined) count('slots without a time or a length')
            return slot ?? []
          }),
        },
      ]
    })
    for (const orphans of slots.values()) for (const _ of orphans) count('slots of sessions that are not in the files')
    return { schedules, faults }
  },
}

function slotOf(row: SourceRow, isPrivate: boolean, inPerson: boolean, ods: string): Slot | undefined {
  const { columns } = row
  const { AppointmentDate, AppointmentStartTime, PlannedDurationInMinutes } = columns
  const minutes = Number(PlannedDurationInMinutes)
  if (AppointmentDate === undefined || AppointmentStartTime === undefined || !(minutes > 0 && minutes <= 1440))
    return undefined
  const starts = londonInstant(AppointmentDate, AppointmentStartTime)
  const channel =
    channelIn(columns.ModeOfContact) ?? (inPerson && columns.ModeOfContact === undefined ? 'In-person' : undefined)
  const held = heldBy(row, ods)
  return {
    key: row.key,
    starts,
    ends: minutesLater(starts, minutes),
    ...(channel === undefined ? {} : { channel }),
    type: columns.SlotType ?? '',
    state: stateOf(columns, isPrivate),
    ...(held === undefined ? {} : { held }),
  }
}

function stateOf(columns: Columns, isPrivate: boolean): SlotState {
  const { PatientGuid, ExternalPatientGuid, IsBlocked, SlotStatus } = columns
  if (PatientGuid !== undefined || ExternalPatientGuid !== undefined) return 'booked'
  if (IsBlocked === 'true' || isPrivate || /^(slot )?blocked$/i.test(SlotStatus ?? '')) return 'blocked'
  if (/^(slot )?embargoed$/i.test(SlotStatus ?? '')) return 'embargoed'
  return IsBlocked === undefined ? 'unknown' : 'free'
}

/** Keyed by slot and patient, so that a slot that changes hands is another appointment. */
function heldBy({ key, columns }: SourceRow, ods: string): HeldAppointment | undefined {
  const { PatientGuid, BookedDate, BookedTime } = columns
  if (PatientGuid === undefined) return undefined
  return {
    key: `${key}/${PatientGuid}`,
    patient: patientId(ods, 'emis', PatientGuid),
    status: 'booked',
    attendance: attendanceOf(columns),
    ...(BookedDate === undefined ? {} : { created: londonInstant(BookedDate, BookedTime ?? '00:00:00') }),
    description: columns.NationalSlotCategoryName ?? columns.SlotType ?? '',
  }
}

function attendanceOf({ DidNotAttend, LeftTime, SendInTime }: Columns): HeldAppointment['attendance'] {
  if (DidNotAttend === 'true') return 'noshow'
  if (LeftTime !== undefined) return 'fulfilled'
  return SendInTime === undefined ? '' : 'arrived'
}
