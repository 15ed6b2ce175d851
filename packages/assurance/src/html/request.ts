/** Requests for a section of version 0.7.4, and reading what comes (HTM-OP, HTM-ERR, SEC-JWT-30). */
import { interactions, type SpineCode, spineErrors } from '@gpc/fhir'
import { z } from 'zod'
import { uncached } from '../answer.ts'
import { demand, expect, expectSame, type Findings } from '../finding.ts'
import { type Answer, call, type Provider } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import type { Claims } from '../token.ts'

const interaction = interactions.getCareRecord
export const numberSystem = 'http://fhir.nhs.net/Id/nhs-number'
export const sectionSystem = 'http://fhir.nhs.net/ValueSet/gpconnect-record-section-1'
const media = 'application/json+fhir'

export const numberParameter = (value: string, system: string = numberSystem) => ({
  name: 'patientNHSNumber',
  valueIdentifier: { system, value },
})
export const sectionParameter = (code: string, system: string = sectionSystem) => ({
  name: 'recordSection',
  valueCodeableConcept: { coding: [{ system, code }] },
})

export interface Period {
  readonly start?: string
  readonly end?: string
}

export const periodParameter = (valuePeriod: Period) => ({ name: 'timePeriod', valuePeriod })

/** The claims of 0.7.4, made of those of a sound token. */
const dstu2Claims =
  (nhsNumber: string) =>
  (claims: Claims): object => ({
    ...claims,
    aud: 'https://authorize.fhir.nhs.net/token',
    requesting_device: { ...claims.requesting_device, id: '1' },
    requesting_organization: { ...claims.requesting_organization, id: '1' },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: claims.sub,
      identifier: [{ system: 'http://fhir.nhs.net/sds-user-id', value: '990000099901' }],
      name: { family: ['Checker'], given: ['Casey'], prefix: ['Dr'] },
      practitionerRole: [
        { role: { coding: [{ system: 'http://fhir.nhs.net/ValueSet/sds-job-role-name-1', code: 'R0260' }] } },
      ],
    },
    requested_record: { resourceType: 'Patient', identifier: [{ system: numberSystem, value: nhsNumber }] },
  })

/** Asks with any parameters, or with another resource. */
export function ask(
  at: Provider,
  { nhsNumber }: Person,
  parameter: readonly object[],
  resourceType = 'Parameters',
): Promise<Answer> {
  return call(at, {
    interaction,
    headers: { Accept: media, 'Content-Type': media },
    token: dstu2Claims(nhsNumber),
    body: parameter.length === 0 ? { resourceType } : { resourceType, parameter },
  })
}

export const askSection = (at: Provider, person: Person, code: string, period?: Period): Promise<Answer> =>
  ask(at, person, [
    numberParameter(person.nhsNumber),
    sectionParameter(code),
    ...(period === undefined ? [] : [periodParameter(period)]),
  ])

const reference = z.looseObject({ reference: z.string() })
const resource = z.looseObject({
  resourceType: z.string(),
  id: z.string(),
  meta: z.looseObject({ profile: z.array(z.string()), versionId: z.string().optional() }),
})
const composition = resource.extend({
  resourceType: z.literal('Composition'),
  date: z.string(),
  title: z.string(),
  status: z.string(),
  type: z.looseObject({ coding: z.array(z.looseObject({})), text: z.string().optional() }).optional(),
  class: z.unknown().optional(),
  subject: reference,
  author: z.array(reference).optional(),
  custodian: reference.optional(),
  section: z.array(
    z.looseObject({
      title: z.string(),
      code: z.looseObject({
        coding: z.array(z.looseObject({ system: z.string(), code: z.string(), display: z.string() })),
        text: z.string(),
      }),
      text: z.looseObject({ status: z.string(), div: z.string() }),
    }),
  ),
})
const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  id: z.string().optional(),
  type: z.string(),
  entry: z.array(z.looseObject({ resource })),
})

export type Composition = z.infer<typeof composition>
export type Dstu2Resource = z.infer<typeof resource>

export interface CareRecord {
  readonly type: string
  readonly resources: readonly Dstu2Resource[]
  readonly composition: Composition
  readonly html: string
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A success's record. @throws Stop if it isn't one */
export function careRecord(got: Answer): CareRecord {
  demand(got.status === 200, 'status 200', `${got.status} ${got.text}`)
  const found = bundle.safeParse(json(got.text))
  demand(found.success, 'a Bundle of resources with id and meta.profile', found.error?.message ?? got.text)
  const resources = found.data.entry.map(one => one.resource)
  const read = composition.safeParse(resources[0])
  demand(read.success, 'a Composition as the first entry', read.error?.message ?? resources[0])
  return {
    type: found.data.type,
    resources,
    composition: read.data,
    html: read.data.section[0]?.text.div ?? '',
  }
}

export const sentAs = ({ headers }: Answer): Findings =>
  expectSame('Content-Type', `${media};charset=utf-8`, (headers.get('content-type') ?? '').toLowerCase())

const outcome = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  meta: z.looseObject({ profile: z.array(z.string()) }),
  issue: z.array(
    z.looseObject({
      severity: z.string(),
      details: z.looseObject({ coding: z.array(z.looseObject({ system: z.string(), code: z.string() })) }),
    }),
  ),
})

/** HTM-ERR-01. @param code undefined: the suite asks for the status only */
export function dstu2Refusal(got: Answer, status: number, code?: SpineCode): Findings {
  demand(got.status === status, `status ${status} ${code ?? ''}`, `${got.status} ${got.text}`)
  const found = outcome.safeParse(json(got.text))
  demand(found.success, 'an OperationOutcome', got.text)
  const [coding] = found.data.issue[0]?.details.coding ?? []
  return [
    ...sentAs(got),
    ...uncached(got),
    ...expectSame(
      'profile (HTM-ERR-01)',
      ['http://fhir.nhs.net/StructureDefinition/gpconnect-operationoutcome-1'],
      found.data.meta.profile,
    ),
    ...expectSame(
      'system of the code (HTM-ERR-01)',
      'http://fhir.nhs.net/ValueSet/gpconnect-error-or-warning-code-1',
      coding?.system,
    ),
    ...(code === undefined
      ? expect(coding?.code !== undefined && coding.code in spineErrors, 'a Spine code', coding)
      : expectSame('code', code, coding?.code)),
  ]
}
