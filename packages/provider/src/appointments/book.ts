/** Book an appointment (APT-BOOK). Page: appointments_use_case_book_an_appointment. */
import {
  type Appointment,
  type BookingOrganisation,
  bookedAppointmentId,
  isInTime,
  isOfferedTo,
  notAdjacent,
} from '@gpc/clinical'
import { extensions, GpConnectError, interactions, londonDay, londonTime, serviceRootPath } from '@gpc/fhir'
import {
  appointmentById,
  type Booking,
  type BookingOutcome,
  bookingWriter,
  type FoundPatient,
  type SlotStatus,
  slotReader,
} from '@gpc/store'
import type { Answer, Exchange, Operation } from '../exchange/exchange.ts'
import { servedPatient } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { answerWith } from './answer.ts'
import {
  bookingOrganisation,
  checkTexts,
  idIn,
  invalid,
  type Participants,
  participantsOf,
  type SentAppointment,
  sentAppointment,
  sentBody,
} from './resource.ts'
import { instantOf } from './times.ts'

const unknown = (reference: string) =>
  new GpConnectError('REFERENCE_NOT_FOUND', `There is no ${reference} at this practice.`)

const taken = (reference: string) =>
  new GpConnectError('DUPLICATE_REJECTED', `${reference} is not free any more: search again.`)

/** What was asked for, checked as far as it can be by itself. */
interface Request {
  readonly id: string
  readonly sent: SentAppointment
  readonly organisation: BookingOrganisation
  readonly participants: Participants
  readonly patient: string
  readonly slots: readonly string[]
  readonly starts: number
  readonly ends: number
  readonly created: number
  readonly texts: { readonly description: string; readonly comment: string }
}

/** @throws GpConnectError INVALID_RESOURCE, BAD_REQUEST */
function requestOf({ practice, traceId, body }: Exchange): Request {
  const sent = sentAppointment(sentBody(body === undefined ? {} : { body }))
  if (sent.status !== 'booked') throw invalid('Appointment.status must be booked.')
  if (sent.extension.some(one => one.url === extensions.appointmentCancellationReason))
    throw invalid('A booking must not have a cancellation reason.')
  const organisation = bookingOrganisation(sent)
  const participants = participantsOf(sent)
  const [patient, ...others] = participants.Patient
  if (patient === undefined || others.length > 0) throw invalid('The Appointment must have one patient as participant.')
  if (participants.Location.length !== 1) throw invalid('The Appointment must have one location as participant.')
  const texts = { description: sent.description ?? '', comment: sent.comment ?? '' }
  checkTexts(texts)
  return {
    id: bookedAppointmentId(practice.ods, traceId, body?.text ?? ''),
    sent,
    organisation,
    participants,
    patient,
    slots: slotsOf(sent),
    starts: instantOf(sent.start, 'start'),
    ends: instantOf(sent.end, 'end'),
    created: instantOf(sent.created, 'created'),
    texts,
  }
}

function slotsOf({ slot }: SentAppointment): readonly string[] {
  const ids = slot.map(({ reference }) => {
    const id = idIn(reference, 'Slot')
    if (id === undefined) throw invalid('Each slot must be a relative reference such as Slot/[id].')
    return id
  })
  if (ids.length === 0) throw invalid('Appointment.slot is missing.')
  if (new Set(ids).size < ids.length) throw invalid('Appointment.slot must name each slot once.')
  return ids
}

/** All of these are of one schedule, channel, type and place. */
type Slots = readonly [SlotStatus, ...SlotStatus[]]

/** APT-BOOK-08 to APT-BOOK-15, against what the practice's book says of the slots. */
function checkSlots({ slots, starts, ends, participants }: Request, found: readonly SlotStatus[], now: number): Slots {
  const missing = slots.find(id => !found.some(one => one.id === id))
  if (missing !== undefined) throw invalid(`There is no Slot/${missing} at this practice.`)
  const [first, ...rest] = found.toSorted((a, b) => a.starts - b.starts)
  if (first === undefined) throw invalid('Appointment.slot is missing.')
  const last = rest.at(-1) ?? first
  if (found.some(one => one.channel === 'Visit')) throw invalid('Slots for visits cannot be booked.')
  const apart = notAdjacent(found)
  if (apart !== undefined) throw invalid(apart)
  if (starts <= now) throw invalid('Appointment.start must be in the future.')
  if (starts !== first.starts || ends !== last.ends)
    throw invalid('Appointment.start and end must be the start of the first slot and the end of the last one.')
  if (first.location !== participants.Location[0])
    throw invalid('The location of the Appointment is not that of its slots.')
  const stranger = participants.Practitioner.find(one => !first.staff.includes(one))
  if (stranger !== undefined) throw invalid(`Practitioner/${stranger} does not belong to the schedule of the slots.`)
  const service = participants.HealthcareService.find(one => one !== first.serviceId)
  if (service !== undefined) throw invalid(`HealthcareService/${service} does not belong to the schedule of the slots.`)
  return [first, ...rest]
}

