/** The JSON Web Token of a request: who asks, for whom they work, and why (SEC-JWT). It carries no signature (SEC-JWT-02). */
import { checkResource, GpConnectError, type Interaction, identifiers } from '@gpc/fhir'
import { z } from 'zod'

/** What the audit keeps of a token (SEC-AUD-03, SEC-AUD-08). */
export interface Requester {
  readonly userId: string
  readonly userName: string
  readonly roleProfile: string
  readonly organisation: string
  readonly device: string
  readonly reason: string
  readonly scope: string
  /** The decoded claims as JSON (SEC-JWT-31), or what could be decoded of them. */
  readonly claims: string
}

export const nobody: Requester = {
  userId: '',
  userName: '',
  roleProfile: '',
  organisation: '',
  device: '',
  reason: '',
  scope: '',
  claims: '',
}

const longest = 50_000

const identifier = z.object({ system: z.string().optional(), value: z.string().optional() })
const resource = z.looseObject({ resourceType: z.string() })
const claimsSchema = z.looseObject({
  iss: z.string().min(1),
  sub: z.string().min(1),
  aud: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  exp: z.number().int(),
  iat: z.number().int(),
  reason_for_request: z.string().min(1),
  requested_scope: z.string().min(1),
  requesting_device: resource,
  requesting_organization: resource,
  requesting_practitioner: resource.nullish(),
})

type Claims = z.infer<typeof claimsSchema>

/**
 * Decodes the Authorization header. @throws GpConnectError BAD_REQUEST if it isn't a bearer token of three parts that decode to
 * JSON objects (SEC-JWT-03)
 */
export function decodeToken(authorization: string | undefined): Readonly<Record<string, unknown>> {
  const token = /^Bearer ([\w\-.=]+)$/i.exec(authorization?.trim() ?? '')?.[1]
  if (token === undefined) throw bad('The header Authorization must hold a bearer token.')
  const parts = token.split('.')
  const [header, payload] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || token.length > longest) {
    throw bad('The bearer token must have three parts, the last of them empty.')
  }
  const algorithm = decodePart(header)
  if (typeof algorithm.alg !== 'string') throw bad('The header of the bearer token names no alg.')
  return decodePart(payload)
}

const anyObject = z.record(z.string(), z.unknown())

function decodePart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
    const found = anyObject.safeParse(value)
    if (found.success) return found.data
  } catch {
    // told below
  }
  throw bad('A part of the bearer token is not base64url-encoded JSON.')
}

/**
 * Checks a token's claims for an interaction at a moment (seconds since the epoch).
 * @throws GpConnectError BAD_REQUEST (claim missing, wrong time, reason or scope), INVALID_RESOURCE (a claim's resource is wrong)
 */
export function checkClaims(decoded: Readonly<Record<string, unknown>>, interaction: Interaction, now: number): void {
  const found = claimsSchema.safeParse(decoded)
  if (!found.success) {
    const name = found.error.issues[0]?.path[0]
    const claim = String(name)
    if (resourceClaims.some(([one]) => one === claim) && decoded[claim] !== undefined && decoded[claim] !== null) {
      throw new GpConnectError('INVALID_RESOURCE', `The claim ${claim} is no FHIR resource.`)
    }
    throw bad(`The claim ${claim} is missing or has a wrong type.`)
  }
  const claims = found.data
  checkTimes(claims, now)
  checkPurpose(claims, interaction)
  const practitioner = claims.requesting_practitioner ?? undefined
  for (const [name, type] of resourceClaims) {
    if (name !== 'requesting_practitioner' || practitioner !== undefined) checkClaimedResource(claims[name], name, type)
  }
  checkPractitioner(practitioner, claims.sub, interaction)
  if (odsCode(claims.requesting_organization) === '') {
    throw new GpConnectError('INVALID_RESOURCE', 'The claim requesting_organization has no ODS code as identifier.')
  }
}

/** SEC-JWT-05, SEC-JWT-16; a migration may run without a user (SEC-JWT-24). */
function checkPractitioner(
  practitioner: Claims['requesting_device'] | undefined,
  sub: string,
  { reason }: Interaction,
) {
  if (practitioner === undefined) {
    if (reason === 'migration') return
    throw bad('The claim requesting_practitioner is missing or has a wrong type.')
  }
  if (sub !== practitioner.id) {
    throw bad('The claim sub must be the id of the resource in requesting_practitioner (SEC-JWT-05).')
  }
  if (practitionerIdentifier(practitioner, identifiers.sdsUser) === '') {
    throw new GpConnectError(
      'INVALID_RESOURCE',
      'The claim requesting_practitioner has no SDS user id as identifier; UNK stands for none.',
    )
  }
}

