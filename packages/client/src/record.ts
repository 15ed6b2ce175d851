/** A structured record as the SDK gives it: the bundle as received, and the ways into it. Pure. */
import {
  type AllergyIntolerance,
  type Bundle,
  codeSystems,
  type DocumentReference,
  type DomainResource,
  type Immunization,
  isResource,
  type Location,
  type MedicationRequest,
  type Observation,
  type Organization,
  type Patient,
  type Practitioner,
  type PractitionerRole,
  type ProcedureRequest,
  type Reference,
  type ReferralRequest,
  type Resource,
} from '@gpc/fhir'
import { areasOf, itself, type RecordArea } from './areas.ts'
import { type RecordConsultation, readConsultations } from './consultations.ts'
import { type RecordReport, readReports } from './investigations.ts'
import { listCodes, type RecordList, readList, structureCodes } from './lists.ts'
import { type RecordMedication, readMedications } from './medications.ts'
import { type RecordProblem, readProblem } from './problems.ts'
import { hasCode } from './reading.ts'
import { type Resolve, resolver } from './references.ts'
import { isReadable, readable } from './schema.ts'
import { notShown, type RecordWarning, readWarnings } from './warnings.ts'

/** The clinical areas by their lists (STR-LIST-16). Each holds all that the answer has of it: `items` were asked for, `linked` came along. */
export interface RecordAreas {
  readonly allergies: RecordArea<AllergyIntolerance>
  readonly endedAllergies: RecordArea<AllergyIntolerance>
  readonly medications: RecordArea<RecordMedication>
  readonly consultations: RecordArea<RecordConsultation>
  readonly problems: RecordArea<RecordProblem>
  /** Given and not given: look at `notGiven`; not given doesn't mean never given (STR-IMM-20). */
  readonly immunisations: RecordArea<Immunization>
  /** Consent, dissent and invitations, from the same list (STR-IMM-01). */
  readonly immunisationStatus: RecordArea<Observation>
  /** Coded data of no other area, blood pressures among them, and comments of consultations in `linked`. */
  readonly uncategorised: RecordArea<Observation>
  readonly investigations: RecordArea<RecordReport>
  /** A referral doesn't say that the recipient is involved now (STR-REF-12). */
  readonly referrals: RecordArea<ReferralRequest>
  /** Plans, none of them done, whatever the code reads like (STR-DRY-08). */
  readonly diary: RecordArea<ProcedureRequest>
}

export interface StructuredRecord {
  /** All that was received, untouched, with resources that this SDK has no view of (STR-VER-07). */
  readonly bundle: Bundle
  /** Undefined only if the answer holds none. */
  readonly patient: Patient | undefined
  readonly lists: readonly RecordList[]
  readonly areas: RecordAreas
  /** Metadata only (STR-DOC-03); they come by links, as no list of documents can be asked for. */
  readonly documents: readonly DocumentReference[]
  /** Clinical resources that none of the above holds, e.g. of types that this SDK doesn't know; a warning tells of them. */
  readonly others: readonly Resource[]
  /** All that arrived, listed and linked, by their own status; ended ones must not be shown as active, nor drive decision support (STR-ALG-24). */
  readonly allergies: { readonly active: readonly AllergyIntolerance[]; readonly ended: readonly AllergyIntolerance[] }
  /** All that arrived, listed and linked. */
  readonly medications: readonly RecordMedication[]
  /** Medication requests that belong to none of the medications. */
  readonly otherRequests: readonly MedicationRequest[]
  /** To be shown to the user, each with its area (STR-WARN-12, STR-VER-06). */
  readonly warnings: readonly RecordWarning[]
  /** For support (SEC-HDR-09). */
  readonly traceId: string
  /** The target of any reference of the record. */
  readonly resolve: Resolve
  readonly practitioner: (reference: Reference | undefined, within?: DomainResource) => Practitioner | undefined
  readonly organization: (reference: Reference | undefined, within?: DomainResource) => Organization | undefined
  readonly location: (reference: Reference | undefined, within?: DomainResource) => Location | undefined
  /** The role of a practitioner in this record: there is one, or none (STR-OP-12). */
  readonly roleOf: (practitioner: Practitioner | undefined) => PractitionerRole | undefined
}

