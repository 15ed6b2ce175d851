/** A person as PDS knows them. */
import type { ClinicalDate } from '@gpc/fhir'

export interface PdsName {
  readonly use?: string
  readonly prefix?: readonly string[]
  readonly given: readonly string[]
  readonly family?: string
}

export interface PdsAddress {
  readonly use?: string
  readonly lines: readonly string[]
  readonly postcode?: string
}

export interface PdsRecord {
  /** The number that the record lives under now: another one than was asked for, if that one is superseded. */
  readonly nhsNumber: string
  /** The record was marked invalid and nothing replaces it; PDS gives no data for it. */
  readonly invalid: boolean
  /** Access is restricted ("S flag"); PDS gives no address and no practice for it. */
  readonly sensitive: boolean
  /** The day of death, or true where only the fact is known. Absent: not known to be dead. */
  readonly deceased?: ClinicalDate | true
  /** The current usual name first. */
  readonly names: readonly PdsName[]
  readonly gender: 'male' | 'female' | 'other' | 'unknown'
  readonly birthDate?: ClinicalDate
  readonly addresses: readonly PdsAddress[]
  /** ODS code of the practice where the person is registered. */
  readonly generalPractitionerOds?: string
}

export interface PdsPerson extends PdsRecord {
  /** The number that was asked for is superseded by `nhsNumber`. */
  readonly superseded: boolean
}

/** What a person is searched by; family name and date of birth at least. */
export interface PdsCriteria {
  readonly family: string
  readonly given?: string
  readonly gender?: PdsRecord['gender']
  /** A whole day, `yyyy-MM-dd`. */
  readonly birthDate: string
  readonly postcode?: string
}

/** Where the stand-in's people come from: whoever starts it. */
export interface PdsPeople {
  /** The record that a number leads to now, or undefined if PDS never knew it. */
  find(nhsNumber: string): Promise<PdsRecord | undefined>
  /** Everybody who matches. */
  search(criteria: PdsCriteria): Promise<readonly PdsRecord[]>
}
