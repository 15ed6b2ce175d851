/** Appointments, and slots as a booking asks about them. */
import {
  type Appointment,
  type AppointmentStatus,
  type DeliveryChannel,
  organisationTypes,
  type SlotState,
} from '@gpc/clinical'
import { londonTime } from '@gpc/fhir'
import type { Store } from '../store.ts'
import { together } from '../together.ts'

/** A slot as the rules of booking ask about it. Times are milliseconds since the epoch. */
export interface SlotStatus {
  readonly id: string
  readonly schedule: string
  readonly starts: number
  readonly ends: number
  readonly channel: DeliveryChannel | ''
  readonly type: string
  readonly state: SlotState
  readonly taken: boolean
  readonly offered: boolean
  readonly bookable: boolean
  readonly organisationTypes: readonly string[]
  readonly organisations: readonly string[]
  readonly windowDays: number | null
  readonly embargoMinutes: number
  readonly profile: string
  readonly profileLimit: number | null
  readonly category: string
  readonly role: string
  readonly location: string
  readonly staff: readonly string[]
  /** Those that the practice's directory has. */
  readonly knownStaff: readonly string[]
  /** Id in the Directory of Services, and logical id; empty texts if there is none. */
  readonly service: string
  readonly serviceId: string
}

const slotColumns = `s.id, s.schedule, (extract(epoch FROM s.starts) * 1000)::float8 AS starts, (extract(epoch FROM s.ends) * 1000)::float8 AS ends,
  s.channel, s.type, s.state, s.taken, s.offered, s.bookable, s.organisation_types AS "organisationTypes", s.organisations,
  s.window_days AS "windowDays", s.embargo_minutes AS "embargoMinutes", s.profile, s.profile_limit AS "profileLimit", c.category, c.role,
  c.location, c.staff, c.service,
  ARRAY(SELECT one FROM unnest(c.staff) WITH ORDINALITY u(one, n) WHERE EXISTS (SELECT FROM admin_resource r
    WHERE r.practice = c.practice AND r.ref = 'Practitioner/' || one) ORDER BY n) AS "knownStaff",
  coalesce((SELECT h.id FROM healthcare_service h WHERE h.practice = c.practice AND h.dos_service_id = c.service), '') AS "serviceId"`

/** A reader that fetches slots which are wanted at the same time in one query. */
export function slotReader(store: Store): (practice: string, ids: readonly string[]) => Promise<readonly SlotStatus[]> {
  interface Wanted {
    readonly practice: string
    readonly ids: readonly string[]
  }
  const read = together(100, async (wanted: readonly Wanted[]) => {
    const each = wanted.flatMap(({ practice, ids }, place) => ids.map(id => ({ practice, id, place })))
    const found = await store.pool.query<SlotStatus & { place: number }>({
      name: 'slots-by-id',
      text: `SELECT w.place, ${slotColumns} FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::int[])) AS w(practice, id, place)
        JOIN slot s ON s.practice = w.practice AND s.id = w.id JOIN schedule c ON c.practice = s.practice AND c.id = s.schedule`,
      values: [each.map(one => one.practice), each.map(one => one.id), each.map(one => one.place)],
    })
    const byPlace = Map.groupBy(found.rows, row => row.place)
    return place => byPlace.get(place) ?? []
  })
  return (practice, ids) => read({ practice, ids })
}

interface AppointmentRow {
  readonly id: string
  readonly version: number
  readonly status: AppointmentStatus
  readonly patient: string
  readonly nhsNumber: string
  readonly starts: number
  readonly ends: number
  readonly created: number
  readonly description: string
  readonly comment: string
  readonly cancellationReason: string
  readonly organisation: string
  readonly organisationType: string
  readonly organisationName: string
  readonly organisationBody: string
  readonly slots: readonly string[]
  readonly channel: DeliveryChannel | ''
  readonly type: string
  readonly category: string
  readonly role: string
  readonly location: string
  readonly staff: readonly string[]
  readonly service: string
}

const columns = `a.id, a.version, a.status, a.patient, a.nhs_number AS "nhsNumber", (extract(epoch FROM a.starts) * 1000)::float8 AS starts,
  (extract(epoch FROM a.ends) * 1000)::float8 AS ends, (extract(epoch FROM a.created) * 1000)::float8 AS created, a.description, a.comment,
  a.cancellation_reason AS "cancellationReason", a.organisation, a.organisation_type AS "organisationType",
  a.organisation_name AS "organisationName", a.organisation_body AS "organisationBody", a.slots, a.channel, a.type, a.category, a.role,
  a.location, a.staff,
  coalesce((SELECT h.id FROM healthcare_service h WHERE h.practice = a.practice AND h.dos_service_id = a.service), '') AS service`

/** An appointment with the NHS number of its patient, for the audit; the empty text if it isn't known. */
export interface StoredAppointment {
  readonly appointment: Appointment
  readonly nhsNumber: string
}

function appointmentOf(row: AppointmentRow): StoredAppointment {
  const { nhsNumber, organisation, organisationType, organisationName, organisationBody, ...rest } = row
  const appointment: Appointment = {
    ...rest,
    starts: londonTime(row.starts),
    ends: londonTime(row.ends),
    created: londonTime(row.created),
    ...(organisation === ''
      ? {}
      : {
          organisation: {
            ods: organisation,
            name: organisationName,
            type: organisationTypes.find(one => one === organisationType) ?? '',
            id: idOf(organisationBody),
            json: organisationBody,
          },
        }),
  }
  return { appointment, nhsNumber }
}

function idOf(json: string): string {
  const parsed: unknown = JSON.parse(json)
  return typeof parsed === 'object' && parsed !== null && 'id' in parsed ? String(parsed.id) : ''
}

/** The appointment with a logical id. */
export async function appointmentById(
  store: Store,
  practice: string,
  id: string,
): Promise<StoredAppointment | undefined> {
  const found = await store.pool.query<AppointmentRow>({
    name: 'appointment-by-id',
    text: `SELECT ${columns} FROM appointment a WHERE a.practice = $1 AND a.id = $2`,
    values: [practice, id.replaceAll('\u0000', '\ufffd')],
  })
  const [row] = found.rows
  return row === undefined ? undefined : appointmentOf(row)
}

/** Appointments of a patient that start in a period, whoever booked them, the cancelled ones too (APT-RETR-03); `to` is not part of it. */
export async function appointmentsOfPatient(
  store: Store,
  practice: string,
  patient: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly Appointment[]> {
  const found = await store.pool.query<AppointmentRow>({
    name: 'appointments-of-patient',
    text: `SELECT ${columns} FROM appointment a WHERE a.practice = $1 AND a.patient = $2 AND a.starts >= $3 AND a.starts < $4
      ORDER BY a.starts, a.id`,
    values: [practice, patient, from, to],
  })
  return found.rows.map(row => appointmentOf(row).appointment)
}
