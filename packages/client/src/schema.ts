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

const value = { valueQuantity: z.looseObject({ value: z.number().optional(), unit: text, code: text }).optional() }
const observation = z.looseObject({
  code: concept,
  comment: text,
  effectiveDateTime: text,
  related: z.array(z.looseObject({ type: text, target: reference })).optional(),
  component: z.array(z.looseObject({ code: concept, ...value })).optional(),
  referenceRange: z.array(z.looseObject({ text })).optional(),
  performer: z.array(reference).optional(),
  ...value,
  valueString: text,
  valueCodeableConcept: concept.optional(),
})
const entry = z.looseObject({
  extension: z.array(extension).optional(),
  code: concept.optional(),
  note: z.array(note).optional(),
})

const walked: Readonly<Record<string, z.ZodType>> = {
  AllergyIntolerance: allergy,
  Condition: entry,
  DiagnosticReport: z.looseObject({
    code: concept.optional(),
    issued: text,
    basedOn: z.array(reference).optional(),
    performer: z.array(z.looseObject({ actor: reference })).optional(),
    specimen: z.array(reference).optional(),
    result: z.array(reference).optional(),
    conclusion: text,
    codedDiagnosis: z.array(concept).optional(),
  }),
  DocumentReference: z.looseObject({
    type: concept.optional(),
    description: text,
    author: z.array(reference).optional(),
    content: z
      .array(z.looseObject({ attachment: z.looseObject({ contentType: text, url: text, title: text }) }))
      .optional(),
  }),
  Encounter: z.looseObject({
    type: z.array(concept).optional(),
    period: z.looseObject({ start: text, end: text }).optional(),
    participant: z
      .array(z.looseObject({ type: z.array(concept).optional(), individual: reference.optional() }))
      .optional(),
    location: z.array(z.looseObject({ location: reference })).optional(),
  }),
  Immunization: z.looseObject({
    notGiven: z.boolean(),
    vaccineCode: concept.optional(),
    date: text,
    extension: z.array(extension).optional(),
    practitioner: z.array(z.looseObject({ role: concept.optional(), actor: reference })).optional(),
    explanation: z
      .looseObject({ reason: z.array(concept).optional(), reasonNotGiven: z.array(concept).optional() })
      .optional(),
    vaccinationProtocol: z.array(z.looseObject({ targetDisease: z.array(concept).optional() })).optional(),
    note: z.array(note).optional(),
  }),
  List: list,
  Medication: z.looseObject({ code: concept.optional() }),
  MedicationRequest: request,
  MedicationStatement: statement,
  Observation: observation,
  OperationOutcome: outcome,
  Patient: patient,
  PractitionerRole: z.looseObject({ practitioner: reference.optional() }),
  ProcedureRequest: z.looseObject({
    intent: text,
    code: concept.optional(),
    occurrenceDateTime: text,
    reasonCode: z.array(concept).optional(),
    note: z.array(note).optional(),
  }),
  ReferralRequest: z.looseObject({
    authoredOn: text,
    description: text,
    reasonCode: z.array(concept).optional(),
    serviceRequested: z.array(concept).optional(),
    recipient: z.array(reference).optional(),
    note: z.array(note).optional(),
  }),
  Specimen: z.looseObject({
    type: concept.optional(),
    accessionIdentifier: identifier.optional(),
    note: z.array(note).optional(),
    collection: z.looseObject({}).optional(),
  }),
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
