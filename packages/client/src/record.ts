/** A structured record as the SDK gives it: the bundle as received, and the ways into it. Pure. */
import {
  type AllergyIntolerance,
  type Bundle,
  type DomainResource,
  isResource,
  type MedicationRequest,
  type Organization,
  type Patient,
  type Practitioner,
  type PractitionerRole,
  type Reference,
} from '@gpc/fhir'
import { listCodes, type RecordList, readList } from './lists.ts'
import { type RecordMedication, readMedications } from './medications.ts'
import { type Resolve, resolver } from './references.ts'
import { readable } from './schema.ts'
import { type RecordWarning, readWarnings } from './warnings.ts'

export interface StructuredRecord {
  /** All that was received, untouched, with resources that this SDK has no view of (STR-VER-07). */
  readonly bundle: Bundle
  /** Undefined only if the answer holds none. */
  readonly patient: Patient | undefined
  readonly lists: readonly RecordList[]
  /** By their own status; ended ones must not be shown as active, nor drive decision support (STR-ALG-24). */
  readonly allergies: { readonly active: readonly AllergyIntolerance[]; readonly ended: readonly AllergyIntolerance[] }
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
  return {
    bundle,
    patient: readable(resources, 'Patient')[0],
    lists,
    allergies: sortAllergies(readable([...resources, ...contained], 'AllergyIntolerance'), lists),
    ...readMedications(resources, resolve),
    warnings: readWarnings(lists, readable(resources, 'OperationOutcome'), [...resources, ...contained]),
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
    roleOf: practitioner => roles.find(one => practitioner !== undefined && resolve(one.practitioner) === practitioner),
  }
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
