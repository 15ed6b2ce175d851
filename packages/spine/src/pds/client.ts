/** The client of PDS, by its FHIR API. */
import { randomUUID } from 'node:crypto'
import type { PdsCriteria, PdsName, PdsPerson } from './person.ts'
import { bundleSchema, outcomeSchema, type PdsPatient, patientSchema } from './schema.ts'

export interface PdsClient {
  /**
   * The person that an NHS number leads to (FND-PAT-01); undefined if PDS doesn't know it.
   * @throws PdsError if the number isn't valid, or PDS can't be asked
   */
  trace(nhsNumber: string): Promise<PdsPerson | undefined>
  /**
   * The one person who matches. Nobody, and several, are different answers: narrow the search if there are several.
   * @throws PdsError
   */
  search(criteria: PdsCriteria): Promise<PdsPerson | 'none' | 'several'>
}

/** PDS refused, failed or couldn't be reached. It never holds data of a person. */
export class PdsError extends Error {
  override readonly name = 'PdsError'
  /** HTTP status; absent if there was no answer. */
  readonly status?: number
  /** PDS's own code, such as `INVALID_RESOURCE_ID`. */
  readonly code?: string

  constructor(message: string, details: { status?: number; code?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause })
    if (details.status !== undefined) this.status = details.status
    if (details.code !== undefined) this.code = details.code
  }
}

export interface PdsClientOptions {
  /** Up to and without `/Patient`. */
  readonly baseUrl: string
  /** For a whole answer, in milliseconds. */
  readonly timeoutMs: number
  /** Further headers, e.g. the access token of the national PDS. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>
}

export function pdsClient({ baseUrl, timeoutMs, headers }: PdsClientOptions): PdsClient {
  async function get(path: string): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(baseUrl + path, {
        headers: { Accept: 'application/fhir+json', 'X-Request-ID': randomUUID(), ...(await headers?.()) },
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      })
      return { status: response.status, body: await response.json() }
    } catch (cause) {
      throw new PdsError('PDS could not be asked: check its address and the network, then try again.', { cause })
    }
  }

  return {
    async trace(nhsNumber) {
      const { status, body } = await get(`/Patient/${encodeURIComponent(nhsNumber)}`)
      const patient = status === 200 ? patientSchema.safeParse(body) : undefined
      if (patient?.success) return person(patient.data, nhsNumber)
      const code = outcomeCode(body)
      if (status === 404 && code === 'RESOURCE_NOT_FOUND') return undefined
      if (status === 404 && code === 'INVALIDATED_RESOURCE') return invalidated(nhsNumber)
      throw refusal(status, code)
    },

    async search(criteria) {
      const { family, given, gender, birthDate, postcode } = criteria
      const query = new URLSearchParams({ family, birthdate: `eq${birthDate}` })
      if (given !== undefined) query.set('given', given)
      if (gender !== undefined) query.set('gender', gender)
      if (postcode !== undefined) query.set('address-postcode', postcode)
      const { status, body } = await get(`/Patient?${query}`)
      const code = outcomeCode(body)
      if (status === 200 && code === 'TOO_MANY_MATCHES') return 'several'
      const bundle = status === 200 ? bundleSchema.safeParse(body) : undefined
      if (!bundle?.success) throw refusal(status, code)
      const [first, ...others] = bundle.data.entry ?? []
      if (first === undefined) return 'none'
      return others.length > 0 ? 'several' : person(first.resource, first.resource.id)
    },
  }
}

function refusal(status: number, code: string | undefined): PdsError {
  const what = code === undefined ? 'an answer that is not understood' : code
  const advice = code === 'INVALID_RESOURCE_ID' ? 'Check the NHS number.' : 'Check the request, or try again later.'
  return new PdsError(`PDS answered ${status} with ${what}. ${advice}`, {
    status,
    ...(code === undefined ? {} : { code }),
  })
}

function outcomeCode(body: unknown): string | undefined {
  const outcome = outcomeSchema.safeParse(body)
  return outcome.success ? outcome.data.issue[0]?.details?.coding?.[0]?.code : undefined
}

/** A record that PDS gives no data of: it must not be used, which is all that is known. */
function invalidated(nhsNumber: string): PdsPerson {
  return { nhsNumber, superseded: false, invalid: true, sensitive: false, names: [], gender: 'unknown', addresses: [] }
}

/** Labels that restrict nothing; any other one, known or not, counts as sensitive. */
const unrestricted = ['U', 'N']

function person(patient: PdsPatient, asked: string): PdsPerson {
  const labels = (patient.meta?.security ?? []).flatMap(one => one.code ?? [])
  const ods = patient.generalPractitioner?.[0]?.identifier?.value
  const deceased = patient.deceasedDateTime?.slice(0, 10) ?? (patient.deceasedBoolean === true ? true : undefined)
  return {
    nhsNumber: patient.id,
    superseded: patient.id !== asked,
    invalid: labels.includes('REDACTED'),
    sensitive: labels.some(label => !unrestricted.includes(label) && label !== 'REDACTED'),
    ...(deceased === undefined ? {} : { deceased }),
    names: (patient.name ?? []).map(name),
    gender: patient.gender ?? 'unknown',
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
    addresses: (patient.address ?? []).map(({ use, line, postalCode }) => ({
      ...(use === undefined ? {} : { use }),
      lines: line ?? [],
      ...(postalCode === undefined ? {} : { postcode: postalCode }),
    })),
    ...(ods === undefined ? {} : { generalPractitionerOds: ods }),
  }
}

function name({ use, prefix, given, family }: NonNullable<PdsPatient['name']>[number]): PdsName {
  return {
    ...(use === undefined ? {} : { use }),
    ...(prefix === undefined ? {} : { prefix }),
    given: given ?? [],
    ...(family === undefined ? {} : { family }),
  }
}