/** Reads a bundle of any supplier. It drops nothing: what it can't read is in `bundle`, with a warning. */
export function readRecord(bundle: Bundle, traceId: string): StructuredRecord {
  const resources = (bundle.entry ?? []).flatMap(one => one.resource ?? [])
  const resolve = resolver(bundle)
  const lists = readable(resources, 'List').map(list => readList(list, resolve))
  const contained = lists.flatMap(({ resource }) => resource.contained ?? [])
  const roles = readable(resources, 'PractitionerRole')
  const outcomes = readable(resources, 'OperationOutcome')
  const observations = readable(resources, 'Observation')
  const allergies = sortAllergies(readable([...resources, ...contained], 'AllergyIntolerance'), lists)
  const medicines = readMedications(resources, resolve)
  const documents = readable(resources, 'DocumentReference')
  const { consultations, placed: structure } = readConsultations(readable(resources, 'Encounter'), lists, resolve)
  const { reports, placed: parts } = readReports(readable(resources, 'DiagnosticReport'), observations, resolve)
  const area = areasOf(lists, outcomes)
  const listedIn = (code: string) =>
    new Set(lists.filter(list => list.code === code).flatMap(list => list.entries.map(one => one.resource)))
  const inImmunisations = listedIn(listCodes.immunisations)
  const inDiary = listedIn(listCodes.diary)
  const isStatus = (one: Observation) => !parts.has(one) && inImmunisations.has(one)
  const isRequest = (one: ProcedureRequest) => one.intent !== 'plan' && !parts.has(one) && !inDiary.has(one)
  const requests = readable(resources, 'ProcedureRequest')
  const areas: RecordAreas = {
    allergies: area('allergies', allergies.active, itself),
    endedAllergies: area('endedAllergies', allergies.ended, itself),
    medications: area('medications', medicines.medications, one => one.statement),
    consultations: area('consultations', consultations, one => one.encounter),
    problems: area(
      'problems',
      readable(resources, 'Condition').map(one => readProblem(one, resolve)),
      one => one.condition,
    ),
    immunisations: area('immunisations', readable(resources, 'Immunization'), itself),
    immunisationStatus: area('immunisations', observations.filter(isStatus), itself),
    uncategorised: area(
      'uncategorised',
      observations.filter(one => !parts.has(one) && !isStatus(one)),
      itself,
    ),
    investigations: area('investigations', reports, one => one.report),
    referrals: area('referrals', readable(resources, 'ReferralRequest'), itself),
    diary: area(
      'diary',
      requests.filter(one => !parts.has(one) && !isRequest(one)),
      itself,
    ),
  }
  const others = [
    ...resources.filter(one => isReadable(one) && !viewed.has(one.resourceType)),
    ...requests.filter(isRequest),
    ...readable(resources, 'Specimen').filter(one => !parts.has(one)),
    ...lists.filter(one => isStructure(one) && !structure.has(one.resource)).map(one => one.resource),
  ]
  return {
    bundle,
    patient: readable(resources, 'Patient')[0],
    lists,
    areas,
    documents,
    others,
    allergies,
    ...medicines,
    warnings: [...readWarnings(lists, outcomes, [...resources, ...contained]), ...notShown(others)],
    traceId,
    resolve,
    practitioner: (reference, within) => {
      const found = resolve(reference, within)
      return isResource(found, 'Practitioner') ? found : undefined
    },
    organization: (reference, within) => {
      const found = resolve(reference, within)
      return isResource(found, 'Organization') ? found : undefined
    },
    location: (reference, within) => {
      const found = resolve(reference, within)
      return isResource(found, 'Location') ? found : undefined
    },
    roleOf: practitioner => roles.find(one => practitioner !== undefined && resolve(one.practitioner) === practitioner),
  }
}

/** Types whose resources all have their place in a view, or are found by `resolve` where something names them. */
const viewed = new Set([
  'AllergyIntolerance',
  'Condition',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'HealthcareService',
  'Immunization',
  'List',
  'Location',
  'Medication',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'OperationOutcome',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'ProcedureRequest',
  'ReferralRequest',
  'Specimen',
])

const structures: readonly (string | undefined)[] = Object.values(structureCodes)
const isStructure = ({ code }: RecordList): boolean => structures.includes(code)

/** An explicit "no known allergies": SNOMED CT 716186003 (STR-ALG-22). Only one that is alone says so. */
export const saysNoKnownAllergies = ({ code }: AllergyIntolerance): boolean =>
  hasCode(code, codeSystems.snomed, '716186003')

/**
 * True only if the answer lets one say "no allergies": both lists were asked for and came, neither with a warning, and both are empty or
 * hold nothing but an explicit "none known" (STR-ALG-23). False says nothing.
 */
export function saysNoAllergies({ areas, allergies }: StructuredRecord): boolean {
  const lists = [areas.allergies.list, areas.endedAllergies.list]
  const isWhole = lists.every(list => list !== undefined && list.warningCodes.length === 0)
  const isTold = lists.every(list => list?.entries.every(one => one.resource !== undefined))
  return isWhole && isTold && allergies.ended.length === 0 && allergies.active.every(saysNoKnownAllergies)
}

/** By status; without one, by the list that holds it. What nothing calls ended counts as active. */
function sortAllergies(allergies: readonly AllergyIntolerance[], lists: readonly RecordList[]) {
  const endedLists = lists.filter(one => one.code === listCodes.endedAllergies)
  const listedAsEnded = new Set(endedLists.flatMap(one => one.entries.map(entry => entry.resource)))
  const hasEnded = (allergy: AllergyIntolerance) => {
    const status = allergy.clinicalStatus?.trim()
    return status === undefined ? listedAsEnded.has(allergy) : status === 'resolved' || status === 'inactive'
  }
  return { active: allergies.filter(one => !hasEnded(one)), ended: allergies.filter(hasEnded) }
}
