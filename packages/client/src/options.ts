/** Who asks, from where, and by which way. */
import type { ConnectionOptions } from 'node:tls'

/** The person who asks: never a generic user (SEC-JWT-18). */
export interface User {
  /** Their id in your system; the token's `sub`. */
  readonly id: string
  readonly family: string
  readonly given: readonly string[]
  readonly prefix?: string
  /** From the smartcard; absent for a user without one (SEC-JWT-17). */
  readonly sdsUserId?: string
  readonly sdsRoleProfileId?: string
  /** SDS job role code such as `R0260`; version 0.7.4 wants it, and is told that it isn't known otherwise (SEC-JWT-30). */
  readonly jobRole?: string
  /** A URL of yours that says what kind of id `id` is, e.g. `https://consumer.example/Id/user-guid`. */
  readonly idSystem: string
}

/** The application that the user works in, not a middleware behind it (SEC-JWT-14). */
export interface Device {
  readonly identifier: { readonly system: string; readonly value: string }
  readonly model: string
  readonly version: string
}

/** The Spine Directory Service: its FHIR API (`http:`, `https:`), or LDAP (`ldap:`, `ldaps:`). */
export interface SdsAccess {
  readonly url: string
  /** The national FHIR API wants one. */
  readonly apiKey?: string
  /** Certificates for `ldaps:`; for `https:` give a `fetch` of your own that has them. */
  readonly tls?: ConnectionOptions
}

export interface GpConnectOptions {
  /** URL of the Spine Secure Proxy. */
  readonly ssp: string
  readonly sds: string | SdsAccess
  /** Your ASID, in the organisation where the user works (SEC-HDR-02). */
  readonly asid: string
  /** Where the user works: the true originator, also behind a portal (SEC-JWT-15). */
  readonly organisation: { readonly ods: string; readonly name: string }
  readonly user: User
  readonly device: Device
  /** URL of your system, as registered (SEC-JWT-04). */
  readonly issuer: string
  /** Another fetch, e.g. one with client certificates. */
  readonly fetch?: typeof globalThis.fetch
  /** For each attempt, whole answer included, in milliseconds; 30,000 if absent. */
  readonly timeoutMs?: number
}
