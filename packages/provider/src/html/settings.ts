/** What NHS England may order to be changed without a release (HTM-SEC-07, HTM-BAN-06). */
import { z } from 'zod'
import { sections } from './sections.ts'

const filtered = Object.entries(sections).flatMap(([code, one]) => (one.filtered ? [code] : []))

const emergency = z.strictObject({
  /** Codes of one group stand for the same: only the most recent entry of a group is shown. */
  groups: z.array(z.array(z.string().min(1)).min(1)),
  /** Text of the table's content banner. */
  banner: z.string().min(1).optional(),
})

export const htmlSettingsSchema = z.strictObject({
  /** Absent: the table of emergency codes is switched off. */
  emergencyCodes: emergency.optional(),
  /** Months that a section goes back where the consumer sends no period, by section code; absent: everything. */
  defaultMonths: z
    .record(z.string(), z.number().int().positive())
    .refine(value => Object.keys(value).every(code => filtered.includes(code)), {
      message: `defaultMonths takes the sections ${filtered.join(', ')}`,
    })
    .optional(),
})

export type HtmlSettings = z.infer<typeof htmlSettingsSchema>
export type EmergencySettings = NonNullable<HtmlSettings['emergencyCodes']>
