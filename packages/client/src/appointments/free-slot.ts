/** Free slots as people choose among them (APT-SRCH-21 to APT-SRCH-23). Pure. */
import {
  type Address,
  type Bundle,
  type DomainResource,
  extensions,
  type HealthcareService,
  identifiers,
  isResource,
  type Location,
  type Organization,
  type Patient,
  type Practitioner,
  type Reference,
} from '@gpc/fhir'
import { displayOf, findExtension } from '../reading.ts'
import { type Resolve, resolver } from '../references.ts'
import { instantOf, isSchedule, isSlot, type Schedule, type Slot } from './resources.ts'
import type { OrganisationType } from './slot-query.ts'

/** What a practice says of the filter by service: only `enabled` means that it was applied. */
export type FilterStatus = 'enabled' | 'organization-disabled' | 'supplier-disabled' | 'not-told'

/** A free slot. What is absent, the practice doesn't tell (APT-SRCH-23). */
export interface FreeSlot {
  /** ODS code of the practice that was asked. */
  readonly practice: string
  /** Logical id. */
  readonly id: string
  /** London's time with offset. */
  readonly start: string
  readonly end: string
  readonly minutes: number
  /** In-person, Telephone, Video. */
  readonly channel?: string
  readonly slotType?: string
  readonly sessionType?: string
  readonly role?: string
  readonly practitioner?: { readonly id: string; readonly name: string; readonly gender?: string }
  readonly location?: { readonly id: string; readonly name: string; readonly address: string }
  readonly service?: { readonly id: string; readonly name: string; readonly dosId?: string }
  readonly organisation?: { readonly name: string; readonly ods: string }
  /** The organisation type that was sent with the search: a booking sends the same one, or none (APT-BOOK-03). */
  readonly organisationType?: OrganisationType
  /** Absent if no service was asked for; anything but `enabled` must be shown to the user (APT-SRCH-22). */
  readonly filter?: FilterStatus
  readonly resources: { readonly slot: Slot; readonly schedule: Schedule | undefined }
}

export interface Asked {
  readonly practice: string
  readonly organisationType?: OrganisationType | undefined
  readonly serviceId?: string | undefined
}

/** The free slots of an answer, in its order, and how many of its slots could not be read. */
export function readSlots(
  bundle: Bundle,
  asked: Asked,
): { readonly slots: readonly FreeSlot[]; readonly unreadable: number; readonly filter: FilterStatus | undefined } {
  const resolve = resolver(bundle)
  const resources = (bundle.entry ?? []).flatMap(one => one.resource ?? [])
  const sent = resources.filter(one => one.resourceType === 'Slot')
  const sound = sent.filter(isSlot)
  const filter = asked.serviceId === undefined ? undefined : filterStatus(bundle)
  const slots = sound.filter(one => one.status === 'free').map(slot => freeSlot(slot, resolve, asked, filter))
  return { slots, unreadable: sent.length - sound.length, filter }
}

const statuses: readonly FilterStatus[] = ['enabled', 'organization-disabled', 'supplier-disabled']

/** On the Bundle, or on its `meta`: Bundles have no extensions in STU3. */
function filterStatus(bundle: Bundle & Pick<DomainResource, 'extension'>): FilterStatus {
  const url = extensions.serviceFilteringStatus
  const code = (findExtension(bundle.meta, url) ?? findExtension(bundle, url))?.valueCode?.trim()
  return statuses.find(one => one === code) ?? 'not-told'
}

function freeSlot(slot: Slot, resolve: Resolve, asked: Asked, filter: FilterStatus | undefined): FreeSlot {
  const target = resolve(slot.schedule)
  const schedule = isSchedule(target) ? target : undefined
  const actors = schedule?.actor ?? []
  const channel = findExtension(slot, extensions.deliveryChannel)?.valueCode?.trim()
  const role = displayOf(findExtension(schedule, extensions.practitionerRole)?.valueCodeableConcept)
  const slotType = displayOf(slot.serviceType?.[0])
  const sessionType = displayOf(schedule?.serviceCategory)
  const practitioner = practitionerOf(actors, resolve)
  const location = locationOf(actors, resolve)
  const service = serviceOf(actors, resolve)
  const organisation = organisationOf(actors, resolve)
  return {
    practice: asked.practice,
    id: slot.id,
    start: slot.start,
    end: slot.end,
    minutes: (instantOf(slot.end) - instantOf(slot.start)) / 60_000,
    ...(channel === undefined ? {} : { channel }),
    ...(slotType === undefined ? {} : { slotType }),
    ...(sessionType === undefined ? {} : { sessionType }),
    ...(role === undefined ? {} : { role }),
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(location === undefined ? {} : { location }),
    ...(service === undefined ? {} : { service }),
    ...(organisation === undefined ? {} : { organisation }),
    ...(asked.organisationType === undefined ? {} : { organisationType: asked.organisationType }),
    ...(filter === undefined ? {} : { filter }),
    resources: { slot, schedule },
  }
}

