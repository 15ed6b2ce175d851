/** Slots, schedules and appointments as they arrive, checked as far as the SDK walks them; all else is let pass and kept. */
import type { CodeableConcept, DomainResource, Period, Reference, Resource } from '@gpc/fhir'
import { z } from 'zod'

export interface Slot extends DomainResource {
  readonly resourceType: 'Slot'
  readonly id: string
  readonly serviceType?: readonly CodeableConcept[]
  readonly schedule: Reference
  readonly status: string
  /** With offset: `2026-03-29T09:00:00+01:00`. */
  readonly start: string
  readonly end: string
}

export interface Schedule extends DomainResource {
  readonly resourceType: 'Schedule'
  readonly id: string
  readonly serviceCategory?: CodeableConcept
  readonly actor?: readonly Reference[]
  readonly planningHorizon?: Period
}

export interface Appointment extends DomainResource {
  readonly resourceType: 'Appointment'
  readonly id: string
  readonly status: string
  readonly serviceCategory?: CodeableConcept
  readonly serviceType?: readonly CodeableConcept[]
  readonly description?: string
  readonly start: string
  readonly end: string
  readonly slot?: readonly Reference[]
  readonly created?: string
  readonly comment?: string
  readonly participant?: readonly { readonly actor?: Reference; readonly status?: string }[]
}

const text = z.string().optional()
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
const reference = z.looseObject({ reference: text, display: text })
const concept = z.looseObject({ coding: z.array(z.looseObject({ code: text, display: text })).optional(), text })
const extension = z.looseObject({
  url: z.string(),
  valueCode: text,
  valueString: text,
  valueCodeableConcept: concept.optional(),
  valueReference: reference.optional(),
})
const common = {
  id: z.string(),
  meta: z.looseObject({ versionId: text, extension: z.array(extension).optional() }).optional(),
  extension: z.array(extension).optional(),
}

const slot = z.looseObject({
  ...common,
  resourceType: z.literal('Slot'),
  serviceType: z.array(concept).optional(),
  schedule: reference,
  status: z.string(),
  start: instant,
  end: instant,
})
const schedule = z.looseObject({
  ...common,
  resourceType: z.literal('Schedule'),
  serviceCategory: concept.optional(),
  actor: z.array(reference).optional(),
})
const appointment = z.looseObject({
  ...common,
  resourceType: z.literal('Appointment'),
  contained: z.array(z.looseObject({ resourceType: z.string() })).optional(),
  status: z.string(),
  serviceCategory: concept.optional(),
  serviceType: z.array(concept).optional(),
  description: text,
  start: instant,
  end: instant,
  slot: z.array(reference).optional(),
  created: text,
  comment: text,
  participant: z.array(z.looseObject({ actor: reference.optional(), status: text })).optional(),
})

export const isSlot = (value: Resource | undefined): value is Slot => slot.safeParse(value).success
export const isSchedule = (value: Resource | undefined): value is Schedule => schedule.safeParse(value).success
export const isAppointment = (value: unknown): value is Appointment => appointment.safeParse(value).success

/** Milliseconds since the epoch of a time that was checked to have its offset. */
export const instantOf = (time: string): number => Date.parse(time)
