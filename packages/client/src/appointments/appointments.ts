/** Search, book, amend, cancel and read appointments (appointments.md). */

import { randomUUID } from 'node:crypto'
import { addDays, extensions, interactions, isLocalDate, londonDay, londonTime } from '@gpc/fhir'
import { type Caller, type CallOptions, unexpected } from '../calls.ts'
import { GpConnectResponseError, InvalidRequestError, SpineProxyError, TransportError } from '../errors.ts'
import type { GpConnectOptions } from '../options.ts'
import { findExtension } from '../reading.ts'
import { isBundle } from '../schema.ts'
import {
  type Amendment,
  amendedResource,
  type Booking,
  type BookingResource,
  bookingResource,
  cancelledResource,
} from './booking.ts'
import { OutcomeUnknownError, refusal, SlotTakenError, StaleAppointmentError } from './errors.ts'
import { idOf } from './free-slot.ts'
import { type Appointment, isAppointment } from './resources.ts'
import { type SlotAnswer, type SlotSearch, searchSlots } from './slots.ts'

export interface Appointments {
  /** Free slots of many practices at once, each practice's answer as it comes; a practice that doesn't answer says why. */
  slots(search: SlotSearch): AsyncIterable<SlotAnswer>
  /**
   * Books. If no answer comes, the patient's appointments tell whether it was done, and only then is the same request sent again, with the
   * same trace id (APT-BOOK-24).
   * @throws SlotTakenError, NotBookableError, OutcomeUnknownError
   */
  bookAppointment(request: Booking & Omit<CallOptions, 'practice'>): Promise<Appointment>
  /** Changes the texts of an appointment that was read before. @throws StaleAppointmentError, NotBookableError, OutcomeUnknownError */
  amendAppointment(request: CallOptions & Amendment & { readonly appointment: Appointment }): Promise<Appointment>
  /** Cancels an appointment that was read before. @throws StaleAppointmentError, NotBookableError, OutcomeUnknownError */
  cancelAppointment(
    request: CallOptions & { readonly appointment: Appointment; readonly reason: string },
  ): Promise<Appointment>
  /** A future appointment (APT-READ-05). */
  readAppointment(request: CallOptions & { readonly id: string }): Promise<Appointment>
  /** All appointments of a patient on some days, from today on; cancelled ones too (APT-RETR-01, APT-RETR-02, APT-RETR-11). */
  patientAppointments(
    request: CallOptions & { readonly patientId: string; readonly from: string; readonly to: string },
  ): Promise<readonly Appointment[]>
}

/** How often a request is sent again whose answer was lost. */
const resent = 2

export function appointments(call: Caller, { organisation }: Pick<GpConnectOptions, 'organisation'>): Appointments {
  const read: Appointments['readAppointment'] = async ({ id, ...options }) => {
    const { json, traceId } = await call(
      interactions.readAppointment,
      options,
      `/Appointment/${encodeURIComponent(id)}`,
    )
    return appointmentOf(json, traceId)
  }

  const ofPatient: Appointments['patientAppointments'] = async ({ patientId, from, to, ...options }) => {
    if (!isLocalDate(from) || !isLocalDate(to) || to < from)
      throw new InvalidRequestError('Give from and to as days such as 2026-01-31, the earlier one first.')
    if (from < londonDay()) throw new InvalidRequestError('The earliest day that can be asked for is today.')
    const path = `/Patient/${encodeURIComponent(patientId)}/Appointment?start=ge${from}&start=le${to}`
    const { json, traceId } = await call(interactions.patientAppointments, options, path)
    if (!isBundle(json)) throw unexpected('a Bundle', traceId)
    const all = (json.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === 'Appointment' ? [resource] : [],
    )
    return all.map(one => appointmentOf(one, traceId))
  }

  /** The appointment that this very booking made, if it did. */
  async function made(
    body: BookingResource,
    patientId: string,
    options: CallOptions,
  ): Promise<Appointment | undefined> {
    const day = body.start.slice(0, 10)
    const { traceId: _, ...again } = options
    const found = await ofPatient({ ...again, patientId, from: day, to: addDays(day, 1) })
    return found.find(one => one.status === 'booked' && isSame(one, body, organisation.ods))
  }

  async function change(
    kind: 'amendAppointment' | 'cancelAppointment',
    before: Appointment,
    body: Appointment,
    { practice, signal, traceId = randomUUID() }: CallOptions,
  ): Promise<Appointment> {
    const version = before.meta?.versionId
    if (version === undefined)
      throw new InvalidRequestError('The appointment has no version: read it again before it is changed.')
    const options = { practice, traceId, ...(signal === undefined ? {} : { signal }) }
    const path = `/Appointment/${encodeURIComponent(before.id)}`
    const send = async () => {
      const answer = await call(interactions[kind], options, path, { body, ifMatch: `W/"${version}"` })
      return appointmentOf(answer.json, answer.traceId)
    }
    const look = async () => {
      const now = await read({ id: before.id, practice, ...(signal === undefined ? {} : { signal }) })
      return isChangedTo(now, before, body) ? now : undefined
    }
    return safely(send, look, { traceId, conflict: 'stale', signal })
  }

  return {
    slots: search => searchSlots(call, organisation.ods, search),

    async bookAppointment({ traceId = randomUUID(), signal, ...booking }) {
      const body = bookingResource(booking, organisation, londonTime())
      const practice = booking.slots[0]?.practice ?? ''
      const options = { practice, traceId, ...(signal === undefined ? {} : { signal }) }
      const send = async () => {
        const answer = await call(interactions.bookAppointment, options, interactions.bookAppointment.path, { body })
        return appointmentOf(answer.json, answer.traceId)
      }
      return safely(send, () => made(body, booking.patientId, options), { traceId, conflict: 'taken', signal })
    },

    async amendAppointment({ appointment, description, comment, ...options }) {
      const texts = {
        ...(description === undefined ? {} : { description }),
        ...(comment === undefined ? {} : { comment }),
      }
      return change('amendAppointment', appointment, amendedResource(appointment, texts), options)
    },

    async cancelAppointment({ appointment, reason, ...options }) {
      return change('cancelAppointment', appointment, cancelledResource(appointment, reason), options)
    },

    readAppointment: read,
    patientAppointments: ofPatient,
  }
}

