/** The neutral file as a FHIR STU3 Bundle of Schedule and Slot, with Location, Practitioner and HealthcareService where they are named. */
import { extensions, identifiers } from '@gpc/fhir'
import { z } from 'zod'
import type { NeutralReject, Placed, SessionText, SlotText } from './book.ts'
import type { PracticePlaces } from './places.ts'

const identifier = z.array(z.object({ system: z.string().optional(), value: z.string() })).default([])
const reference = z.object({
  reference: z.string().default(''),
  identifier: z.object({ value: z.string() }).optional(),
  display: z.string().default(''),
})
const extension = z
  .array(
    z.object({
      url: z.string(),
      valueCode: z.string().optional(),
      valueCodeableConcept: z
        .object({ coding: z.array(z.object({ code: z.string().default('') })).default([]) })
        .optional(),
    }),
  )
  .default([])
const words = z.object({ text: z.string().default('') })

const schedule = z.object({
  resourceType: z.literal('Schedule'),
  id: z.string().default(''),
  identifier,
  extension,
  serviceCategory: words.default({ text: '' }),
  actor: z.array(reference).default([]),
  planningHorizon: z
    .object({ start: z.string().default(''), end: z.string().default('') })
    .default({ start: '', end: '' }),
})
const slot = z.object({
  resourceType: z.literal('Slot'),
  id: z.string().default(''),
  identifier,
  extension,
  serviceType: z.array(words).default([]),
  schedule: z.object({ reference: z.string() }),
  status: z.string().default(''),
  start: z.string().default(''),
  end: z.string().default(''),
})
const named = z.object({
  resourceType: z.enum(['Location', 'Practitioner', 'HealthcareService']),
  id: z.string().default(''),
  identifier,
  name: z.unknown().optional(),
})
const bundle = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.object({ fullUrl: z.string().optional(), resource: z.unknown() })).default([]),
})

export interface BundleText {
  readonly sessions: readonly Placed<SessionText>[]
  readonly slots: readonly Placed<SlotText>[]
  readonly rejects: readonly NeutralReject[]
}

const states: ReadonlyMap<string, string> = new Map([
  ['free', 'free'],
  ['busy', 'booked'],
  ['busy-unavailable', 'blocked'],
  ['busy-tentative', 'blocked'],
  ['entered-in-error', 'cancelled'],
])

/** Reads the text of a Bundle; undefined if it is none. Lines of rejects are numbers of entries. */
export function readBundle(text: string, file: string, places: PracticePlaces): BundleText | undefined {
  const parsed = bundle.safeParse(jsonIn(text))
  if (!parsed.success) return undefined
  const { entry } = parsed.data
  const others = new Map<string, z.infer<typeof named>>()
  for (const { fullUrl, resource } of entry) {
    const found = named.safeParse(resource).data
    if (found === undefined) continue
    others.set(`${found.resourceType}/${found.id}`, found)
    if (fullUrl !== undefined) others.set(fullUrl, found)
  }
  const keys = new Map<string, string>()
  const sessions: Placed<SessionText>[] = []
  const slots: Placed<z.infer<typeof slot>>[] = []
  const rejects: NeutralReject[] = []
  for (const [i, { fullUrl, resource }] of entry.entries()) {
    const at = { file, line: i + 1 }
    const row = JSON.stringify(resource)
    const type = z.object({ resourceType: z.string() }).safeParse(resource).data?.resourceType
    if (type !== 'Schedule' && type !== 'Slot') continue
    const one = type === 'Schedule' ? schedule.safeParse(resource) : slot.safeParse(resource)
    if (!one.success) {
      const [issue] = one.error.issues
      rejects.push({ ...at, column: issue?.path.join('.') ?? '', reason: issue?.message ?? 'is not understood', row })
    } else if (one.data.resourceType === 'Schedule') {
      const key = keyOf(one.data)
      keys.set(`Schedule/${one.data.id}`, key)
      if (fullUrl !== undefined) keys.set(fullUrl, key)
      sessions.push({ text: sessionText(one.data, key, others, places), at, row })
    } else slots.push({ text: one.data, at, row })
  }
  return { sessions, slots: slots.map(one => ({ ...one, text: slotText(one.text, keys) })), rejects }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The sender's own identifier, which lasts, before the id. */
const keyOf = (resource: Pick<z.infer<typeof slot>, 'id' | 'identifier'>): string =>
  resource.identifier[0]?.value ?? resource.id

function sessionText(
  { extension: more, serviceCategory, actor, planningHorizon }: z.infer<typeof schedule>,
  key: string,
  others: ReadonlyMap<string, z.infer<typeof named>>,
  places: PracticePlaces,
): SessionText {
  const actors = actor.map(one => ({ ...one, resource: others.get(one.reference) }))
  const of = (type: string) =>
    actors.filter(one => (one.resource?.resourceType ?? one.reference.split('/').at(-2)) === type)
  const service = of('HealthcareService')[0]?.resource?.identifier.find(one => one.system === identifiers.dosService)
  const [location] = of('Location')
  return {
    key,
    start: planningHorizon.start,
    end: planningHorizon.end,
    location: location === undefined ? '' : nameOf(location, places.location),
    practitioners: of('Practitioner').map(one => nameOf(one, places.practitioner)),
    role:
      more
        .find(one => one.url === extensions.practitionerRole)
        ?.valueCodeableConcept?.coding.find(one => one.code !== '')?.code ?? '',
    category: serviceCategory.text,
    service: service?.value ?? '',
  }
}

/** The first of the names of somebody or some place that the practice knows; else the first one, for the reject. */
function nameOf(
  {
    reference: ref,
    identifier: own,
    display,
    resource,
  }: z.infer<typeof reference> & { resource?: z.infer<typeof named> | undefined },
  find: PracticePlaces['location'],
): string {
  const name = typeof resource?.name === 'string' ? [resource.name] : []
  const all = [
    ref.split('/').at(-1) ?? '',
    ...(own === undefined ? [] : [own.value]),
    ...(resource?.identifier.map(one => one.value) ?? []),
    ...name,
    display,
  ].filter(one => one !== '')
  return all.find(one => typeof find(one) === 'object') ?? all[0] ?? ''
}

function slotText(found: z.infer<typeof slot>, keys: ReadonlyMap<string, string>): SlotText {
  const { extension: more, serviceType, schedule: of, status, start, end } = found
  return {
    key: keyOf(found),
    session: keys.get(of.reference) ?? keys.get(of.reference.split('/').slice(-2).join('/')) ?? of.reference,
    start,
    end,
    channel: more.find(one => one.url === extensions.deliveryChannel)?.valueCode ?? '',
    type: serviceType[0]?.text ?? '',
    state: states.get(status) ?? status,
    nhsNumber: '',
    attendance: '',
    booked: '',
    description: '',
  }
}
