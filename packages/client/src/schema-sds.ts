/** What SDS's FHIR API sends, checked as far as it is read. */
import { z } from 'zod'

const identifier = z.looseObject({ system: z.string().optional(), value: z.string().optional() })

export const sdsBundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z
    .array(
      z.looseObject({
        resource: z.looseObject({
          resourceType: z.string(),
          address: z.string().optional(),
          identifier: z.array(identifier).optional(),
        }),
      }),
    )
    .optional(),
})

export type SdsRecord = NonNullable<z.infer<typeof sdsBundle>['entry']>[number]['resource']
