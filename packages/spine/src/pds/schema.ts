/** What PDS sends, checked as far as it is read here; all else is let pass. */
import { z } from 'zod'

const coding = z.looseObject({ code: z.string().optional() })

/** A Patient of FHIR R4. */
export const patientSchema = z.looseObject({
  resourceType: z.literal('Patient'),
  id: z.string(),
  meta: z.looseObject({ security: z.array(coding).optional() }).optional(),
  name: z
    .array(
      z.looseObject({
        use: z.string().optional(),
        prefix: z.array(z.string()).optional(),
        given: z.array(z.string()).optional(),
        family: z.string().optional(),
      }),
    )
    .optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: z
    .string()
    .regex(/^\d{4}(-\d\d(-\d\d)?)?$/)
    .optional(),
  deceasedDateTime: z.string().optional(),
  deceasedBoolean: z.boolean().optional(),
  address: z
    .array(
      z.looseObject({
        use: z.string().optional(),
        line: z.array(z.string()).optional(),
        postalCode: z.string().optional(),
      }),
    )
    .optional(),
  generalPractitioner: z
    .array(z.looseObject({ identifier: z.looseObject({ value: z.string().optional() }).optional() }))
    .optional(),
})

export const outcomeSchema = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.looseObject({ details: z.looseObject({ coding: z.array(coding).optional() }).optional() })),
})

export const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: patientSchema })).optional(),
})

export type PdsPatient = z.infer<typeof patientSchema>
