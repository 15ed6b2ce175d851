/** A real practice to ask: a fresh database with an imported delivery, PDS on a port of its own, and the provider in front. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Interaction, interactions } from '@gpc/fhir'
import { registrar, runImport } from '@gpc/intake'
import { type PdsRecord, pdsClient, startPds } from '@gpc/spine'
import { openStore, type Store, savePractice, setSwitch } from '@gpc/store'
import { type ClinicalSystem, documents, emis, gp2gp, local, microtest, pds, tpp, vision } from '@gpc/systems'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { freshDatabase } from '../../store/test/database.ts'
import { createProvider } from '../src/server.ts'

export const systems = new Map(
  [emis, tpp, vision, microtest, gp2gp, pds, documents, local].map(system => [system.name, system]),
)

/** The worked example of the EMIS reference: one patient, Tamsin QUILL. */
export const ods = 'X99001'
export const asid = '200000000001'
export const tamsin = '9990101019'
const folder = fileURLToPath(new URL('../../systems/src/emis/fixtures/worked-example', import.meta.url))

export interface TestPractice {
  readonly store: Store
  readonly provider: FastifyInstance
  /** Where it isn't the worked example: the practice's codes, and the seconds since the epoch that the provider's clock stands at. */
  readonly at?: { readonly ods: string; readonly asid: string; readonly now: number }
  /** What PDS knows; a test may change it. */
  readonly people: Map<string, PdsRecord>
  close(): Promise<void>
}

export const tamsinAtPds: PdsRecord = {
  nhsNumber: tamsin,
  invalid: false,
  sensitive: false,
  names: [{ use: 'usual', given: ['Tamsin'], family: 'Quill' }],
  gender: 'female',
  birthDate: '1971-03-09',
  addresses: [],
}

export async function importFolder(store: Store, system: ClinicalSystem, path: string, practice = ods) {
  const delivery = await system.open(path, { ods: practice, options: new Map() })
  return runImport(store, {
    practice: { ods: practice, name: 'Larch Lane Surgery' },
    system: system.name,
    delivery,
    systems,
  })
}

export async function startPractice(): Promise<TestPractice> {
  const store = await openStore(await freshDatabase())
  await savePractice(store, { ods, name: 'Larch Lane Surgery', system: 'emis', asid, partyKey: `${ods}-900001` })
  await importFolder(store, emis, folder)
  for (const name of ['gp-connect', 'foundations', 'structured'] as const)
    await setSwitch(store, ods, name, true, 'test')
  const people = new Map([[tamsin, tamsinAtPds]])
  const server = await startPds({
    host: '127.0.0.1',
    port: 0,
    people: { find: async number => people.get(number), search: async () => [] },
  })
  const provider = await createProvider({
    store,
    version: 'test',
    register: registrar(store, systems),
    pds: pdsClient({ baseUrl: server.url, timeoutMs: 5000 }),
  })
  return {
    store,
    provider,
    people,
    async close() {
      await provider.close()
      await server.close()
      await store.close()
    },
  }
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The claims of a sound token for an interaction. */
export function claims(interaction: Interaction, now = Math.floor(Date.now() / 1000)): Record<string, unknown> {
  return {
    iss: 'https://consumer.example/token',
    sub: '10019',
    aud: `http://127.0.0.1/${ods}/STU3/1/gpconnect`,
    iat: now,
    exp: now + 300,
    reason_for_request: interaction.reason,
    requested_scope: interaction.scope,
    requesting_device: {
      resourceType: 'Device',
      identifier: [{ system: 'https://consumer.example/Id/device', value: 'DEV1' }],
      model: 'Test consumer',
      version: '1',
    },
    requesting_organization: {
      resourceType: 'Organization',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'X99999' }],
      name: 'Invented Hospital',
    },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: '10019',
      identifier: [
        { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: '111111111111' },
        { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: '222222222222' },
        { system: 'https://consumer.example/Id/user', value: 'u1' },
      ],
      name: [{ family: 'Locum', given: ['Ada'], prefix: ['Dr'] }],
    },
  }
}

export const token = (payload: unknown): string => `${base64({ alg: 'none', typ: 'JWT' })}.${base64(payload)}.`

export interface Asked {
  readonly interaction?: Interaction
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  readonly url: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly claims?: unknown
  readonly body?: unknown
}

/** Asks the provider as a consumer does; headers given as undefined are left out. */
export function ask({ provider, at }: TestPractice, asked: Asked): Promise<LightMyRequestResponse> {
  const { interaction = interactions.metadata, url, body } = asked
  const all: Record<string, string | undefined> = {
    'Ssp-TraceID': randomUUID(),
    'Ssp-From': '200000000099',
    'Ssp-To': at?.asid ?? asid,
    'Ssp-InteractionID': interaction.id,
    Authorization: `Bearer ${token(asked.claims ?? claims(interaction, at?.now))}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
    ...asked.headers,
  }
  const headers = Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  const payload = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  return provider.inject({
    method: asked.method ?? interaction.method,
    url: `/${at?.ods ?? ods}/STU3/1/${url}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
}

/** How many resources a searchset holds. */
export const countIn = (bundle: { readonly entry?: readonly unknown[] }): number => bundle.entry?.length ?? 0

/** The code of an error answer's one issue. */
export function errorCode(response: LightMyRequestResponse): string {
  return response.json().issue[0].details.coding[0].code
}

export interface Parameter {
  readonly name: string
  readonly [value: string]: unknown
}

export const nhsNumber = (value = tamsin): Parameter => ({
  name: 'patientNHSNumber',
  valueIdentifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value },
})
export const allergies = (resolved = true): Parameter => ({
  name: 'includeAllergies',
  part: [{ name: 'includeResolvedAllergies', valueBoolean: resolved }],
})
export const medication = (...part: Parameter[]): Parameter => ({
  name: 'includeMedication',
  ...(part.length === 0 ? {} : { part }),
})

export function askRecord(
  practice: TestPractice,
  parameter: readonly unknown[],
  headers: Asked['headers'] = {},
): Promise<LightMyRequestResponse> {
  return ask(practice, {
    interaction: interactions.getStructuredRecord,
    url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
    headers,
    body: { resourceType: 'Parameters', parameter },
  })
}
