/**
 * FHIR STU3's data types as a consumer reads them, hand-written and lean. What STU3 leaves optional is optional; decimals are
 * JavaScript numbers; dates are FHIR's text (`ClinicalDate`).
 */
import type { ClinicalDate } from './dates.ts'

export interface Element {
  readonly id?: string
  readonly extension?: readonly Extension[]
}

/** An extension; of the values, those that GP Connect's extensions have. */
export interface Extension extends Element {
  readonly url: string
  readonly valueBoolean?: boolean
  readonly valueCode?: string
  readonly valueCodeableConcept?: CodeableConcept
  readonly valueCoding?: Coding
  readonly valueDate?: ClinicalDate
  readonly valueDateTime?: ClinicalDate
  readonly valueDecimal?: number
  readonly valueId?: string
  readonly valueIdentifier?: Identifier
  readonly valueInstant?: string
  readonly valueInteger?: number
  readonly valuePeriod?: Period
  readonly valuePositiveInt?: number
  readonly valueQuantity?: Quantity
  readonly valueReference?: Reference
  readonly valueString?: string
  readonly valueUnsignedInt?: number
  readonly valueUri?: string
}

export interface Meta extends Element {
  readonly versionId?: string
  readonly lastUpdated?: string
  readonly profile?: readonly string[]
  readonly security?: readonly Coding[]
  readonly tag?: readonly Coding[]
}

export interface Coding extends Element {
  readonly system?: string
  readonly version?: string
  readonly code?: string
  readonly display?: string
  readonly userSelected?: boolean
}

export interface CodeableConcept extends Element {
  readonly coding?: readonly Coding[]
  readonly text?: string
}

export interface Identifier extends Element {
  readonly use?: 'usual' | 'official' | 'temp' | 'secondary'
  readonly type?: CodeableConcept
  readonly system?: string
  readonly value?: string
  readonly period?: Period
  readonly assigner?: Reference
}

export interface Reference extends Element {
  readonly reference?: string
  readonly identifier?: Identifier
  readonly display?: string
}

export interface Period extends Element {
  readonly start?: ClinicalDate
  readonly end?: ClinicalDate
}

export interface Quantity extends Element {
  readonly value?: number
  readonly comparator?: '<' | '<=' | '>=' | '>'
  readonly unit?: string
  readonly system?: string
  readonly code?: string
}

export interface Range extends Element {
  readonly low?: Quantity
  readonly high?: Quantity
}

export interface Ratio extends Element {
  readonly numerator?: Quantity
  readonly denominator?: Quantity
}

export interface HumanName extends Element {
  readonly use?: 'usual' | 'official' | 'temp' | 'nickname' | 'anonymous' | 'old' | 'maiden'
  readonly text?: string
  readonly family?: string
  readonly given?: readonly string[]
  readonly prefix?: readonly string[]
  readonly suffix?: readonly string[]
  readonly period?: Period
}

export interface Address extends Element {
  readonly use?: 'home' | 'work' | 'temp' | 'old'
  readonly type?: 'postal' | 'physical' | 'both'
  readonly text?: string
  readonly line?: readonly string[]
  readonly city?: string
  readonly district?: string
  readonly state?: string
  readonly postalCode?: string
  readonly country?: string
  readonly period?: Period
}

export interface ContactPoint extends Element {
  readonly system?: 'phone' | 'fax' | 'email' | 'pager' | 'url' | 'sms' | 'other'
  readonly value?: string
  readonly use?: 'home' | 'work' | 'temp' | 'old' | 'mobile'
  readonly rank?: number
  readonly period?: Period
}

export interface Annotation extends Element {
  readonly authorReference?: Reference
  readonly authorString?: string
  readonly time?: ClinicalDate
  readonly text: string
}

export interface Timing extends Element {
  readonly event?: readonly ClinicalDate[]
  readonly repeat?: TimingRepeat
  readonly code?: CodeableConcept
}

export interface TimingRepeat extends Element {
  readonly boundsDuration?: Quantity
  readonly boundsRange?: Range
  readonly boundsPeriod?: Period
  readonly count?: number
  readonly countMax?: number
  readonly duration?: number
  readonly durationMax?: number
  readonly durationUnit?: string
  readonly frequency?: number
  readonly frequencyMax?: number
  readonly period?: number
  readonly periodMax?: number
  readonly periodUnit?: string
  readonly dayOfWeek?: readonly string[]
  readonly timeOfDay?: readonly string[]
  readonly when?: readonly string[]
  readonly offset?: number
}

export interface Dosage extends Element {
  readonly sequence?: number
  readonly text?: string
  readonly additionalInstruction?: readonly CodeableConcept[]
  readonly patientInstruction?: string
  readonly timing?: Timing
  readonly asNeededBoolean?: boolean
  readonly asNeededCodeableConcept?: CodeableConcept
  readonly site?: CodeableConcept
  readonly route?: CodeableConcept
  readonly method?: CodeableConcept
  readonly doseRange?: Range
  readonly doseQuantity?: Quantity
  readonly maxDosePerPeriod?: Ratio
  readonly maxDosePerAdministration?: Quantity
  readonly maxDosePerLifetime?: Quantity
  readonly rateRatio?: Ratio
  readonly rateRange?: Range
  readonly rateQuantity?: Quantity
}
