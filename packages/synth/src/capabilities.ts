import type { SystemName } from './model.ts'

/** What of the model a system's native format can express; inventors give no system what its format would lose. */
export interface Capabilities {
  /** Single entries marked as confidential. */
  readonly confidentialEntries: boolean
  /** Single entries marked as not to be shown to the patient. */
  readonly notForPatient: boolean
  /** Which allergies can have an end: all, those to drugs, none. */
  readonly endedAllergies: 'all' | 'drug' | 'none'
  /** Entries dated by year or month. */
  readonly partialDates: boolean
  /** The patient's flags `sensitive` and `confidentialRecord`. */
  readonly patientFlags: boolean
  /** Prescribed elsewhere, apart from the practice's own prescriptions. */
  readonly otherAgency: boolean
  /** Characters that texts may have. */
  readonly encoding: 'utf-8' | 'windows-1252'
  /** Reasons for stopping a medicine. */
  readonly stopReason: boolean
  /** Patients who are registered otherwise than regularly (a registration list has regular ones only). */
  readonly temporaryPatients: boolean
}

/** By what the reference of each format documents; nothing undocumented is relied on. */
export const capabilities: Record<SystemName, Capabilities> = {
  emis: {
    confidentialEntries: true,
    notForPatient: false,
    endedAllergies: 'none',
    partialDates: true,
    patientFlags: true,
    otherAgency: false,
    encoding: 'utf-8',
    stopReason: false,
    temporaryPatients: true,
  },
  tpp: {
    confidentialEntries: false,
    notForPatient: false,
    endedAllergies: 'drug',
    partialDates: false,
    patientFlags: false,
    otherAgency: true,
    encoding: 'windows-1252',
    stopReason: false,
    temporaryPatients: true,
  },
  vision: {
    confidentialEntries: false,
    notForPatient: false,
    endedAllergies: 'none',
    partialDates: false,
    patientFlags: false,
    otherAgency: false,
    encoding: 'utf-8',
    stopReason: false,
    temporaryPatients: true,
  },
  microtest: {
    confidentialEntries: false,
    notForPatient: true,
    endedAllergies: 'none',
    partialDates: true,
    patientFlags: false,
    otherAgency: false,
    encoding: 'utf-8',
    stopReason: true,
    temporaryPatients: false,
  },
}
