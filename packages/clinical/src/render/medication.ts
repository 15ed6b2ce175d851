/** The Medication resource: one for each medicine of a record, shared by all that refer to it (STR-MED-11 to 13). */
import { extensions, logicalId, profiles } from '@gpc/fhir'
import type { Concept } from '../model/entry.ts'
import { medicineConcept } from './concept.ts'
import type { Ref, RenderedResource } from './rendered.ts'

/** Medications met while one record is rendered. */
export interface Medications {
  ref(drug: Concept): Ref
  all(): RenderedResource[]
}

/** The id is made of the practice and the concept's content, so that the same medicine has the same id in every record. */
export function medications(ods: string): Medications {
  const seen = new Map<Concept, Ref>()
  const made = new Map<Ref, RenderedResource>()
  return {
    ref(drug) {
      const known = seen.get(drug)
      if (known !== undefined) return known
      // STR-COM-09: Medication binds the description id of HL7 UK.
      const code = JSON.stringify(medicineConcept(drug, extensions.descriptionIdHl7))
      const id = logicalId(ods, 'Medication', code)
      const ref = `Medication/${id}`
      seen.set(drug, ref)
      const json = `{"resourceType":"Medication","id":"${id}","meta":{"profile":["${profiles.medication}"]},"code":${code}}`
      made.set(ref, { ref, json, refs: [] })
      return ref
    },
    all: () => [...made.values()],
  }
}
