/** The columns of Vision's headerless files, in their order; a file's layout is told by its number of columns. */

export type VisionTable = 'practice' | 'staff' | 'patient' | 'encounter' | 'referral' | 'journal'

const split = (text: string): readonly string[] => text.trim().split(/[\s,]+/)

/** Version 0.18, as live practices send it. */
export const liveColumns: Readonly<Record<VisionTable, readonly string[]>> = {
  practice:
    split(`ID, NAME, IDENTIFIER, HA, ADDRESS, ADDRESS_1, ADDRESS_2, ADDRESS_3, ADDRESS_4, ADDRESS_5, POSTCODE, PHONE,
    EMAIL, FAX`),
  staff: split('ID, SURNAME, FORENAME, TITLE, SEX, GMP_CODE, HCP_TYPE, SERVICE_ID'),
  patient: split(`PID, REFERENCE, DATE_OF_BIRTH, SEX, POSTCODE, MARITAL_STATUS, GP, GP_USUAL, ACTIVE, REGISTERED_DATE,
    REMOVED_DATE, HA, PCG, SURGERY, MILEAGE, DISPENSING, ETHNIC, DATE_OF_DEATH, PRACTICE, SURNAME, FORENAME, TITLE, NHS_NUMBER,
    ADDRESS, ADDRESS_1, ADDRESS_2, ADDRESS_3, ADDRESS_4, ADDRESS_5, PHONE_NUMBER, MOBILE_NUMBER, EMAIL, PRACT_NUMBER,
    SERVICE_ID, ACTION`),
  encounter:
    split(`PID, ID, DATE, HCP, HCP_TYPE, SESSION, LOCATION, TIME, DURATION, TRAVEL, LINKS, PRACT_NUMBER, SERVICE_ID,
    ACTION`),
  referral:
    split(`PID, ID, DATE, HCP, HCP_TYPE, TO_HCP, SPECIALTY, UNIT, TYPE, CONTRACTOR, CONTRACT, ACTION_DATE, LINKS,
    SERVICE_ID, ACTION`),
  journal: split(`PID, ID, DATE, RECORDED_DATE, CODE, SNOMED_CODE, BNF_CODE, HCP, HCP_TYPE, GMS, EPISODE, TEXT, RUBRIC,
    DRUG_FORM, DRUG_STRENGTH, DRUG_PACKSIZE, DMD_CODE, IMMS_STATUS, IMMS_COMPOUND, IMMS_SOURCE, IMMS_BATCH, IMMS_REASON,
    IMMS_METHOD, IMMS_SITE, ENTITY, VALUE1_NAME, VALUE1, VALUE1_UNITS, VALUE2_NAME, VALUE2, VALUE2_UNITS, END_DATE, TIME,
    CONTEXT, CERTAINTY, SEVERITY, LINKS, LINKS_EXT, SERVICE_ID, ACTION, SUBSET, DOCUMENT_ID`),
}

/** The older sample ("test pack"): no telephone or e-mail of patients; GMP codes instead of staff ids in the journal. */
export const testPackColumns: Readonly<Partial<Record<VisionTable, readonly string[]>>> = {
  patient: liveColumns.patient.filter(name => !['PHONE_NUMBER', 'MOBILE_NUMBER', 'EMAIL'].includes(name)),
  journal:
    split(`PID, ID, DATE, RECORDED_DATE, CODE, BNF_CODE, HCP_CODE, HCP_TYPE, GMS, EPISODE, TEXT, RUBRIC, VALUE1, VALUE2,
    END_DATE, TIME, CONTEXT, CERTAINTY, SEVERITY, LINKS, SERVICE_ID, SUBSET, ACTION`),
}

/** Load order: whom and what rows name comes before them. */
export const visionTables: readonly VisionTable[] = ['practice', 'staff', 'patient', 'encounter', 'journal', 'referral']

/** A table's layouts by their number of columns. */
export function layoutsOf(table: VisionTable): ReadonlyMap<number, readonly string[]> {
  const layouts = [liveColumns[table], testPackColumns[table]]
  return new Map(layouts.flatMap(columns => (columns === undefined ? [] : [[columns.length, columns] as const])))
}
