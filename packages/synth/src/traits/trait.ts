import type { Capabilities } from '../capabilities.ts'
import { type Chart, openChart } from '../chart.ts'
import type { InventedPatient, InventedPractice } from '../model.ts'
import { inventRegistered, type PatientContext, type Whom } from '../person.ts'

export interface TraitContext extends PatientContext {
  readonly can: Capabilities
  /** Another NHS number that nobody has. */
  readonly spare: string
  /** ODS code of another practice of the federation. */
  readonly elsewhere: string
  /** One document of about 6 MB, for the limit on sizes. */
  readonly largeDocuments: boolean
}

/** A sample patient: what it shows, where it can be shown, and how it is made. */
export interface Trait {
  /** Key in the list of sample traits. */
  readonly key: string
  readonly note: string
  /** How many of them a practice has; default 1. */
  readonly count?: number
  /** True where the practice's format can express it; absent: everywhere. */
  readonly where?: (can: Capabilities, practice: InventedPractice) => boolean
  /** `which` counts from 0 where there are several. */
  readonly build: (context: TraitContext, which: number) => InventedPatient
}

/** A registered patient with what is written into the chart. */
export function withChart(
  context: TraitContext,
  whom: Whom,
  write: (chart: Chart, context: TraitContext, patient: InventedPatient) => void,
): InventedPatient {
  const patient = inventRegistered(context, whom)
  const chart = openChart(context)
  write(chart, context, patient)
  return { ...patient, ...chart.contents() }
}
