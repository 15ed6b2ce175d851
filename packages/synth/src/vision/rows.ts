/** Invented entries as cells of Vision's columns; a column that isn't named is empty. */
import type {
  ClinicalTerm,
  InventedAddress,
  InventedAllergy,
  InventedConsultation,
  InventedEntry,
  InventedIssue,
  InventedMedication,
  InventedPatient,
  InventedPractice,
  InventedStaff,
} from '../model.ts'

export type Cells = Readonly<Record<string, string>>

/** `yyyy-MM-dd` as `yyyyMMdd`; the format has no partial dates, so those are empty. */
export const day = (date: string | undefined) => (date?.length === 10 ? date.replaceAll('-', '') : '')

function addressCells(address: InventedAddress): Cells {
  const lines = [address.building, address.street, address.locality].filter(line => line !== undefined)
  const parts = [lines[0], lines[1], lines[2], address.town, address.county].map(part => part ?? '')
  const numbered = parts.map((part, i) => [`ADDRESS_${i + 1}`, part])
  return { ADDRESS: parts.join('|'), ...Object.fromEntries(numbered), POSTCODE: address.postcode }
}

export function practiceCells(practice: InventedPractice): Cells {
  return {
    ID: '1',
    NAME: practice.name,
    IDENTIFIER: practice.ods,
    ...addressCells(practice.address),
    PHONE: practice.phone,
    EMAIL: practice.email,
  }
}

/** By SDS job role: principal GP, locum GP, practice nurse; the other staff have one type together. */
const hcpTypes: Readonly<Record<string, string>> = { R0260: 'A', R1547: 'B', R0600: 'D06', R0620: 'D06' }

export const hcpType = (staff: InventedStaff | undefined) => hcpTypes[staff?.roles[0]?.code ?? ''] ?? 'D'

export function staffCells(staff: InventedStaff, ods: string): Cells {
  return {
    ID: String(staff.key),
    SURNAME: staff.family,
    FORENAME: staff.given,
    TITLE: staff.title,
    SEX: staff.gender === 'male' ? 'M' : 'F',
    GMP_CODE: staff.gmp ?? '',
    HCP_TYPE: hcpType(staff),
    SERVICE_ID: ods,
  }
}

const sexes = { male: 'M', female: 'F', other: 'I', unknown: 'U' } as const
const kinds = { regular: 'R', temporary: 'T', private: 'P', emergency: 'S', 'immediately-necessary': 'S' } as const

export function patientCells(patient: InventedPatient, ods: string): Cells {
  const phone = (use: 'home' | 'mobile') => patient.phones.find(one => one.use === use)?.number ?? ''
  const { registration } = patient
  const active = patient.deathDate !== undefined ? 'D' : registration.end !== undefined ? 'L' : kinds[registration.kind]
  return {
    PID: String(patient.number),
    REFERENCE: String(patient.number),
    DATE_OF_BIRTH: day(patient.birthDate),
    SEX: sexes[patient.gender],
    GP: String(patient.usualGp),
    GP_USUAL: String(patient.usualGp),
    ACTIVE: active,
    REGISTERED_DATE: day(registration.start),
    REMOVED_DATE: day(registration.end),
    DATE_OF_DEATH: day(patient.deathDate),
    PRACTICE: ods,
    SURNAME: patient.family,
    FORENAME: [patient.given, patient.middle].filter(name => name !== undefined).join(' '),
    TITLE: patient.title,
    NHS_NUMBER: patient.nhsNumber,
    ...addressCells(patient.address),
    PHONE_NUMBER: phone('home'),
    MOBILE_NUMBER: phone('mobile'),
    EMAIL: patient.email ?? '',
    SERVICE_ID: ods,
    ACTION: 'I',
  }
}

/** What the rows of a patient share. */
export interface RowContext {
  readonly ods: string
  readonly patient: number
  readonly staff: ReadonlyMap<number, InventedStaff>
  /** By the key of an entry: IDs of the rows of the problems that it belongs to. */
  readonly problems: ReadonlyMap<number, readonly number[]>
}

/** LINKS: the consultation, and the problems. */
function links(entry: InventedEntry, { problems }: RowContext): string {
  const encounter = entry.consultation === undefined ? [] : [`E${entry.consultation}`]
  return [...encounter, ...(problems.get(entry.key) ?? [])].join('|')
}

