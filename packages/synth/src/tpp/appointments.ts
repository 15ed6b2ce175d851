/** SRRota, SRRotaSlot and SRAppointment; one rota a session. */
import type { InventedSession, InventedSlot } from '../appointments.ts'
import type { InventedPractice } from '../model.ts'
import { dateCell, id, profileOf } from './cells.ts'
import type { Dictionary } from './dictionary.ts'
import type { TppWriter } from './files.ts'

const statuses = { booked: 'Booked', left: 'Finished', 'did not attend': 'Did Not Attend' } as const

export function writeRotas(
  sessions: readonly InventedSession[],
  { ods, sites, staff }: InventedPractice,
  dictionary: Dictionary,
  out: TppWriter,
): void {
  for (const session of sessions) {
    const { key, date, from, category, minutes, slots } = session
    const rota = String(key)
    const clinician = staff.find(one => one.key === session.clinician)
    const profile = clinician === undefined ? '-1' : String(profileOf(clinician))
    const name = `${clinician?.title} ${clinician?.family} ${from < '12:00' ? 'AM' : 'PM'}`
    out.row('SRRota', {
      RowIdentifier: rota,
      IDOrganisationVisibleTo: ods,
      DateCreation: dateCell(date),
      Name: name,
      RotaType: category,
      IDProfileOwner: profile,
      DateStart: dateCell(`${date}T${from}:00`),
      AllowOverBooking: 'FALSE',
      IDBranch: sites.find(site => site.key === session.site)?.main === false ? String(session.site) : '',
    })
    out.row('SRRotaSlot', {
      RowIdentifier: rota,
      IDOrganisationVisibleTo: ods,
      IDRota: rota,
      RotaSlotType: slots[0]?.type,
      Duration: String(minutes),
      Quantity: String(slots.length),
      BlockedSlot: 'FALSE',
      BookableCAndB: 'FALSE',
      Position: '0',
    })
    for (const slot of slots) {
      if (slot.patient === undefined && !slot.blocked) continue
      out.row('SRAppointment', {
        RowIdentifier: String(slot.key),
        IDOrganisationVisibleTo: ods,
        DateStart: dateCell(`${date}T${slot.from}:00`),
        DateEnd: dateCell(`${date}T${slot.to}:00`),
        AppointmentStatus: dictionary.mapping(statusOf(slot)),
        DateAppointmentBooked: slot.bookedOn === undefined ? '' : dateCell(`${slot.bookedOn}T10:30:00`),
        DatePatientArrival: slot.became === 'left' ? dateCell(`${date}T${slot.from}:00`) : '',
        DatePatientSeen: slot.became === 'left' ? dateCell(`${date}T${slot.from}:00`) : '',
        FollowUpAppointment: 'FALSE',
        TelephoneAppointment: slot.telephone ? 'TRUE' : 'FALSE',
        IDClinician: String(session.clinician),
        IDProfileClinician: profile,
        RotaName: name,
        RotaType: category,
        AllowsOverbooking: 'FALSE',
        IDRota: rota,
        IDReferralIn: '-1',
        IDPatient: slot.patient === undefined ? '-1' : id(slot.patient),
        IDOrganisation: ods,
        IDOrganisationRegisteredAt: ods,
      })
    }
  }
}

const statusOf = ({ blocked, became = 'booked' }: InventedSlot): string => (blocked ? 'Blocked' : statuses[became])
