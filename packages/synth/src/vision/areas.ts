/** Invented entries of the areas besides allergies and medicines as cells of Vision's columns. */
import { guid } from '../keys.ts'
import type {
  InventedDocument,
  InventedImmunisation,
  InventedObservation,
  InventedProblem,
  InventedReferral,
  InventedValue,
} from '../model.ts'
import { type Cells, common, day, journalCells, type RowContext, termCells } from './rows.ts'

/** Entities of values whose units the format knows, by Read code. */
const entities: Readonly<Record<string, string>> = { '22A..': 'WEIGHT', '229..': 'HEIGHT', '242..': 'PULSE' }

/** A measurement (T), another finding (C), or the consent to immunisations and its refusal (I). */
export function observationCells(observation: InventedObservation, context: RowContext): Cells {
  const { concept, bloodPressure, value, immunisationStatus, note, date } = observation
  const measured = bloodPressure !== undefined || value !== undefined
  const subset = immunisationStatus !== undefined ? 'I' : measured ? 'T' : 'C'
  const entity = { I: 'IMMS', T: entities[concept.readV2?.code ?? ''] ?? 'TEST', C: 'CLINICAL' }[subset]
  return {
    ...journalCells(observation, date, subset, context),
    ...termCells(concept),
    TEXT: note ?? '',
    ENTITY: entity,
    ...(value === undefined ? {} : valueCells('VALUE1', value)),
    ...(bloodPressure === undefined
      ? {}
      : {
          ENTITY: 'BP',
          VALUE1_NAME: 'SYSTOLIC',
          ...valueCells('VALUE1', bloodPressure.systolic.value),
          VALUE2_NAME: 'DIASTOLIC',
          ...valueCells('VALUE2', bloodPressure.diastolic.value),
        }),
  }
}

function valueCells(column: 'VALUE1' | 'VALUE2', value: InventedValue): Cells {
  if (value.kind === 'text') return { [column]: value.text }
  return { [column]: `${value.comparator ?? ''}${value.value}`, [`${column}_UNITS`]: value.unit }
}

/** A problem is one row with the observation that it is made of, with that one's ID and the problem's dates. */
export function problemCells(problem: InventedProblem, made: InventedObservation, context: RowContext): Cells {
  return {
    ...journalCells(made, problem.onset, 'P', context),
    ...termCells(problem.concept),
    TEXT: [made.note, problem.note].filter(note => note !== undefined).join('\n'),
    ENTITY: 'CLINICAL',
    END_DATE: day(problem.ended),
  }
}

export function immunisationCells(immunisation: InventedImmunisation, context: RowContext): Cells {
  const { concept, status, elsewhere, reason, reasonNotGiven } = immunisation
  return {
    ...journalCells(immunisation, immunisation.date, 'I', context),
    ...termCells(concept),
    TEXT: immunisation.note ?? '',
    DMD_CODE: immunisation.vaccine?.dmd ?? '',
    ENTITY: 'IMMS',
    IMMS_STATUS: status === 'given' ? 'Given' : 'Refusal to start or complete course',
    IMMS_COMPOUND: immunisation.disease,
    IMMS_SOURCE: elsewhere === true ? 'Outside this practice' : 'In this practice',
    IMMS_BATCH: immunisation.batch ?? '',
    IMMS_REASON: reason ?? reasonNotGiven ?? '',
    IMMS_METHOD: immunisation.route ?? '',
    IMMS_SITE: immunisation.bodySite ?? '',
  }
}

const services = {
  outpatient: 'O',
  admission: 'A',
  'day-case': 'D',
  investigation: 'I',
  'domiciliary-visit': 'V',
} as const

export function referralCells(referral: InventedReferral, context: RowContext): Cells {
  const { date, service, specialty } = referral
  return {
    ...common(referral, date, context),
    SPECIALTY: specialty?.code ?? '',
    TYPE: service === undefined ? '' : services[service],
  }
}

/** The document's own id, by which its bytes are found. */
export const documentId = (ods: string, patient: number, key: number): string =>
  guid(ods, 'Document', patient, key).toUpperCase()

export function documentCells(document: InventedDocument, context: RowContext): Cells {
  const { key, concept, date, direction, title } = document
  return {
    ...journalCells(document, date, 'C', context),
    ...termCells(concept),
    TEXT: title,
    ENTITY: direction === 'in' ? 'ATTACHMENT' : 'LETTERS',
    DOCUMENT_ID: `1|${documentId(context.ods, context.patient, key)}`,
  }
}