function appointmentOf(json: unknown, traceId: string): Appointment {
  if (!isAppointment(json)) throw unexpected('an Appointment', traceId)
  return json
}

interface Safety {
  readonly traceId: string
  readonly conflict: 'taken' | 'stale'
  readonly signal: AbortSignal | undefined
}

/** Sends; where the answer is lost, looks whether it was done before it is sent once more. */
async function safely(
  send: () => Promise<Appointment>,
  look: () => Promise<Appointment | undefined>,
  { traceId, conflict, signal }: Safety,
): Promise<Appointment> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      signal?.throwIfAborted()
      const refused = refusal(error, conflict)
      const ambiguous = refused instanceof SlotTakenError || refused instanceof StaleAppointmentError
      const lost = isLost(error)
      if (!lost && !(attempt > 0 && ambiguous)) throw refused
      const done = await look().catch(cause => {
        signal?.throwIfAborted()
        throw unknown(traceId, cause)
      })
      if (done !== undefined) return done
      if (!lost) throw refused
      if (attempt === resent) throw unknown(traceId, error)
    }
  }
}

const unknown = (traceId: string, cause: unknown) =>
  new OutcomeUnknownError(
    "No answer came, and whether it was done is not known. Look at the patient's appointments before you try again.",
    { traceId, cause },
  )

/** Whether the practice may have done what was asked although no answer says so. What never left isn't lost. */
function isLost(error: unknown): boolean {
  if (error instanceof TransportError) return error.traceId !== undefined && !isRefusedConnection(error.cause)
  return (error instanceof SpineProxyError || error instanceof GpConnectResponseError) && error.status >= 500
}

function isRefusedConnection(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return ('code' in cause && cause.code === 'ECONNREFUSED') || isRefusedConnection(cause.cause)
}

/** The patient has these very slots, with the same words, by the same organisation: a practice may write `created` in its own way. */
function isSame(one: Appointment, body: BookingResource, ods: string): boolean {
  const slots = (one.slot ?? []).map(slot => idOf(slot, 'Slot')).toSorted()
  const wanted = body.slot.map(slot => idOf(slot, 'Slot')).toSorted()
  return (
    slots.join() === wanted.join() &&
    one.description === body.description &&
    JSON.stringify(one.contained ?? []).includes(JSON.stringify(ods))
  )
}

function isChangedTo(now: Appointment, before: Appointment, wanted: Appointment): boolean {
  const reason = (one: Appointment) => findExtension(one, extensions.appointmentCancellationReason)?.valueString
  return (
    now.meta?.versionId !== before.meta?.versionId &&
    now.status === wanted.status &&
    now.description === wanted.description &&
    now.comment === wanted.comment &&
    reason(now) === reason(wanted)
  )
}
