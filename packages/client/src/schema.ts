/**
 * What arrives, checked as far as the SDK itself walks it. All that a schema doesn't name is let pass and kept (STR-VER-07);
 * the checks never change a value.
 */
import {
  type Bundle,
  isResource,
  type OperationOutcome,
  type Patient,
  type Resource,
  type ResourceTypes,
} from '@gpc/fhir'
import { z } from 'zod'

const text = z.string().optional()
const coding = z.looseObject({ system: text, code: text, display: text, userSelected: z.boolean().optional() })
const concept = z.looseObject({ coding: z.array(coding).optional(), text })
const reference = z.looseObject({ reference: text, display: text })
const extension = z.looseObject({
  url: z.string(),
  valueCode: text,
  valueCodeableConcept: concept.optional(),
  extension: z.array(z.looseObject({ url: z.string() })).optional(),
})
const identifier = z.looseObject({ system: text, value: text })
const note = z.looseObject({ text })
const anyResource = z.looseObject({ resourceType: z.string(), id: text })

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ fullUrl: text, resource: anyResource.optional() })).optional(),
})
const outcome = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.looseObject({ severity: text, code: text, details: concept.optional(), diagnostics: text })),
})
const patient = z.looseObject({ resourceType: z.literal('Patient'), identifier: z.array(identifier).optional() })
const list = z.looseObject({
  title: text,
  code: concept.optional(),
  extension: z.array(extension).optional(),
  contained: z.array(anyResource).optional(),
  note: z.array(note).optional(),
  entry: z.array(z.looseObject({ item: reference })).optional(),
  emptyReason: concept.optional(),
})
const allergy = z.looseObject({
  clinicalStatus: text,
  code: concept.optional(),
  extension: z.array(extension).optional(),
  note: z.array(note).optional(),
  reaction: z.array(z.looseObject({ manifestation: z.array(concept).optional(), severity: text })).optional(),
})
const statement = z.looseObject({
  status: text,
  basedOn: z.array(reference).optional(),
  medicationReference: reference.optional(),
  medicationCodeableConcept: concept.optional(),
  extension: z.array(extension).optional(),
  dosage: z.array(z.looseObject({ text })).optional(),
  note: z.array(note).optional(),
})
const request = z.looseObject({
  status: text,
  intent: text,
  basedOn: z.array(reference).optional(),
  medicationReference: reference.optional(),
  extension: z.array(extension).optional(),
  dosageInstruction: z.array(z.looseObject({ text })).optional(),
  note: z.array(note).optional(),
})

const walked: Readonly<Record<string, z.ZodType>> = {
  AllergyIntolerance: allergy,
  List: list,
  Medication: z.looseObject({ code: concept.optional() }),
  MedicationRequest: request,
  MedicationStatement: statement,
  OperationOutcome: outcome,
  Patient: patient,
  PractitionerRole: z.looseObject({ practitioner: reference.optional() }),
}

/** True if the SDK can walk the resource; one of a type that it doesn't walk always is. */
export function isReadable(resource: Resource): boolean {
  return walked[resource.resourceType]?.safeParse(resource).success ?? true
}

export function isBundle(value: unknown): value is Bundle {
  return bundle.safeParse(value).success
}

export function isOperationOutcome(value: unknown): value is OperationOutcome {
  return outcome.safeParse(value).success
}

export function isPatient(value: unknown): value is Patient {
  return patient.safeParse(value).success
}

const capability = z.looseObject({
  resourceType: z.literal('CapabilityStatement'),
  version: text,
  fhirVersion: text,
})

/** A capability statement; all that it holds is there, typed as unknown beyond what is named. */
export type CapabilityStatement = z.infer<typeof capability>

export function isCapabilityStatement(value: unknown): value is CapabilityStatement {
  return capability.safeParse(value).success
}

/** The resources of a type that can be walked, in the order given. */
export function readable<Name extends keyof ResourceTypes>(
  resources: readonly Resource[],
  name: Name,
): ResourceTypes[Name][] {
  return resources.filter((one): one is ResourceTypes[Name] => isResource(one, name) && isReadable(one))
}
