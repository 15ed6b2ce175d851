/** Amend and cancel an appointment: one PUT, told apart by the interaction (APT-AMND, APT-CNCL). */
import { type Appointment, appointmentJson } from '@gpc/clinical'
import { extensions, GpConnectError, type Interaction, interactions, versionOf } from '@gpc/fhir'
import { appointmentById, type Change, changeAppointment } from '@gpc/store'
import { z } from 'zod'
import type { Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { answerWith } from './answer.ts'
import { isPast, servedAppointment } from './read.ts'
import {
  bookingOrganisation,
  checkTexts,
  invalid,
  participantsOf,
  type SentAppointment,
  sentAppointment,
  sentBody,
} from './resource.ts'
import { instant } from './slot-parameters.ts'
import { instantOf } from './times.ts'

/** What a request makes of an appointment. */
type Wanted = Pick<Change, 'status' | 'description' | 'comment' | 'cancellationReason'>

const stale = () =>
  new GpConnectError(
    'FHIR_CONSTRAINT_VIOLATION',
    'The If-Match header does not name the current version of the appointment: read it again.',
  )

/** The version of `If-Match: W/"3"`. @throws GpConnectError BAD_REQUEST without the header, FHIR_CONSTRAINT_VIOLATION (APT-AMND-04) */
function seenVersion(ifMatch: string): number {
  if (ifMatch === '') throw new GpConnectError('BAD_REQUEST', 'The header If-Match with the version read is missing.')
  const found = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch.trim())
  if (found === null) throw stale()
  return Number(found[1])
}

/** APT-AMND-02, APT-CNCL-02: nothing may differ but what the interaction is for. */
function checkUnchanged(sent: SentAppointment, stored: Appointment, shown: Shown): void {
  const differs = (element: string) => invalid(`Appointment.${element} must not be changed.`)
  if (instantOf(sent.start, 'start') !== instant(stored.starts)) throw differs('start')
  if (instantOf(sent.end, 'end') !== instant(stored.ends)) throw differs('end')
  if (instantOf(sent.created, 'created') !== instant(stored.created)) throw differs('created')
  if (
    !same(
      sent.slot.map(one => one.reference),
      stored.slots.map(one => `Slot/${one}`),
    )
  )
    throw differs('slot')
  const { Patient, Location, Practitioner, HealthcareService } = participantsOf(sent)
  if (!same(Patient, [stored.patient]) || !same(Location, stored.location === '' ? [] : [stored.location]))
    throw differs('participant')
  if (!within(Practitioner, stored.staff) || !within(HealthcareService, [stored.service])) throw differs('participant')
  if (!sameOrganisation(sent, stored)) throw invalid('The booking organisation must not be changed.')
  const others = sent.extension.filter(one => one.url !== extensions.appointmentCancellationReason)
  if (!same(others.map(canonical), shown.extension.map(canonical))) throw differs('extension')
}

/** As a set: some clients put references into another order. */
const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && within(a, b)
const within = (some: readonly string[], all: readonly string[]): boolean =>
  some.length === new Set(some).size && some.every(one => all.includes(one))

function sameOrganisation(sent: SentAppointment, { organisation }: Appointment): boolean {
  if (organisation === undefined) return sent.contained.length === 0
  return canonical(JSON.parse(bookingOrganisation(sent).json)) === canonical(JSON.parse(organisation.json))
}

/** JSON text with the names in each object sorted. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

/** The appointment as a caller has read it. */
const shownSchema = z.object({ description: z.string(), extension: z.array(z.unknown()).default([]) })
type Shown = z.infer<typeof shownSchema>

const shownOf = (ods: string, stored: Appointment): Shown =>
  shownSchema.parse(JSON.parse(appointmentJson(ods, stored, { staff: stored.staff, withService: true })))

