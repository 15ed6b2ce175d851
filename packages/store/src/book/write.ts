/** Booking, amending, cancelling. The database decides: what it says is booked is booked, and nothing else (APT-BOOK-09). */
import type { Appointment, AppointmentStatus } from '@gpc/clinical'
import type { Store } from '../store.ts'
import { together } from '../together.ts'
import { jsonb, storable } from './transaction.ts'

export interface Booking {
  readonly practice: string
  readonly appointment: Appointment
  readonly nhsNumber: string
  /** Id of the service in the Directory of Services, or the empty text. */
  readonly service: string
  /** APT-BOOK-26. */
  readonly bookedBy: { readonly userId: string; readonly userName: string; readonly organisation: string }
  readonly traceId: string
  /** What a limit counts by, and the limit (APT-FLT-03). */
  readonly profile: string
  readonly profileLimit: number | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * `booked`: it is; `again`: this very request booked it before; `cancelled`: so it did, and the appointment was cancelled since; `taken`: a
 * slot isn't free any more; `limit`: the organisation holds as many slots as it may.
 */
export type BookingOutcome = 'booked' | 'again' | 'cancelled' | 'taken' | 'limit'

/** Bookings in one transaction at most. */
const most = 64

/** A deadlock with an import, or another process's: nothing was done, so it is done again. */
const passing = new Set(['40P01', '40001'])

/** Books what is asked for at the same time in one transaction; when the promise resolves, it is on disk. */
export function bookingWriter(store: Store): (booking: Booking) => Promise<BookingOutcome> {
  return together(
    most,
    async (bookings: readonly Booking[]) => {
      const requests = jsonb(bookings.map(request))
      for (let attempt = 1; ; attempt++) {
        try {
          const found = await store.pool.query<{ place: number; outcome: BookingOutcome }>({
            name: 'book',
            text: 'SELECT place, outcome FROM book_appointments($1::jsonb)',
            values: [requests],
          })
          const outcomes = new Map(found.rows.map(row => [row.place, row.outcome]))
          return place => {
            const outcome = outcomes.get(place)
            if (outcome === undefined) throw new Error('A booking was not answered by the database.')
            return outcome
          }
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : ''
          if (!passing.has(code) || attempt === 5) throw error
        }
      }
    },
    apart,
  )
}

/** What no two bookings of one transaction may have in common. */
function apart({ practice, appointment: { id, slots, organisation }, profile, profileLimit }: Booking): string[] {
  const limited = profileLimit === null ? [] : [`${practice} limit ${organisation?.ods} ${profile}`]
  return [`${practice} ${id}`, ...slots.map(slot => `${practice} ${slot}`), ...limited]
}

function request(
  { practice, appointment, nhsNumber, service, bookedBy, traceId, profile, profileLimit, now }: Booking,
  place: number,
) {
  const { organisation, version: _, status: _status, cancellationReason: _reason, ...rest } = appointment
  return {
    ...rest,
    place,
    practice,
    service,
    nhs_number: nhsNumber,
    organisation: organisation?.ods ?? '',
    organisation_type: organisation?.type ?? '',
    organisation_name: organisation?.name ?? '',
    organisation_body: organisation?.json ?? '',
    booked_by: bookedBy.userId,
    booked_by_name: bookedBy.userName,
    booked_from: bookedBy.organisation,
    trace_id: traceId,
    profile,
    profile_limit: profileLimit,
    now: new Date(now).toISOString(),
  }
}

export interface Change {
  readonly practice: string
  readonly id: string
  /** The version that the caller has seen. */
  readonly version: number
  readonly status: AppointmentStatus
  readonly description: string
  readonly comment: string
  readonly cancellationReason: string
  /** Tells the same request, sent again, from another one. */
  readonly request: string
  readonly traceId: string
  readonly userId: string
}

/** `changed`: it is; `again`: this very request did it before; `version`: it was changed by others; `missing`. */
export type ChangeOutcome = 'changed' | 'again' | 'version' | 'missing'

/** Amends an appointment's texts, or cancels it: then its slots are free again (APT-CNCL-05). */
export async function changeAppointment(store: Store, change: Change): Promise<ChangeOutcome> {
  const { practice, id, version, status, description, comment, cancellationReason, request, traceId, userId } = change
  const found = await store.pool.query<{ outcome: ChangeOutcome }>({
    name: 'change-appointment',
    text: 'SELECT change_appointment($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS outcome',
    values: [
      practice,
      id,
      version,
      status,
      description,
      comment,
      cancellationReason,
      request,
      traceId,
      storable(userId),
    ],
  })
  const [row] = found.rows
  if (row === undefined) throw new Error('A change was not answered by the database.')
  return row.outcome
}
