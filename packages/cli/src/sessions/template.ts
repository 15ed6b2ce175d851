/** A session as options and template files describe it. */
import { readFile } from 'node:fs/promises'
import {
  deliveryChannels,
  jobRole,
  notOffered,
  type Offer,
  organisationTypes,
  type SessionTemplate,
  templateFault,
} from '@gpc/clinical'
import type { PracticePlaces } from '@gpc/systems'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { idOf } from './places.ts'

const code = z.string().regex(/^[A-Za-z0-9]{3,10}$/)

/** What a template file may say; options on the command line come before it. */
export const sessionSchema = z.strictObject({
  date: z.iso.date(),
  from: z.string(),
  to: z.string(),
  minutes: z.coerce.number().int(),
  channel: z.enum(deliveryChannels),
  type: z.string().min(1).max(255),
  category: z.string().max(255).default(''),
  /** SDS job role; that of the first of the staff, if absent. */
  role: z.string().optional(),
  location: z.string().default(''),
  staff: z.array(z.string()).default([]),
  service: z.string().optional(),
  repeatUntil: z.iso.date().optional(),
  /** Absent: as the practice's rules say. */
  bookable: z.boolean().optional(),
  forTypes: z.array(z.enum(organisationTypes)).default([]),
  forOds: z.array(code).default([]),
  windowDays: z.coerce.number().int().min(0).optional(),
  embargoMinutes: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).optional(),
})

export type SessionWords = z.infer<typeof sessionSchema>

/** Joins a template file and options. @throws Problem that names what is missing or wrong */
export async function sessionWords(
  file: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<SessionWords> {
  const fromFile = file === undefined ? {} : await templateFile(file)
  const parsed = sessionSchema.safeParse({ ...fromFile, ...options })
  if (parsed.success) return parsed.data
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'template'}: ${message}`)
  throw new Problem(`The session isn't described well: ${reasons.join('; ')}.`, { exitCode: 2 })
}

async function templateFile(path: string): Promise<object> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof found === 'object' && found !== null) return found
  } catch (error) {
    throw new Problem(`${path} can't be read as JSON: check the path and the file.`, { exitCode: 2, cause: error })
  }
  throw new Problem(`${path} holds no JSON object.`, { exitCode: 2 })
}

/** @throws Problem if somebody or some place isn't known, or the times make no session */
export function templateOf(words: SessionWords, places: PracticePlaces): SessionTemplate {
  const { date, from, to, minutes, channel, type, category, service } = words
  const staff = words.staff.map(one => idOf(places.practitioner(one), 'practitioner', one))
  const role = words.role ?? staff.map(places.roleOf).find(one => one !== '') ?? ''
  if (role !== '' && jobRole(role) === undefined)
    throw new Problem(`${role} is no job role of the Spine directory: give one like R0260.`, { exitCode: 2 })
  const offer = offerOf(words)
  if (offer?.bookable === true && role === '')
    throw new Problem('A session that others may book needs a --role, such as R0260 (APT-CFG-04).', { exitCode: 2 })
  if (offer?.bookable === true && channel === 'Visit')
    throw new Problem('Visits are never offered to others (APT-CFG-07): leave --bookable out.', { exitCode: 2 })
  const template: SessionTemplate = {
    day: date,
    from,
    to,
    minutes,
    channel,
    type,
    category,
    role,
    location: idOf(places.location(words.location), 'surgery', words.location),
    staff,
    ...(service === undefined ? {} : { service }),
    ...(offer === undefined ? {} : { offer }),
  }
  const fault = templateFault(template)
  if (fault !== undefined) throw new Problem(fault, { exitCode: 2 })
  return template
}

function offerOf({ bookable, forTypes, forOds, windowDays, embargoMinutes, limit }: SessionWords): Offer | undefined {
  if (bookable === undefined) return undefined
  return {
    ...notOffered,
    bookable,
    organisationTypes: forTypes,
    organisations: forOds.map(one => one.toUpperCase()),
    embargoMinutes,
    ...(windowDays === undefined ? {} : { windowDays }),
    ...(limit === undefined ? {} : { limit }),
  }
}