/** APT-AMND-01, APT-AMND-09: the texts, of which an unchanged one may be longer than a caller's. */
function amended(sent: SentAppointment, stored: Appointment, shown: Shown): Wanted {
  if (sent.status !== 'booked') throw invalid('Appointment.status must not be changed: cancel has its own interaction.')
  if (sent.extension.some(one => one.url === extensions.appointmentCancellationReason))
    throw invalid('An amendment must not have a cancellation reason.')
  const { description = '', comment = '' } = sent
  const changed = {
    ...(description === shown.description ? {} : { description }),
    ...(comment === stored.comment ? {} : { comment }),
  }
  checkTexts(changed)
  const { description: text, comment: more } = { ...stored, ...changed }
  return { status: 'booked', description: text, comment: more, cancellationReason: '' }
}

/** APT-CNCL-01, APT-CNCL-02. */
function cancelled(sent: SentAppointment, stored: Appointment, shown: Shown): Wanted {
  if (sent.status !== 'cancelled') throw invalid('Appointment.status must be cancelled.')
  if (sent.description !== shown.description || (sent.comment ?? '') !== stored.comment)
    throw invalid('A cancellation must not change the description or the comment.')
  const reasons = sent.extension.filter(one => one.url === extensions.appointmentCancellationReason)
  const [reason, ...more] = reasons.map(one => one.valueString ?? '')
  if (reason === undefined || more.length > 0) throw noReason()
  const { description, comment } = stored
  return { status: 'cancelled', description, comment, cancellationReason: reason }
}

const noReason = () =>
  new GpConnectError(
    'INVALID_PARAMETER',
    `The Appointment needs one extension ${extensions.appointmentCancellationReason} with a reason as valueString.`,
  )

const withExtensions = z.looseObject({
  extension: z.array(z.looseObject({ url: z.string().optional(), valueString: z.unknown().optional() })),
})

/** An empty reason has a code of its own, before it is refused as an empty element (APT-CNCL-02). */
function checkReason(body: unknown): void {
  const found = withExtensions.safeParse(body)
  const reasons = found.data?.extension.filter(one => one.url === extensions.appointmentCancellationReason) ?? []
  if (reasons.some(one => String(one.valueString ?? '').trim() === '')) throw noReason()
}

function change(services: Services, interaction: Interaction, wantedOf: typeof amended): Operation {
  const { store } = services
  return {
    interaction,
    async handle(exchange) {
      const { practice, params, headers, traceId, requester } = exchange
      const body = sentBody(exchange)
      if (interaction === interactions.cancelAppointment) checkReason(body)
      const sent = sentAppointment(body)
      if (sent.id !== params.id) throw invalid('Appointment.id must be the id in the path.')
      const stored = await servedAppointment(services, exchange)
      const { appointment } = stored
      const version = seenVersion(headers.ifMatch)
      const shown = shownOf(practice.ods, appointment)
      const request = versionOf(`${interaction.id} ${traceId} ${exchange.body?.text ?? ''}`)
      const to = ({ status, description, comment, cancellationReason }: Wanted): Change => ({
        practice: practice.ods,
        id: appointment.id,
        version,
        request,
        traceId,
        userId: requester.userId,
        status,
        description,
        comment,
        cancellationReason,
      })
      if (version !== appointment.version) {
        // the same request once more: the caller may not have got the answer
        const again =
          version + 1 === appointment.version && (await changeAppointment(store, to(appointment))) === 'again'
        if (!again) throw stale()
        return answerWith(services, exchange, appointment, 200)
      }
      if (appointment.status === 'cancelled') throw invalid('The appointment is cancelled: it cannot be changed.')
      if (isPast(stored, services.now() * 1000)) throw invalid('The appointment is in the past: it cannot be changed.')
      if (appointment.channel === 'Visit')
        throw invalid('Appointments for visits can be changed by the practice alone.')
      checkUnchanged(sent, appointment, shown)
      const outcome = await changeAppointment(store, to(wantedOf(sent, appointment, shown)))
      if (outcome === 'version' || outcome === 'missing') throw stale()
      const changed = await appointmentById(store, practice.ods, appointment.id)
      return answerWith(services, exchange, changed?.appointment ?? appointment, 200)
    },
  }
}

export const amendAppointment = (services: Services): Operation =>
  change(services, interactions.amendAppointment, amended)

export const cancelAppointment = (services: Services): Operation =>
  change(services, interactions.cancelAppointment, cancelled)
