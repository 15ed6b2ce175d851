/** Slot, Schedule and Appointment as JSON text (APT-SRCH-13, APT-BOOK-20, APT-RETR-07). Elements stand in the order of the STU3 schema. */
import { extensions, profiles } from '@gpc/fhir'
import { practiceRef } from '../render/identity.ts'
import { reference, some, versioned } from '../render/json.ts'
import { jobRole } from '../render/sds-job-roles.ts'
import { clean } from '../render/text.ts'
import { visitLocationId } from './identity.ts'
import type { Appointment, DeliveryChannel, Slot } from './model.ts'

const channelExtension = (channel: DeliveryChannel | '' | undefined) =>
  channel === undefined || channel === '' ? [] : [{ url: extensions.deliveryChannel, valueCode: channel }]

function roleExtension(role: string) {
  const coding = jobRole(role)
  return coding === undefined ? [] : [{ url: extensions.practitionerRole, valueCodeableConcept: { coding: [coding] } }]
}

function named(text: string) {
  const cleaned = clean(text)
  return cleaned === undefined || cleaned === '' ? undefined : { text: cleaned }
}

function types(text: string) {
  const type = named(text)
  return type === undefined ? undefined : [type]
}

/** What was sent comes back as it was sent (APT-BOOK-17); what a practice's system holds may be blank, or hold what FHIR can't. */
const described = ({ description, organisation }: Appointment): string =>
  (organisation === undefined ? named(description)?.text : description) ?? 'No description was recorded.'

/** A free slot as an entry of a searchset; `specialty` is never there (APT-GEN-10). */
export function slotEntry(id: string, schedule: string, { channel, type, starts, ends }: Slot): string {
  const { json } = versioned('Slot', id, profiles.slot, {
    extension: some(channelExtension(channel)),
    serviceType: types(type),
    schedule: reference(`Schedule/${schedule}`),
    status: 'free',
    start: starts,
    end: ends,
  })
  return `{"resource":${json}}`
}

export interface ScheduleContent {
  /** Logical id; so are location, staff and service. */
  readonly id: string
  readonly location: string
  readonly staff: readonly string[]
  /** Absent where the practice doesn't filter by service (APT-SRCH-20). */
  readonly service?: string
  readonly role: string
  readonly category: string
  readonly starts: string
  readonly ends: string
}

export function scheduleJson(schedule: ScheduleContent): string {
  const { id, location, staff, service, role, category, starts, ends } = schedule
  return versioned('Schedule', id, profiles.schedule, {
    extension: some(roleExtension(role)),
    serviceCategory: named(category),
    actor: [
      reference(`Location/${location}`),
      ...staff.map(one => reference(`Practitioner/${one}`)),
      ...(service === undefined ? [] : [reference(`HealthcareService/${service}`)]),
    ],
    planningHorizon: { start: starts, end: ends },
  }).json
}

/**
 * An appointment. The booking organisation comes back as it was sent (APT-BOOK-19); where a visit takes place isn't told (APT-RETR-09).
 * @param staff the practitioners of the appointment that the practice's directory has
 * @param withService whether the practice filters by service (APT-SVC-11)
 */
export function appointmentJson(
  ods: string,
  appointment: Appointment,
  { staff, withService }: { readonly staff: readonly string[]; readonly withService: boolean },
): string {
  const { organisation, channel, service, comment } = appointment
  const reason = named(appointment.cancellationReason)?.text
  const location = channel === 'Visit' ? visitLocationId(ods) : appointment.location
  const body = {
    extension: some([
      ...(organisation === undefined
        ? []
        : [{ url: extensions.bookingOrganisation, valueReference: { reference: `#${organisation.id}` } }]),
      ...roleExtension(appointment.role),
      ...channelExtension(channel),
      ...(reason === undefined ? [] : [{ url: extensions.appointmentCancellationReason, valueString: reason }]),
    ]),
    status: appointment.status,
    serviceCategory: named(appointment.category),
    serviceType: types(appointment.type),
    description: described(appointment),
    start: appointment.starts,
    end: appointment.ends,
    slot: appointment.slots.map(slot => reference(`Slot/${slot}`)),
    created: appointment.created,
    comment: comment === '' ? undefined : comment,
    participant: [
      ...(appointment.patient === '' ? [] : [`Patient/${appointment.patient}`]),
      ...(location === '' ? [] : [`Location/${location}`]),
      ...staff.map(one => `Practitioner/${one}`),
      ...(withService && service !== '' ? [`HealthcareService/${service}`] : []),
    ].map(ref => ({ actor: { reference: ref }, status: 'accepted' })),
  }
  const contained = organisation === undefined ? '' : `"contained":[${organisation.json}],`
  const meta = `{"versionId":"${appointment.version}","profile":["${profiles.appointment}"]}`
  return `{"resourceType":"Appointment","id":"${appointment.id}","meta":${meta},${contained}${JSON.stringify(body).slice(1)}`
}

/** Stands for the place of a visit (APT-RETR-09). */
export function visitLocation(ods: string) {
  const id = visitLocationId(ods)
  const rendered = versioned('Location', id, profiles.location, {
    name: 'Contact practice for location of the visit',
    address: { line: ['Unknown'], city: 'Unknown' },
    managingOrganization: reference(practiceRef(ods)),
  })
  return { id, ...rendered }
}
