/** What the Spine knows of the systems that use it: the contract by which whoever runs the stand-ins feeds them. */
import { interactions, logicalId } from '@gpc/fhir'

/** A service root URL, registered for one interaction (SEC-SDS-13). */
export interface RegisteredEndpoint {
  readonly interactionId: string
  /** The service root URL as the provider registered it: without trailing slash, never `/Patient/...`. */
  readonly url: string
}

/** A system in one organisation: an ASID of its own (SEC-SDS-10). */
export interface AccreditedSystem {
  readonly ods: string
  readonly name: string
  readonly asid: string
  readonly partyKey: string
  readonly organisationType: string
  readonly manufacturerOds: string
  readonly role: 'provider' | 'consumer'
  /** None for a consumer: an interaction on an MHS record marks a provider (SEC-SDS-15). */
  readonly endpoints: readonly RegisteredEndpoint[]
  /** The interactions that it may send; absent: every interaction of GP Connect. */
  readonly interactions?: readonly string[]
}

/** A pair without a data-sharing relation: the SSP lets nothing pass from one to the other. */
export interface DisallowedPair {
  readonly fromAsid: string
  readonly toAsid: string
}

export interface RegistryContents {
  readonly systems: readonly AccreditedSystem[]
  readonly disallowed: readonly DisallowedPair[]
}

/** Asked at each request, so that a practice that is added later is there at once. */
export type SpineRegistry = () => Promise<RegistryContents>

const allInteractions = Object.values(interactions).map(one => one.id)

/** The interactions of a system's AS record (`nhsAsSvcIA`): what it may send, and for a provider what it answers. */
export function accreditedInteractions(system: AccreditedSystem): readonly string[] {
  const sends = system.interactions ?? (system.role === 'consumer' ? allInteractions : [])
  return [...new Set([...system.endpoints.map(one => one.interactionId), ...sends])]
}

/** True if the system may send the interaction. */
export function maySend(system: AccreditedSystem, interactionId: string): boolean {
  return system.interactions === undefined || system.interactions.includes(interactionId)
}

/** The id of the contract between party and interaction, e.g. `S000123456789`; it identifies an MHS record. */
export function cpaId(system: AccreditedSystem, interactionId: string): string {
  const hex = logicalId(system.asid, interactionId).replaceAll('-', '').slice(0, 9)
  return `S${String(Number.parseInt(hex, 16)).padStart(12, '0')}`
}