/** SEC-JWT-07 to SEC-JWT-09, SEC-JWT-26: five minutes exactly; a clock that is ahead does no harm. */
export function checkTimes({ iat, exp }: Pick<Claims, 'iat' | 'exp'>, now: number): void {
  if (exp !== iat + 300) throw bad('The claim exp must be iat plus 300 seconds.')
  if (exp <= now) throw bad('The token has expired: make a new one for each request.')
}

/** SEC-JWT-10 to SEC-JWT-13: reason and scope as the interaction has them; a confidentiality may follow the scope. */
export function checkPurpose(
  claims: Pick<Claims, 'reason_for_request' | 'requested_scope'>,
  interaction: Interaction,
): void {
  if (claims.reason_for_request !== interaction.reason) {
    throw bad(`The claim reason_for_request must be ${interaction.reason} for this interaction.`)
  }
  const [scope, confidentiality, ...rest] = claims.requested_scope.split(' ')
  const known = confidentiality === undefined || confidentiality === 'conf/N' || confidentiality === 'conf/R'
  if (scope !== interaction.scope || !known || rest.length > 0) {
    throw bad(`The claim requested_scope must be ${interaction.scope} for this interaction.`)
  }
}

const resourceClaims = [
  ['requesting_device', 'Device'],
  ['requesting_organization', 'Organization'],
  ['requesting_practitioner', 'Practitioner'],
] as const

/** SEC-JWT-20, ERR-MAP-03. */
function checkClaimedResource(value: unknown, claim: string, type: string): void {
  const [first] = checkResource(value, type)
  if (first !== undefined)
    throw new GpConnectError('INVALID_RESOURCE', `The claim ${claim} is no sound ${type}: ${first}.`)
}

const organisationSystems = new Set<string>([
  identifiers.odsOrganization,
  'http://fhir.nhs.net/Id/ods-organization-code',
])

export function odsCode(organisation: unknown): string {
  return identifierOf(organisation, system => organisationSystems.has(system))
}

/** Systems of SDS user ids in 0.x: the one that is documented, with its known error, and the one that was meant (C-29). */
const dstu2UserSystems = ['http://fhir.nhs.net/sds-user-id', 'http://fhir.nhs.net/Id/sds-user-id']

/** The SDS user id of a practitioner as 0.x writes it; the empty text, if there is none. */
export function dstu2UserId(practitioner: unknown): string {
  return identifierOf(practitioner, system => dstu2UserSystems.includes(system))
}

function practitionerIdentifier(practitioner: unknown, wanted: string): string {
  return identifierOf(practitioner, system => system === wanted)
}

const identified = z.object({ identifier: z.array(identifier) })

export function identifierOf(value: unknown, wanted: (system: string) => boolean): string {
  const found = identified.safeParse(value)
  const match = found.data?.identifier.find(one => wanted(one.system ?? ''))
  return match?.value ?? ''
}

const text = z.string().catch('')
const name = z.object({
  // 0.x has a list
  family: z.union([z.string(), z.array(z.string()).transform(parts => parts.join(' '))]).catch(''),
  given: z.array(z.string()).catch([]),
  prefix: z.array(z.string()).catch([]),
})
const auditSchema = z.object({
  reason_for_request: text,
  requested_scope: text,
  requesting_device: z
    .object({ model: text, version: text, identifier: z.array(identifier).catch([]) })
    .catch({ model: '', version: '', identifier: [] }),
  requesting_practitioner: z
    .object({
      name: z.union([z.array(name), name.transform(one => [one])]).catch([]),
    })
    .catch({ name: [] }),
})

/** What the audit keeps, taken from whatever could be decoded: a token that is refused is audited as well (SEC-AUD-09). */
export function requesterOf(decoded: Readonly<Record<string, unknown>>): Requester {
  const found = auditSchema.safeParse(decoded)
  if (!found.success) return { ...nobody, claims: JSON.stringify(decoded) }
  const {
    requesting_device: device,
    requesting_practitioner: practitioner,
    reason_for_request,
    requested_scope,
  } = found.data
  const name = practitioner.name[0]
  return {
    userId:
      practitionerIdentifier(decoded.requesting_practitioner, identifiers.sdsUser) ||
      dstu2UserId(decoded.requesting_practitioner),
    userName: [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family ?? '']
      .filter(part => part !== '')
      .join(' '),
    roleProfile: practitionerIdentifier(decoded.requesting_practitioner, identifiers.sdsRoleProfile),
    organisation: odsCode(decoded.requesting_organization),
    device: [device.identifier[0]?.value ?? '', device.model, device.version].filter(part => part !== '').join(' '),
    reason: reason_for_request,
    scope: requested_scope,
    claims: JSON.stringify(decoded),
  }
}

export const bad = (diagnostics: string): GpConnectError => new GpConnectError('BAD_REQUEST', diagnostics)
