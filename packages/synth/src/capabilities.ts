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
  /** Notes on coded entries; without it their notes are left out. */
  readonly freeText: boolean
  /** Free text of a consultation, as an entry of its own. */
  readonly comments: boolean
  /** Topics and headings of a consultation. */
  readonly topics: boolean
  /** Consultations that their authors haven't completed. */
  readonly draftConsultations: boolean
  /** Whether a problem is major or minor. */
  readonly problemSignificance: boolean
  /** What can be linked to a problem. */
  readonly problemLinks: readonly LinkedKind[]
  /** Problems that belong to another. */
  readonly problemHierarchy: boolean
  /** Problems that are over without a date of it. */
  readonly pastProblemsWithoutEnd: boolean
  /** Problems made of an allergy, an immunisation or a referral, not of an observation alone. */
  readonly problemsOfAnyEntry: boolean
  /** Observations below another (blood pressures apart). */
  readonly observationHierarchy: boolean
  /** Named properties of an observation. */
  readonly qualifiers: boolean
  /** Reference ranges of values. */
  readonly ranges: boolean
  /** Batch, manufacturer, site and so on of an immunisation. */
  readonly immunisationDetails: boolean
  /** A report with specimens and filing comments; groups of results alone; results alone, as observations. */
  readonly reports: 'structured' | 'groups' | 'results'
  /** Reports that were received and not filed. */
  readonly unfiledReports: boolean
  readonly inboundReferrals: boolean
  readonly referralPriority: boolean
  readonly ubrn: boolean
  /** Documents that go with a referral. */
  readonly referralLetters: boolean
  readonly diary: boolean
}

/** Kinds of entries that can be linked to a problem; a consultation is also linked as the one that the problem was recorded in. */
export type LinkedKind =
  | 'consultation'
  | 'observation'
  | 'allergy'
  | 'medication'
  | 'immunisation'
  | 'referral'
  | 'report'
  | 'document'
  | 'diary'

const rows: readonly LinkedKind[] = ['observation', 'allergy', 'medication', 'immunisation', 'referral', 'document']

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
    freeText: true,
    comments: true,
    topics: false,
    draftConsultations: true,
    problemSignificance: true,
    problemLinks: [...rows, 'report'],
    problemHierarchy: true,
    pastProblemsWithoutEnd: true,
    problemsOfAnyEntry: true,
    observationHierarchy: true,
    qualifiers: true,
    ranges: true,
    immunisationDetails: true,
    reports: 'groups',
    unfiledReports: false,
    inboundReferrals: false,
    referralPriority: true,
    ubrn: true,
    referralLetters: false,
    diary: true,
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
    freeText: false,
    comments: false,
    topics: false,
    draftConsultations: true,
    problemSignificance: true,
    problemLinks: [],
    problemHierarchy: false,
    pastProblemsWithoutEnd: false,
    problemsOfAnyEntry: false,
    observationHierarchy: false,
    qualifiers: false,
    ranges: false,
    immunisationDetails: true,
    reports: 'results',
    unfiledReports: false,
    inboundReferrals: false,
    referralPriority: true,
    ubrn: false,
    referralLetters: false,
    diary: true,
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
    freeText: true,
    comments: false,
    topics: false,
    draftConsultations: false,
    problemSignificance: false,
    problemLinks: rows,
    problemHierarchy: false,
    pastProblemsWithoutEnd: false,
    problemsOfAnyEntry: false,
    observationHierarchy: false,
    qualifiers: false,
    ranges: false,
    immunisationDetails: true,
    reports: 'results',
    unfiledReports: false,
    inboundReferrals: false,
    referralPriority: false,
    ubrn: false,
    referralLetters: false,
    diary: false,
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
    freeText: true,
    comments: true,
    topics: true,
    draftConsultations: false,
    problemSignificance: true,
    problemLinks: [...rows, 'report', 'diary'],
    problemHierarchy: true,
    pastProblemsWithoutEnd: true,
    problemsOfAnyEntry: true,
    observationHierarchy: true,
    qualifiers: false,
    ranges: true,
    immunisationDetails: false,
    reports: 'structured',
    unfiledReports: true,
    inboundReferrals: true,
    referralPriority: true,
    ubrn: false,
    referralLetters: true,
    diary: true,
  },
}