/** Key, people, day and links of a row; `date` is the day that it is about. */
export function common(entry: InventedEntry, date: string | undefined, context: RowContext): Cells {
  const { ods, patient, staff } = context
  const hcp = entry.clinician ?? entry.recorder
  return {
    PID: String(patient),
    ID: String(entry.key),
    DATE: day(date),
    HCP: String(hcp),
    HCP_TYPE: hcpType(staff.get(hcp)),
    LINKS: links(entry, context),
    SERVICE_ID: ods,
    ACTION: 'I',
  }
}

const places = { surgery: 'S', telephone: 'O', 'home-visit': 'O', administration: 'O' } as const
const sessions = { surgery: 'G', telephone: 'O', 'home-visit': 'V', administration: 'O' } as const

export function consultationCells(consultation: InventedConsultation, context: RowContext): Cells {
  return {
    ...common(consultation, consultation.date, context),
    SESSION: sessions[consultation.place],
    LOCATION: places[consultation.place],
    TIME: consultation.time.replace(':', ''),
    DURATION: String(consultation.minutes),
  }
}

/** A row of the journal. The time is that of the entry if it was made on its own day, else 9999, which says that there is none. */
export function journalCells(
  entry: InventedEntry,
  date: string | undefined,
  subset: string,
  context: RowContext,
): Cells {
  const sameDay = date !== undefined && entry.recordedAt.startsWith(`${date}T`)
  return {
    ...common(entry, date, context),
    RECORDED_DATE: day(entry.recordedAt.slice(0, 10)),
    TIME: sameDay ? entry.recordedAt.slice(11, 16).replace(':', '') : '9999',
    SUBSET: subset,
  }
}

/** A term: Read v2 with a term code, SNOMED CT, and what users see. */
export const termCells = ({ readV2, snomed, text }: ClinicalTerm): Cells => ({
  CODE: readV2 === undefined ? '' : `${readV2.code}00`,
  SNOMED_CODE: snomed?.code ?? '',
  RUBRIC: text,
})

const severities = {
  mild: '255604002',
  moderate: '6736007',
  severe: '24484000',
  'life-threatening': '442452003',
} as const
const certainties = { definite: '255545003', 'consistent-with': '385433004', unlikely: '385434005' } as const

export function allergyCells(allergy: InventedAllergy, context: RowContext): Cells {
  const { concept, severity, certainty } = allergy
  return {
    ...journalCells(allergy, allergy.onset, 'L', context),
    ...termCells(concept),
    TEXT: [allergy.reaction, allergy.note].filter(text => text !== undefined).join('\n'),
    CERTAINTY: certainty === undefined ? '' : certainties[certainty],
    SEVERITY: severity === undefined ? '' : severities[severity],
  }
}

const therapies = { A: ['ACUTE', 'A'], R: ['REPEATS', 'R'], S: ['REPEAT ISSUE', 'I'] } as const

function drugCells(
  entry: InventedEntry,
  date: string | undefined,
  subset: 'A' | 'R' | 'S',
  medication: InventedMedication,
  context: RowContext,
): Cells {
  const [entity, episode] = therapies[subset]
  return {
    ...journalCells(entry, date, subset, context),
    EPISODE: episode,
    TEXT: medication.dosage,
    RUBRIC: medication.drug.name,
    DRUG_PACKSIZE: medication.quantity.unit,
    DMD_CODE: medication.drug.dmd ?? '',
    ENTITY: entity,
    VALUE1_NAME: 'QUANTITY',
    VALUE1: medication.quantity.value,
  }
}

/** An acute therapy is one row, which is its issue as well; a repeat is an authorisation, whose issues have rows of their own. */
export function medicationCells(medication: InventedMedication, context: RowContext): Cells {
  const subset = medication.type === 'acute' ? 'A' : 'R'
  const { form, strength } = medication.drug
  return {
    ...drugCells(medication, medication.start, subset, medication, context),
    DRUG_FORM: form,
    DRUG_STRENGTH: strength ?? '',
    END_DATE: day(medication.end ?? medication.stopped?.date),
  }
}

export const issueCells = (issue: InventedIssue, medication: InventedMedication, context: RowContext): Cells =>
  drugCells(issue, issue.date, 'S', medication, context)
