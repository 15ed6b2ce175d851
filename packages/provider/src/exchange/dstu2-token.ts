/** The claims of version 0.7.4 (SEC-JWT-06, SEC-JWT-30): a fixed `aud`, resources of DSTU2, and the record that is asked for. */
import { GpConnectError, type Interaction } from '@gpc/fhir'
import { z } from 'zod'
import { bad, checkPurpose, checkTimes, dstu2UserId, identifierOf, odsCode } from './token.ts'

/** C-28. */
const audience = 'https://authorize.fhir.nhs.net/token'

const resource = z.looseObject({ resourceType: z.string() })
const claimsSchema = z.looseObject({
  iss: z.string().min(1),
  sub: z.string().min(1),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number().int(),
  iat: z.number().int(),
  reason_for_request: z.string().min(1),
  requested_scope: z.string().min(1),
  requesting_device: resource,
  requesting_organization: resource,
  requesting_practitioner: resource,
  requested_record: resource,
})

const common = 'resourceType id meta implicitRules language text contained extension modifierExtension identifier'
const elements = {
  Device:
    'type note status manufacturer model version manufactureDate expiry udi lotNumber owner location patient contact url',
  Organization: 'active type name telecom address partOf contact',
  Practitioner: 'active name telecom address gender birthDate photo practitionerRole qualification communication',
  Patient:
    'active name telecom gender birthDate deceasedBoolean deceasedDateTime address maritalStatus multipleBirthBoolean multipleBirthInteger photo contact animal communication careProvider managingOrganization link',
} as const

type TypeName = keyof typeof elements

const resourceClaims: readonly (readonly [claim: string, types: readonly TypeName[]])[] = [
  ['requesting_device', ['Device']],
  ['requesting_organization', ['Organization']],
  ['requesting_practitioner', ['Practitioner']],
  ['requested_record', ['Patient', 'Organization']],
]

/**
 * Checks a token's claims for an interaction at a moment (seconds since the epoch).
 * @throws GpConnectError BAD_REQUEST; INVALID_RESOURCE for a resource with elements that it can't have (C-27)
 */
export function checkDstu2Claims(
  decoded: Readonly<Record<string, unknown>>,
  interaction: Interaction,
  now: number,
): void {
  const found = claimsSchema.safeParse(decoded)
  if (!found.success) {
    throw bad(`The claim ${String(found.error.issues[0]?.path[0])} is missing or has a wrong type.`)
  }
  const claims = found.data
  checkTimes(claims, now)
  if (claims.aud !== audience) throw bad(`The claim aud must be ${audience}.`)
  checkPurpose(claims, interaction)
  for (const [claim, types] of resourceClaims) checkResource(claim, claims[claim], types)
  if (claims.sub !== claims.requesting_practitioner.id) {
    throw bad('The claim sub must be the id of the resource in requesting_practitioner (SEC-JWT-05).')
  }
  if (odsCode(claims.requesting_organization) === '') {
    throw bad('The claim requesting_organization has no ODS code as identifier.')
  }
  if (dstu2UserId(claims.requesting_practitioner) === '') {
    throw bad('The claim requesting_practitioner has no SDS user id as identifier; UNK stands for none.')
  }
  if (!named.safeParse(claims.requesting_practitioner).success) {
    throw bad('The claim requesting_practitioner has no name with a family or given name.')
  }
}

const names = z.array(z.string().min(1)).min(1)
const named = z.looseObject({
  name: z.union([z.looseObject({ family: names }), z.looseObject({ given: names })]),
})

function checkResource(claim: string, value: unknown, types: readonly TypeName[]): void {
  const { data = { resourceType: '' } } = resource.safeParse(value)
  const type = types.find(one => one === data.resourceType)
  if (type === undefined) throw bad(`The claim ${claim} must be a FHIR ${types.join(' or ')}.`)
  const known = new Set(`${common} ${elements[type]}`.split(' '))
  const unknown = Object.keys(data).find(name => !known.has(name) && !known.has(name.replace(/^_/, '')))
  if (unknown !== undefined) {
    throw new GpConnectError('INVALID_RESOURCE', `The claim ${claim} is no sound ${type}: ${unknown} is not known.`)
  }
}

/** The NHS number in `requested_record`; undefined if it is no Patient. */
export function requestedNhsNumber(claims: string): string | undefined {
  const decoded = z.looseObject({ requested_record: resource }).safeParse(JSON.parse(claims))
  const record = decoded.data?.requested_record
  if (record?.resourceType !== 'Patient') return undefined
  return identifierOf(record, system => system === 'http://fhir.nhs.net/Id/nhs-number')
}
