/** Appointments as they are sent: booked, amended, cancelled (APT-BOOK-01 to 06, APT-AMND-01, APT-CNCL-01). Pure. */
import { extensions, identifiers, profiles, valueSystems } from '@gpc/fhir'
import { InvalidRequestError } from '../errors.ts'
import type { GpConnectOptions } from '../options.ts'
import type { FreeSlot } from './free-slot.ts'
import { type Appointment, instantOf } from './resources.ts'

export interface Booking {
  /** One, or several that follow one another, of one search (APT-BOOK-10). */
  readonly slots: readonly FreeSlot[]
  /** Logical id of the patient at the practice; register whoever is unknown there first (APT-GEN-07). */
  readonly patientId: string
  /** Why, in at most 100 characters; no clinical information (APT-BOOK-04). */
  readonly description: string
  /** At most 500 characters. */
  readonly comment?: string
  /** Telephone number of your organisation, for the practice to call back (APT-BOOK-03). */
  readonly telephone: string
}

const longest = { description: 100, comment: 500 } as const

function checkText(name: keyof typeof longest, text: string): void {
  if ([...text].length > longest[name])
    throw new InvalidRequestError(`The ${name} is longer than ${longest[name]} characters: shorten it.`)
  if (text.trim() === '') throw new InvalidRequestError(`The ${name} is empty.`)
}

/** The slots in order, all of one session, one after the other. @throws InvalidRequestError */
function inARow(slots: readonly FreeSlot[]): readonly [FreeSlot, ...FreeSlot[]] {
  const [first, ...others] = slots.toSorted((a, b) => instantOf(a.start) - instantOf(b.start))
  if (first === undefined) throw new InvalidRequestError('Name a slot to book.')
  let before = first
  for (const slot of others) {
    const alike =
      slot.practice === first.practice &&
      slot.resources.slot.schedule.reference === first.resources.slot.schedule.reference &&
      slot.channel === first.channel &&
      slot.slotType === first.slotType &&
      slot.organisationType === first.organisationType
    if (!alike || instantOf(slot.start) !== instantOf(before.end))
      throw new InvalidRequestError('Slots that are booked together must follow one another in the same session.')
    before = slot
  }
  return [first, ...others]
}

/**
 * The Appointment to book; send the same one if it must be sent again.
 * @param created London's time now, with offset
 * @throws InvalidRequestError
 */
export function bookingResource(
  { slots, patientId, description, comment, telephone }: Booking,
  organisation: GpConnectOptions['organisation'],
  created: string,
) {
  const [first, ...others] = inARow(slots)
  const last = others.at(-1) ?? first
  checkText('description', description)
  if (comment !== undefined) checkText('comment', comment)
  if (telephone.trim() === '') throw new InvalidRequestError('Give the telephone number of your organisation.')
  if (instantOf(first.start) <= instantOf(created))
    throw new InvalidRequestError('The slot has begun already: choose a later one.')
  if (first.location === undefined)
    throw new InvalidRequestError('The practice does not tell where the slot takes place: it cannot be booked.')
  const participants = [
    `Patient/${patientId}`,
    `Location/${first.location.id}`,
    ...(first.practitioner === undefined ? [] : [`Practitioner/${first.practitioner.id}`]),
    ...(first.service === undefined ? [] : [`HealthcareService/${first.service.id}`]),
  ]
  return {
    resourceType: 'Appointment',
    meta: { profile: [profiles.appointment] },
    contained: [bookedBy(organisation, telephone, first.organisationType)],
    extension: [{ url: extensions.bookingOrganisation, valueReference: { reference: '#1' } }],
    status: 'booked',
    description,
    start: first.start,
    end: last.end,
    slot: [first, ...others].map(({ id }) => ({ reference: `Slot/${id}` })),
    created,
    ...(comment === undefined ? {} : { comment }),
    participant: participants.map(reference => ({ actor: { reference }, status: 'accepted' })),
  }
}

export type BookingResource = ReturnType<typeof bookingResource>

function bookedBy({ ods, name }: GpConnectOptions['organisation'], telephone: string, type: string | undefined) {
  return {
    resourceType: 'Organization',
    id: '1',
    meta: { profile: [profiles.organization] },
    identifier: [{ system: identifiers.odsOrganization, value: ods }],
    ...(type === undefined ? {} : { type: [{ coding: [{ system: valueSystems.organisationType, code: type }] }] }),
    name,
    telecom: [{ system: 'phone', value: telephone, use: 'work' }],
  }
}

export interface Amendment {
  readonly description?: string
  /** The empty text takes the comment away. */
  readonly comment?: string
}

/** The appointment as it was read, with other texts (APT-AMND-01). @throws InvalidRequestError */
export function amendedResource(appointment: Appointment, { description, comment }: Amendment): Appointment {
  checkChangeable(appointment)
  if (description !== undefined) checkText('description', description)
  if (comment !== undefined && comment !== '') checkText('comment', comment)
  const { comment: before, ...rest } = appointment
  const after = comment ?? before ?? ''
  return {
    ...rest,
    ...(description === undefined ? {} : { description }),
    ...(after === '' ? {} : { comment: after }),
  }
}

/** The appointment as it was read, cancelled (APT-CNCL-01). @throws InvalidRequestError */
export function cancelledResource(appointment: Appointment, reason: string): Appointment {
  checkChangeable(appointment)
  if (reason.trim() === '') throw new InvalidRequestError('Say why the appointment is cancelled.')
  return {
    ...appointment,
    status: 'cancelled',
    extension: [
      ...(appointment.extension ?? []),
      { url: extensions.appointmentCancellationReason, valueString: reason },
    ],
  }
}

/** APT-AMND-08, APT-GEN-02. */
function checkChangeable({ status, start }: Appointment): void {
  if (status === 'cancelled') throw new InvalidRequestError('The appointment is cancelled: it cannot be changed.')
  if (instantOf(start) <= Date.now())
    throw new InvalidRequestError('The appointment has begun already: it cannot be changed.')
}
