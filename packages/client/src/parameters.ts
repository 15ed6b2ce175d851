/** The parameters of `$gpc.getstructuredrecord`, and which of them go together (STR-PAR-01 to STR-PAR-28). Pure. */
import { addDays, identifiers, isLocalDate, isNhsNumber, type LocalDate, londonDay } from '@gpc/fhir'
import { InvalidRequestError } from './errors.ts'

/** Whole days, both included; one of them may be absent. */
export interface SearchPeriod {
  readonly start?: LocalDate
  readonly end?: LocalDate
}

/** The clinical areas that are asked for. An area that is absent isn't asked for, though it may arrive by a link (STR-PAR-28). */
export interface ClinicalAreas {
  /** `resolved`: with the ended ones. Only with both does an empty answer say "no allergies" (STR-ALG-23). */
  readonly allergies?: { readonly resolved: boolean }
  /** `issues`: with every issue (true, if absent). `from`: what was active on that day or later. */
  readonly medication?: { readonly issues?: boolean; readonly from?: LocalDate }
  readonly consultations?: { readonly period?: SearchPeriod; readonly mostRecent?: number }
  readonly problems?: { readonly status?: 'active' | 'inactive' }
  readonly immunisations?: { readonly notGiven?: boolean; readonly status?: boolean }
  readonly uncategorised?: { readonly period?: SearchPeriod }
  readonly investigations?: { readonly period?: SearchPeriod }
  readonly referrals?: { readonly period?: SearchPeriod }
  /** `until`: today or later. */
  readonly diary?: { readonly until?: LocalDate }
}

type Value =
  | { readonly valueBoolean: boolean }
  | { readonly valueDate: string }
  | { readonly valueCode: string }
  | { readonly valuePositiveInt: number }
  | { readonly valuePeriod: SearchPeriod }

/** @throws InvalidRequestError, before anything is sent */
export function structuredParameters(nhsNumber: string, areas: ClinicalAreas, today: LocalDate = londonDay()) {
  checkNhsNumber(nhsNumber)
  checkDays(areas)
  checkCombination(areas, today)
  const { allergies, medication, consultations, problems, immunisations } = areas
  const { uncategorised, investigations, referrals, diary } = areas
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patientNHSNumber', valueIdentifier: { system: identifiers.nhsNumber, value: nhsNumber } },
      ...area('includeAllergies', allergies, { includeResolvedAllergies: flag(allergies?.resolved) }),
      ...area('includeMedication', medication, {
        includePrescriptionIssues: flag(medication?.issues),
        medicationSearchFromDate: day(medication?.from),
      }),
      ...area('includeConsultations', consultations, {
        consultationSearchPeriod: period(consultations?.period),
        includeNumberOfMostRecent:
          consultations?.mostRecent === undefined ? undefined : { valuePositiveInt: consultations.mostRecent },
      }),
      ...area('includeProblems', problems, {
        filterStatus: problems?.status === undefined ? undefined : { valueCode: problems.status },
      }),
      ...area('includeImmunisations', immunisations, {
        includeNotGiven: flag(immunisations?.notGiven),
        includeStatus: flag(immunisations?.status),
      }),
      ...area('includeUncategorisedData', uncategorised, {
        uncategorisedDataSearchPeriod: period(uncategorised?.period),
      }),
      ...area('includeInvestigations', investigations, { investigationSearchPeriod: period(investigations?.period) }),
      ...area('includeReferrals', referrals, { referralSearchPeriod: period(referrals?.period) }),
      ...area('includeDiaryEntries', diary, { diaryEntriesSearchDate: day(diary?.until) }),
    ],
  }
}

/**
 * The parameters of `$gpc.migratestructuredrecord` (MIG-STR-02).
 * @throws InvalidRequestError
 */
export function migrateParameters(nhsNumber: string, sensitive: boolean) {
  checkNhsNumber(nhsNumber)
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patientNHSNumber', valueIdentifier: { system: identifiers.nhsNumber, value: nhsNumber } },
      { name: 'includeFullRecord', part: [{ name: 'includeSensitiveInformation', valueBoolean: sensitive }] },
    ],
  }
}

/** @throws InvalidRequestError */
export function checkNhsNumber(nhsNumber: string): void {
  if (isNhsNumber(nhsNumber)) return
  throw new InvalidRequestError('Give the NHS number as ten digits with a right check digit.')
}

function area(name: string, asked: object | undefined, parts: Readonly<Record<string, Value | undefined>>) {
  if (asked === undefined) return []
  const given = Object.entries(parts).flatMap(([part, value]) =>
    value === undefined ? [] : [{ name: part, ...value }],
  )
  return [given.length === 0 ? { name } : { name, part: given }]
}

const flag = (value: boolean | undefined): Value | undefined =>
  value === undefined ? undefined : { valueBoolean: value }
const day = (value: LocalDate | undefined): Value | undefined =>
  value === undefined ? undefined : { valueDate: value }
const period = (value: SearchPeriod | undefined): Value | undefined =>
  value === undefined ? undefined : { valuePeriod: value }

function checkDays({
  medication,
  consultations,
  uncategorised,
  investigations,
  referrals,
  diary,
}: ClinicalAreas): void {
  const periods = [consultations?.period, uncategorised?.period, investigations?.period, referrals?.period]
  const days = [medication?.from, diary?.until, ...periods.flatMap(one => [one?.start, one?.end])]
  if (days.some(one => one !== undefined && !isLocalDate(one))) {
    throw new InvalidRequestError('Give each date as a whole day, yyyy-MM-dd.')
  }
  if (periods.some(one => one?.start !== undefined && one.end !== undefined && one.start > one.end)) {
    throw new InvalidRequestError('A period must not end before it starts.')
  }
}

/** STR-PAR-15, STR-PAR-20 to STR-PAR-23: what must not be combined, but for the two predefined searches. */
function checkCombination(areas: ClinicalAreas, today: LocalDate): void {
  const { consultations, problems } = areas
  if (consultations?.period !== undefined && consultations.mostRecent !== undefined) {
    throw new InvalidRequestError('Ask for consultations by period or by number, not by both.')
  }
  if ((consultations === undefined && problems === undefined) || isPredefined(areas, today)) return
  const filters = [
    areas.medication?.from,
    areas.uncategorised?.period,
    areas.referrals?.period,
    areas.diary?.until,
    areas.immunisations?.notGiven,
    areas.immunisations?.status,
    consultations === undefined ? undefined : problems?.status,
  ]
  if (filters.some(one => one !== undefined)) {
    throw new InvalidRequestError(
      'With consultations or problems, other areas must be asked for without their filters.',
    )
  }
}

/** STR-PAR-25, STR-PAR-26: three consultations, problems, all allergies, a year of medication; with immunisations and uncategorised data or without both. */
function isPredefined(areas: ClinicalAreas, today: LocalDate): boolean {
  const { consultations, problems, allergies, medication, immunisations, uncategorised } = areas
  const more = [immunisations, uncategorised].filter(one => one !== undefined)
  return (
    consultations?.mostRecent === 3 &&
    problems !== undefined &&
    problems.status === undefined &&
    allergies?.resolved === true &&
    medication?.from === addDays(today, -365) &&
    medication.issues === undefined &&
    (more.length === 0 || (more.length === 2 && more.every(one => Object.values(one).every(v => v === undefined)))) &&
    [areas.investigations, areas.referrals, areas.diary].every(one => one === undefined)
  )
}
