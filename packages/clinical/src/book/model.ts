/**
 * The appointment book of a practice, whatever system it was read from: schedules (sessions, rotas), their slots, and who holds them.
 * Times are instants as text with London's offset, `2026-03-29T09:00:00+01:00` (`londonInstant`), to the second.
 */
import type { SourceName } from '../model/entry.ts'

/** Where a schedule comes from; `own` are the sessions that are kept in this product, `neutral` the neutral file. */
export type BookSource = SourceName | 'own' | 'neutral'

/** APT-CFG-06; a visit is never offered (APT-CFG-07). */
export const deliveryChannels = ['In-person', 'Telephone', 'Video', 'Visit'] as const
export type DeliveryChannel = (typeof deliveryChannels)[number]

/** APT-CFG-03. */
export const organisationTypes = ['gp-practice', 'urgent-care'] as const
export type OrganisationType = (typeof organisationTypes)[number]

/**
 * What the source says of a slot, apart from what is booked here. `unknown`: nobody has it, but the file can't tell whether it is
 * blocked or embargoed; it counts in capacity and isn't offered until the practice's rules say so.
 */
export const slotStates = ['free', 'booked', 'blocked', 'embargoed', 'unknown', 'cancelled'] as const
export type SlotState = (typeof slotStates)[number]

export interface Schedule {
  /** Key in its source, unique in practice and source; the logical id is made of it. */
  readonly key: string
  /** Logical id of the surgery (`locationId`), or the empty text: then its slots can't be offered (APT-CFG-11). */
  readonly location: string
  /** Logical ids of the practitioners (`practitionerId`), the first one first. */
  readonly staff: readonly string[]
  /** SDS job role code such as `R0260` (APT-CFG-05), or the empty text: then its slots can't be offered (APT-CFG-04). */
  readonly role: string
  /** Session type: `serviceCategory.text` (APT-GEN-09), or the empty text. */
  readonly category: string
  /** Id in the Directory of Services of the service that it belongs to (APT-SVC-09); absent: as the practice has linked its session type. */
  readonly service?: string
  readonly starts: string
  readonly ends: string
  /** As the practice has marked this very session; absent: as its rules say. */
  readonly offer?: Offer
  readonly slots: readonly Slot[]
}

export interface Slot {
  /** Key in its source, unique in practice and source. */
  readonly key: string
  readonly starts: string
  readonly ends: string
  /** Absent if the source doesn't say: then it can't be offered (APT-CFG-04). */
  readonly channel?: DeliveryChannel
  /** Slot type: `serviceType.text` (APT-GEN-09). */
  readonly type: string
  readonly state: SlotState
  /** Who holds it in the practice's own system. */
  readonly held?: HeldAppointment
}

/** An appointment that the practice's own system holds. */
export interface HeldAppointment {
  readonly key: string
  /** Logical id of the patient (`patientId`), or the empty text if the source names none. */
  readonly patient: string
  readonly status: 'booked' | 'cancelled'
  /** What became of it, where the source tells. */
  readonly attendance: Attendance
  readonly created?: string
  readonly description: string
  readonly cancellationReason?: string
}

export type Attendance = '' | 'arrived' | 'fulfilled' | 'noshow'

/** How slots are offered to other organisations (APT-CFG-01, APT-CFG-02, APT-CFG-08). */
export interface Offer {
  /** GP Connect bookable. */
  readonly bookable: boolean
  /** Only organisations of these types; empty: of any. */
  readonly organisationTypes: readonly OrganisationType[]
  /** Only organisations with these ODS codes; empty: any. */
  readonly organisations: readonly string[]
  /** Booking window: the last day that can be booked is so many days from today; absent: no end. */
  readonly windowDays?: number
  /** Embargo: so many minutes before its start a slot can't be booked any more; 0: up to the start. */
  readonly embargoMinutes: number
  /** As many future slots may one organisation hold under this offer; absent: any number (APT-FLT-03). */
  readonly limit?: number
  /** True: slots whose state is `unknown` are offered too, the practice knows that none of them is blocked. */
  readonly unknownToo: boolean
}

/** A practice's rule: the first one whose conditions all hold decides; slots of no rule aren't offered. An absent condition always holds. */
export interface AvailabilityRule {
  readonly source?: BookSource
  readonly category?: string
  readonly type?: string
  readonly channel?: DeliveryChannel
  readonly role?: string
  readonly location?: string
  readonly offer: Offer
}

/** What a rule looks at. */
export interface SlotTraits {
  readonly source: BookSource
  readonly category: string
  readonly type: string
  readonly channel: DeliveryChannel | ''
  readonly role: string
  readonly location: string
}

/** The organisation that books, as its request contains it (APT-BOOK-03). */
export interface BookingOrganisation {
  readonly ods: string
  readonly name: string
  /** The type that was sent as `searchFilter`, or the empty text. */
  readonly type: OrganisationType | ''
  /** Id of the contained Organization. */
  readonly id: string
  /** The contained Organization as it was sent, as JSON text: it is given back so (APT-BOOK-19). */
  readonly json: string
}

export type AppointmentStatus = 'booked' | 'cancelled'

/** An appointment with what its schedule and slots say of it. */
export interface Appointment {
  /** Logical id. */
  readonly id: string
  /** 1 when it is made; one more at each change. */
  readonly version: number
  readonly status: AppointmentStatus
  /** Logical id. */
  readonly patient: string
  readonly starts: string
  readonly ends: string
  readonly created: string
  readonly description: string
  /** The empty text: none. */
  readonly comment: string
  /** The empty text: none. */
  readonly cancellationReason: string
  /** Absent if it was booked in the practice itself. */
  readonly organisation?: BookingOrganisation
  /** Logical ids, in order of their start. */
  readonly slots: readonly string[]
  readonly channel: DeliveryChannel | ''
  readonly type: string
  readonly category: string
  readonly role: string
  readonly location: string
  readonly staff: readonly string[]
  /** Logical id of the service, or the empty text. */
  readonly service: string
}
