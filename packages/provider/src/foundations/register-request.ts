/** The body of Register a patient: what must be sent, what may be sent, and nothing else (REG-FLD). */
import { type Demographics, languageOf } from '@gpc/clinical'
import {
  checkResource,
  extensions,
  GpConnectError,
  identifiers,
  isLocalDate,
  isNhsNumber,
  type LocalDate,
  profiles,
} from '@gpc/fhir'
import { z } from 'zod'
import { addressesOf, contactsOf } from './register-contacts.ts'

export interface RegistrationRequest {
  readonly nhsNumber: string
  /** As it was sent; gender is absent if it wasn't. */
  readonly demographics: Omit<Demographics, 'gender'> & Partial<Pick<Demographics, 'gender'>>
  /** The Patient resource as JSON. */
  readonly sent: string
}

const parameters = z.object({
  parameter: z.array(z.object({ name: z.string(), resource: z.looseObject({ resourceType: z.string() }).optional() })),
})

const patient = z.object({
  meta: z.object({ profile: z.array(z.string()).default([]) }).default({ profile: [] }),
  extension: z.array(z.looseObject({ url: z.string() })).default([]),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).default([]),
  name: z
    .array(
      z.object({
        use: z.string().optional(),
        family: z.string().optional(),
        given: z.array(z.string()).default([]),
        prefix: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  telecom: z.array(z.unknown()).default([]),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: z.string().optional(),
  address: z.array(z.unknown()).default([]),
})

type SentPatient = z.infer<typeof patient>

const elements = new Set(['resourceType', ...Object.keys(patient.shape)])

/** U+0000 in JSON text, which no FHIR string may hold. */
const nul = /(?<!\\)(\\\\)*\\u0000/

const invalid = (diagnostics: string) => new GpConnectError('INVALID_RESOURCE', diagnostics)

/**
 * Reads a parsed body. Which code stands for what is missing follows the national test cases (REG-FLD-06, REG-FLD-07).
 * @throws GpConnectError INVALID_RESOURCE, BAD_REQUEST, INVALID_NHS_NUMBER, INVALID_IDENTIFIER_SYSTEM; the element at fault is named
 */
export function registrationRequest(body: unknown, today: LocalDate): RegistrationRequest {
  const resource = onlyPatient(body)
  const other = Object.keys(resource).find(name => !elements.has(name))
  if (other !== undefined) throw invalid(`Patient.${other.slice(0, 60)} must not be sent.`)
  const found = patient.safeParse(resource)
  if (!found.success) throw invalid(`Patient.${found.error.issues[0]?.path.join('.') ?? ''} has no allowed value.`)
  const sent = JSON.stringify(resource)
  if (nul.test(sent)) throw invalid('Patient must not hold the character U+0000.')
  const { data } = found
  const { profile } = data.meta
  if (!profile.includes(profiles.patient)) throw invalid(`Patient.meta.profile must hold ${profiles.patient}.`)
  return {
    nhsNumber: nhsNumberOf(data),
    demographics: {
      name: nameOf(data),
      birthDate: birthDateOf(data, today),
      ...(data.gender === undefined ? {} : { gender: data.gender }),
      addresses: addressesOf(data.address),
      contacts: contactsOf(data.telecom),
      ...communicationOf(data),
    },
    sent,
  }
}

const anyNumber = z.object({
  parameter: z.array(z.object({ resource: z.object({ identifier: z.array(z.object({ value: z.string() })) }) })),
})

/** The first identifier of a body that may be wrong in other ways: whom a refused request was about (SEC-AUD-01). */
export function numberIn(body: unknown): string {
  return anyNumber.safeParse(body).data?.parameter[0]?.resource.identifier[0]?.value.slice(0, 20) ?? ''
}

/** The Patient in the one parameter `registerPatient`. */
function onlyPatient(body: unknown): Readonly<Record<string, unknown>> {
  const [fault] = checkResource(body, 'Parameters')
  if (fault !== undefined) throw invalid(fault)
  const found = parameters.safeParse(body)
  const all = found.data?.parameter ?? []
  const [first, second] = all.filter(one => one.name === 'registerPatient')
  if (second !== undefined)
    throw new GpConnectError('BAD_REQUEST', 'Parameters.parameter must hold registerPatient exactly once.')
  if (first?.resource?.resourceType !== 'Patient')
    throw invalid('Parameters.parameter must hold registerPatient with a Patient as its resource.')
  if (all.length > 1) throw invalid('Parameters.parameter must hold nothing but registerPatient.')
  return first.resource
}

/** Identifiers of other systems may come beside the NHS number; they are kept with the request only. */
function nhsNumberOf({ identifier }: SentPatient): string {
  if (identifier.length === 0)
    throw new GpConnectError('INVALID_NHS_NUMBER', 'Patient.identifier must hold the NHS number.')
  if (identifier.some(one => one.system === undefined))
    throw new GpConnectError('BAD_REQUEST', 'Patient.identifier must have a system.')
  const [first, second] = identifier.filter(one => one.system === identifiers.nhsNumber)
  if (first === undefined)
    throw new GpConnectError(
      'INVALID_IDENTIFIER_SYSTEM',
      `Patient.identifier must have the system ${identifiers.nhsNumber}.`,
    )
  if (second !== undefined) throw invalid('Patient.identifier must hold one NHS number only.')
  const { value = '' } = first
  if (!isNhsNumber(value))
    throw new GpConnectError(
      'INVALID_NHS_NUMBER',
      'Patient.identifier.value must be ten digits with a right check digit.',
    )
  return value
}

function nameOf({ name }: SentPatient): Demographics['name'] {
  const [official, second] = name.filter(one => one.use === 'official')
  if (second !== undefined) throw invalid('Patient.name must hold one name with the use official only.')
  const family = official?.family?.trim() ?? ''
  const given = official?.given.map(one => one.trim()).filter(one => one !== '') ?? []
  const prefix = official?.prefix.join(' ').trim() ?? ''
  if (family === '' || given.length === 0)
    throw new GpConnectError('BAD_REQUEST', 'Patient.name must hold a name with the use official, family and given.')
  return { ...(prefix === '' ? {} : { prefix }), given, family }
}

function birthDateOf({ birthDate }: SentPatient, today: LocalDate): LocalDate {
  if (birthDate === undefined) throw new GpConnectError('BAD_REQUEST', 'Patient.birthDate must be sent.')
  if (!isLocalDate(birthDate) || birthDate > today)
    throw invalid('Patient.birthDate must be a whole day, not in the future.')
  return birthDate
}

const communication = z.strictObject({
  url: z.literal(extensions.nhsCommunication),
  extension: z.array(
    z.union([
      z.strictObject({
        url: z.literal('language'),
        valueCodeableConcept: z.object({ coding: z.array(z.object({ code: z.string() })).min(1) }),
      }),
      z.strictObject({ url: z.literal('interpreterRequired'), valueBoolean: z.boolean() }),
    ]),
  ),
})

/** REG-FLD-02: nhsCommunication with its language and interpreterRequired, once, is the one extension that may be sent. */
function communicationOf({ extension }: SentPatient): Pick<Demographics, 'language' | 'interpreterRequired'> {
  const [first, second] = extension
  if (first === undefined) return {}
  const found = communication.safeParse(first)
  const parts = found.data?.extension ?? []
  const languages = parts.flatMap(one => (one.url === 'language' ? one.valueCodeableConcept.coding : []))
  const interpreter = parts.flatMap(one => (one.url === 'interpreterRequired' ? one.valueBoolean : []))
  const language = languages.map(one => languageOf(one.code)?.code).find(code => code !== undefined)
  if (second !== undefined || language === undefined || parts.length > 2 || interpreter.length > 1)
    throw invalid(
      'Patient.extension may hold nhsCommunication once, with a language of CareConnect-HumanLanguage-1 and interpreterRequired, and nothing else.',
    )
  const [interpreterRequired] = interpreter
  return { language, ...(interpreterRequired === undefined ? {} : { interpreterRequired }) }
}
