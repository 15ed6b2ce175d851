/** An Appointment as a caller sends it (APT-BOOK-02, APT-BOOK-03, APT-BOOK-16 to APT-BOOK-18). */
import { type BookingOrganisation, organisationTypes } from '@gpc/clinical'
import {
  checkResource,
  extensions,
  FhirXmlError,
  fromXml,
  GpConnectError,
  identifiers,
  profiles,
  valueSystems,
} from '@gpc/fhir'
import { z } from 'zod'
import type { Exchange } from '../exchange/exchange.ts'

export const invalid = (diagnostics: string) => new GpConnectError('INVALID_RESOURCE', diagnostics)

/** The body as JSON. @throws GpConnectError BAD_REQUEST if there is none, INVALID_RESOURCE if it can't be read */
export function sentBody({ body }: Pick<Exchange, 'body'>): unknown {
  if (body === undefined) throw new GpConnectError('BAD_REQUEST', 'The request has no body: send an Appointment.')
  try {
    return body.format === 'json' ? JSON.parse(body.text) : fromXml(body.text)
  } catch (error) {
    const why = error instanceof FhirXmlError ? `: ${error.message}` : ''
    throw invalid(`The body can't be read as FHIR ${body.format === 'json' ? 'JSON' : 'XML'}${why}.`)
  }
}

const ref = z.object({ reference: z.string() })
const extension = z.looseObject({
  url: z.string(),
  valueReference: ref.optional(),
  valueString: z.string().optional(),
})

const appointment = z.object({
  id: z.string().optional(),
  meta: z.object({ profile: z.array(z.string()).default([]) }).default({ profile: [] }),
  contained: z.array(z.looseObject({ resourceType: z.string(), id: z.string().optional() })).default([]),
  extension: z.array(extension).default([]),
  status: z.string(),
  description: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  slot: z.array(ref).default([]),
  created: z.string().optional(),
  comment: z.string().optional(),
  participant: z.array(z.object({ actor: ref.optional(), status: z.string() })),
})

export type SentAppointment = z.infer<typeof appointment>

/** What a provider answers with, and ignores where it is sent (`serviceCategory`, `serviceType`). */
const elements = new Set(['resourceType', 'serviceCategory', 'serviceType', ...Object.keys(appointment.shape)])
const knownExtensions = new Set<string>([
  extensions.bookingOrganisation,
  extensions.deliveryChannel,
  extensions.practitionerRole,
  extensions.appointmentCancellationReason,
])

/** U+0000, or half of a surrogate pair, in JSON text: no FHIR string may hold them. */
const broken = /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/

/**
 * Reads a body: sound FHIR, and nothing in it that couldn't be kept (APT-BOOK-16, APT-GEN-10).
 * @throws GpConnectError INVALID_RESOURCE, with the element at fault
 */
export function sentAppointment(body: unknown): SentAppointment {
  const [first] = checkResource(body, 'Appointment')
  if (first !== undefined) throw invalid(`The body is no sound Appointment: ${first}.`)
  const found = appointment.safeParse(body)
  if (!found.success) throw invalid(`Appointment.${found.error.issues[0]?.path.join('.') ?? ''} has no allowed value.`)
  const other = Object.keys(Object(body)).find(name => !elements.has(name))
  if (other !== undefined) throw invalid(`Appointment.${other.slice(0, 60)} must not be sent.`)
  if (broken.test(JSON.stringify(body)))
    throw invalid('The Appointment must not hold U+0000 or half of a surrogate pair.')
  const { data } = found
  if (!data.meta.profile.includes(profiles.appointment))
    throw invalid(`Appointment.meta.profile must hold ${profiles.appointment}.`)
  const unknown = data.extension.find(one => !knownExtensions.has(one.url))
  if (unknown !== undefined) throw invalid('The Appointment has an extension that is not known here.')
  return data
}

/** Longest texts, in characters (APT-BOOK-04, APT-BOOK-17). */
const longest = { description: 100, comment: 500 } as const

/** Nothing is shortened. @throws GpConnectError INVALID_RESOURCE */
export function checkTexts(texts: { readonly description?: string; readonly comment?: string }): void {
  for (const name of ['description', 'comment'] as const)
    if ([...(texts[name] ?? '')].length > longest[name])
      throw invalid(`Appointment.${name} must not be longer than ${longest[name]} characters.`)
  if (texts.description?.trim() === '') throw invalid('Appointment.description is missing.')
}

const organisation = z.object({
  resourceType: z.literal('Organization'),
  id: z.string().min(1),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })),
  type: z
    .array(z.object({ coding: z.array(z.object({ system: z.string().optional(), code: z.string().optional() })) }))
    .default([]),
  name: z.string().trim().min(1),
  telecom: z.array(z.object({ value: z.string().trim().min(1) })).min(1),
})

/** The contained booking organisation. @throws GpConnectError INVALID_RESOURCE (APT-BOOK-18) */
export function bookingOrganisation({ contained, extension: all }: SentAppointment): BookingOrganisation {
  const [booked, ...more] = all.filter(one => one.url === extensions.bookingOrganisation)
  const [sent, ...others] = contained
  if (booked === undefined || more.length > 0 || sent === undefined || others.length > 0)
    throw invalid('The Appointment must have one booking organisation: an extension, and the Organization contained.')
  if (booked.valueReference?.reference !== `#${sent.id ?? ''}`)
    throw invalid('The booking organisation must be a reference to the contained Organization, such as #1.')
  const found = organisation.safeParse(sent)
  if (!found.success) {
    const element = found.error.issues[0]?.path[0] ?? 'resourceType'
    throw invalid(`The contained Organization has no sound ${String(element)}.`)
  }
  const { id, name, identifier, type } = found.data
  const ods = identifier.find(one => one.system === identifiers.odsOrganization)?.value?.trim() ?? ''
  if (ods === '') throw invalid(`The contained Organization needs an identifier of ${identifiers.odsOrganization}.`)
  return { ods, name, id, type: typeOf(type), json: JSON.stringify(sent) }
}

function typeOf(types: z.infer<typeof organisation>['type']): BookingOrganisation['type'] {
  if (types.length === 0) return ''
  const codes = types.flatMap(one => one.coding).filter(one => one.system === valueSystems.organisationType)
  const found = organisationTypes.find(one => codes.some(({ code }) => code === one))
  if (found === undefined)
    throw invalid(`The contained Organization's type must be one of ${valueSystems.organisationType}.`)
  return found
}

/** The id in a relative reference to a type of resource; absolute ones are refused (APT-BOOK-15, APT-AMND-10). */
export function idIn(reference: string, type: string): string | undefined {
  return /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1] === type
    ? reference.slice(type.length + 1)
    : undefined
}

const actors = ['Patient', 'Location', 'Practitioner', 'HealthcareService'] as const
export type Participants = Readonly<Record<(typeof actors)[number], readonly string[]>>

/** Ids of the participants by their type. @throws GpConnectError INVALID_RESOURCE */
export function participantsOf({ participant }: SentAppointment): Participants {
  const found: Record<(typeof actors)[number], string[]> = {
    Patient: [],
    Location: [],
    Practitioner: [],
    HealthcareService: [],
  }
  for (const { actor, status } of participant) {
    const type = actors.find(one => idIn(actor?.reference ?? '', one) !== undefined)
    if (type === undefined || actor === undefined)
      throw invalid(
        'Each participant needs an actor: a relative reference to a Patient, Location, Practitioner or HealthcareService.',
      )
    if (status !== 'accepted') throw invalid('The status of each participant must be accepted.')
    found[type].push(actor.reference.slice(type.length + 1))
  }
  return found
}
