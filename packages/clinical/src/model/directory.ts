/** The people and places of a practice, and those that its records name. */
import type { LocalDate } from '@gpc/fhir'
import type { SourceName, StaffKey } from './entry.ts'

export interface Address {
  readonly use?: 'home' | 'work' | 'temp' | 'old'
  readonly type?: 'postal' | 'physical' | 'both'
  readonly lines: readonly string[]
  readonly city?: string
  readonly county?: string
  readonly postcode?: string
  readonly country?: string
  /** The day from which it no longer counts, if that is known. */
  readonly end?: LocalDate
}

export interface Contact {
  readonly system: 'phone' | 'fax' | 'email' | 'other'
  readonly value: string
  readonly use?: 'home' | 'work' | 'mobile' | 'temp'
  /** The day from which it no longer counts, if that is known. */
  readonly end?: LocalDate
}

export interface PersonName {
  readonly prefix?: string
  readonly given: readonly string[]
  readonly family?: string
  /** The whole name, where the source has it in one piece (FND-PRA-03). */
  readonly text?: string
}

export interface Organisation {
  readonly source: SourceName
  readonly key: string
  readonly ods?: string
  readonly name: string
  readonly address?: Address
  readonly contacts: readonly Contact[]
  /** Key of its main site. */
  readonly mainSite?: string
}

/** A surgery: main or branch (FND-LOC-04). */
export interface Site {
  readonly source: SourceName
  readonly key: string
  readonly odsSite?: string
  readonly name: string
  /** Key of the organisation that it belongs to. */
  readonly organisation?: string
  readonly address?: Address
  readonly contacts: readonly Contact[]
}

/** A person who works, or has worked, for the practice or is named in a record: one Practitioner. */
export interface StaffMember {
  readonly source: SourceName
  readonly key: StaffKey
  readonly name: PersonName
  readonly gender?: 'male' | 'female' | 'other' | 'unknown'
  readonly sdsUserId?: string
  readonly gmcNumber?: string
  readonly gmpNumber?: string
  readonly nmcNumber?: string
  readonly roles: readonly StaffRole[]
}

export interface StaffRole {
  readonly key: string
  /** Key of the organisation that the role is at; absent: the practice itself. */
  readonly organisation?: string
  readonly roleProfileId?: string
  /** SDS job role code such as `R0260`, where the source has one. */
  readonly code?: string
  /** SNOMED CT code of the role, where the source has one. */
  readonly snomed?: string
  readonly name?: string
}

export interface Directory {
  readonly organisations: readonly Organisation[]
  readonly sites: readonly Site[]
  readonly staff: readonly StaffMember[]
}

export const emptyDirectory: Directory = { organisations: [], sites: [], staff: [] }