/** APT-BOOK-09, APT-BOOK-13: whether they are free, and for this organisation. */
function checkOffered(slots: Slots, { type, ods }: BookingOrganisation, now: number): void {
  const asking = { types: type === '' ? [] : [type], organisations: [ods] }
  for (const slot of slots) {
    const { id, bookable, organisationTypes, organisations, starts, embargoMinutes, windowDays } = slot
    if (slot.taken || slot.state === 'booked') throw taken(`Slot/${id}`)
    const inTime = isInTime(starts, { embargoMinutes, ...(windowDays === null ? {} : { windowDays }) }, now)
    if (!bookable || !inTime || !isOfferedTo({ types: organisationTypes, organisations }, asking))
      throw invalid(`Slot/${id} cannot be booked by this organisation.`)
    if (!slot.offered) throw taken(`Slot/${id}`)
  }
}

function bookingOf(
  exchange: Exchange,
  request: Request,
  slots: Slots,
  patient: FoundPatient,
  now: number,
): Booking & { readonly appointment: Appointment } {
  const [first] = slots
  const { practice, requester, traceId } = exchange
  return {
    practice: practice.ods,
    nhsNumber: patient.nhsNumber,
    service: first.service,
    bookedBy: { userId: requester.userId, userName: requester.userName, organisation: requester.organisation },
    traceId,
    profile: first.profile,
    profileLimit: first.profileLimit,
    now,
    appointment: {
      id: request.id,
      version: 1,
      status: 'booked',
      patient: request.patient,
      starts: londonTime(request.starts),
      ends: londonTime(request.ends),
      created: londonTime(request.created),
      ...request.texts,
      cancellationReason: '',
      organisation: request.organisation,
      slots: slots.map(one => one.id),
      channel: first.channel,
      type: first.type,
      category: first.category,
      role: first.role,
      location: first.location,
      staff: first.staff,
      service: first.serviceId,
    },
  }
}

export function bookAppointment(services: Services): Operation {
  const { store, patients } = services
  const slotsById = slotReader(store)
  const write = bookingWriter(store)

  const created = async (exchange: Exchange, appointment: Appointment, staff?: readonly string[]): Promise<Answer> => {
    const { baseUrl, practice } = exchange
    const root = `${baseUrl}/${practice.ods}/${serviceRootPath('appointments')}`
    const location = `${root}/Appointment/${appointment.id}/_history/${appointment.version}`
    return { ...(await answerWith(services, exchange, appointment, 201, staff)), location }
  }

  /** The answer to a request that was answered before: the caller may not have got it. */
  async function again(exchange: Exchange, id: string): Promise<Answer | undefined> {
    const before = await appointmentById(store, exchange.practice.ods, id)
    if (before === undefined) return undefined
    if (before.appointment.status === 'cancelled')
      throw new GpConnectError(
        'DUPLICATE_REJECTED',
        'This very request was answered before, and its appointment was cancelled since: book with a new trace id.',
      )
    return created(exchange, before.appointment)
  }

  return {
    interaction: interactions.bookAppointment,
    async handle(exchange) {
      const { practice, note } = exchange
      const now = services.now() * 1000
      const request = requestOf(exchange)
      note({ patient: request.patient, detail: request.slots.join(' ').slice(0, 500) })
      const [patient, found] = await Promise.all([
        servedPatient(services, practice.ods, () => patients.byId(practice.ods, request.patient), londonDay(now)),
        slotsById(practice.ods, request.slots),
      ])
      if (patient === undefined) throw unknown(`Patient/${request.patient}`)
      note({ patient: patient.nhsNumber })
      if (found.some(one => one.taken)) {
        const answered = await again(exchange, request.id)
        if (answered !== undefined) return answered
      }
      const slots = checkSlots(request, found, now)
      checkOffered(slots, request.organisation, now)
      const booking = bookingOf(exchange, request, slots, patient, now)
      const outcome: BookingOutcome = await write(booking)
      if (outcome === 'taken') throw taken(`Slot/${slots[0].id}`)
      if (outcome === 'limit')
        throw invalid('The organisation holds as many of these slots as the practice lets it book.')
      if (outcome === 'booked') return created(exchange, booking.appointment, slots[0].knownStaff)
      const answered = await again(exchange, request.id)
      if (answered === undefined) throw new Error('An appointment that was booked before is gone.')
      return answered
    },
  }
}