/** The first actor of a type: its id, also if the resource itself didn't come. */
function actorOf(actors: readonly Reference[], type: string) {
  for (const actor of actors) {
    const id = idOf(actor, type)
    if (id !== undefined) return { id, actor }
  }
  return undefined
}

/** The logical id in a reference to a type of resource. */
export function idOf(reference: Reference | undefined, type: string): string | undefined {
  const parts = (reference?.reference ?? '')
    .trim()
    .replace(/\/_history\/[^/]*$/, '')
    .split('/')
  return parts.at(-2) === type ? parts.at(-1) : undefined
}

function practitionerOf(actors: readonly Reference[], resolve: Resolve): FreeSlot['practitioner'] {
  const found = actorOf(actors, 'Practitioner')
  if (found === undefined) return undefined
  const resource = resolve(found.actor)
  const person: Practitioner | undefined = isResource(resource, 'Practitioner') ? resource : undefined
  const gender = person?.gender
  return { id: found.id, name: nameOf(person), ...(gender === undefined ? {} : { gender }) }
}

/** `Dr Ada Okafor`; the empty text if there is no name. */
export function nameOf(person: Pick<Patient, 'name'> | undefined): string {
  const name = person?.name?.find(one => one.use === 'official') ?? person?.name?.[0]
  if (name === undefined) return ''
  return name.text ?? [...(name.prefix ?? []), ...(name.given ?? []), name.family ?? ''].join(' ').trim()
}

function locationOf(actors: readonly Reference[], resolve: Resolve): FreeSlot['location'] {
  const found = actorOf(actors, 'Location')
  if (found === undefined) return undefined
  const resource = resolve(found.actor)
  const place: Location | undefined = isResource(resource, 'Location') ? resource : undefined
  return { id: found.id, name: place?.name ?? found.actor.display ?? '', address: addressOf(place?.address) }
}

/** One line, the parts parted by commas. */
export function addressOf(address: Address | undefined): string {
  if (address === undefined) return ''
  const { line = [], city, district, postalCode, text } = address
  const parts = [...line, city, district, postalCode].filter(one => one !== undefined && one.trim() !== '')
  return parts.length === 0 ? (text ?? '') : parts.join(', ')
}

function serviceOf(actors: readonly Reference[], resolve: Resolve): FreeSlot['service'] {
  const found = actorOf(actors, 'HealthcareService')
  if (found === undefined) return undefined
  const resource = resolve(found.actor)
  const service: HealthcareService | undefined = isResource(resource, 'HealthcareService') ? resource : undefined
  const dosId = service?.identifier?.find(one => one.system?.trim() === identifiers.dosService)?.value
  return { id: found.id, name: service?.name ?? found.actor.display ?? '', ...(dosId === undefined ? {} : { dosId }) }
}

function organisationOf(actors: readonly Reference[], resolve: Resolve): FreeSlot['organisation'] {
  const place = resolve(actorOf(actors, 'Location')?.actor)
  if (!isResource(place, 'Location')) return undefined
  const resource = resolve(place.managingOrganization)
  const organisation: Organization | undefined = isResource(resource, 'Organization') ? resource : undefined
  if (organisation === undefined) return undefined
  const ods = organisation.identifier?.find(one => one.system?.trim() === identifiers.odsOrganization)?.value
  return { name: organisation.name ?? '', ods: ods ?? '' }
}

/** By their begin; those that begin together by practice and id, so that the order is always the same. */
export function inTimeOrder(slots: readonly FreeSlot[]): readonly FreeSlot[] {
  const key = ({ practice, id }: FreeSlot) => `${practice} ${id}`
  return slots.toSorted((a, b) => instantOf(a.start) - instantOf(b.start) || (key(a) < key(b) ? -1 : 1))
}

export interface Wish {
  /** A word of the slot type, session type or practitioner role, such as `nurse`. */
  readonly type?: string | undefined
  /** In-person, Telephone, Video. */
  readonly channel?: string | undefined
}

/** Whether a slot is what the user wishes; case doesn't count. */
export function isWished({ slotType, sessionType, role, channel }: FreeSlot, wish: Wish): boolean {
  const type = wish.type?.toLowerCase()
  const named = [slotType, sessionType, role].some(one => type !== undefined && one?.toLowerCase().includes(type))
  return (
    (type === undefined || named) &&
    (wish.channel === undefined || channel?.toLowerCase() === wish.channel.toLowerCase())
  )
}
