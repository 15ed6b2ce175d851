/** Practices to ask for sections of the record: the worked example of EMIS, and invented patients in the formats of EMIS and SystmOne. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Interaction, interactions } from '@gpc/fhir'
import { type PdsRecord, pdsClient, startPds } from '@gpc/spine'
import { openStore, savePractice, setSwitch } from '@gpc/store'
import { type InventedPatient, inventSandbox, sampleDay, writeEmis, writeTpp } from '@gpc/synth'
import type { LightMyRequestResponse } from 'fastify'
import { freshDatabase } from '../../store/test/database.ts'
import type { HtmlSettings } from '../src/index.ts'
import { createProvider } from '../src/server.ts'
import { importFolder, systems, type TestPractice, tamsin, token } from './practice.ts'

export interface HtmlPractice extends TestPractice {
  readonly ods: string
  readonly asid: string
  /** The first patient of each trait. */
  readonly byTrait: ReadonlyMap<string, InventedPatient>
}

const writers = { emis: writeEmis, tpp: writeTpp }

/** The sandbox's patients of a system, one of each trait; the provider's clock stands at the day that they were made for. */
export async function startInvented(system: 'emis' | 'tpp', html: HtmlSettings = {}): Promise<HtmlPractice> {
  const found = inventSandbox().practices.find(({ practice }) => practice.system === system)
  const reader = systems.get(system)
  if (found === undefined || reader === undefined) throw new Error(`There is no practice of ${system}.`)
  const { practice } = found
  const byTrait = new Map(found.patients.toReversed().flatMap(one => one.traits.map(trait => [trait, one])))
  const { ods, name } = practice
  const asid = '990000000201'
  const store = await openStore(await freshDatabase())
  await savePractice(store, { ods, name, system, asid, partyKey: `${ods}-820001` })
  const folder = await mkdtemp(join(tmpdir(), 'gpc-html-'))
  await writers[system](practice, [...new Set(byTrait.values())], folder, { today: sampleDay })
  await importFolder(store, reader, folder, ods)
  await rm(folder, { recursive: true })
  for (const one of ['gp-connect', 'html', 'structured'] as const) await setSwitch(store, ods, one, true, 'test')
  const people = new Map([...byTrait.values()].map(one => [one.nhsNumber, pdsRecord(one)]))
  const server = await startPds({
    host: '127.0.0.1',
    port: 0,
    people: { find: async number => people.get(number), search: async () => [] },
  })
  const provider = await createProvider({
    store,
    html,
    version: 'test',
    pds: pdsClient({ baseUrl: server.url, timeoutMs: 5000 }),
    now: () => clock,
  })
  return {
    ods,
    asid,
    byTrait,
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

const clock = Date.parse(`${sampleDay}T12:00:00Z`) / 1000

function pdsRecord(one: InventedPatient): PdsRecord {
  const { pds } = one.administration
  return {
    nhsNumber: one.nhsNumber,
    invalid: false,
    sensitive: pds.sensitive === true,
    ...(pds.deceased === undefined ? {} : { deceased: pds.deceased }),
    names: [{ use: 'usual', given: [one.given], family: one.family }],
    gender: one.gender,
    birthDate: one.birthDate,
    addresses: [],
  }
}

const section = 'http://fhir.nhs.net/ValueSet/gpconnect-record-section-1'
const numberSystem = 'http://fhir.nhs.net/Id/nhs-number'

export const patientParameter = (value: string, system = numberSystem) => ({
  name: 'patientNHSNumber',
  valueIdentifier: { system, value },
})
export const sectionParameter = (code: string, system = section) => ({
  name: 'recordSection',
  valueCodeableConcept: { coding: [{ system, code }] },
})
export const periodParameter = (start?: string, end?: string) => ({ name: 'timePeriod', valuePeriod: { start, end } })

export const patientResource = (nhsNumber: string) => ({
  resourceType: 'Patient',
  identifier: [{ system: numberSystem, value: nhsNumber }],
})

/** The claims of a sound token of version 0.7.4. */
export function dstu2Claims(
  interaction: Interaction,
  record: unknown,
  now = Math.floor(Date.now() / 1000),
): Record<string, unknown> {
  return {
    iss: 'https://consumer.example',
    sub: '1',
    aud: 'https://authorize.fhir.nhs.net/token',
    iat: now,
    exp: now + 300,
    reason_for_request: 'directcare',
    requested_scope: interaction.scope,
    requesting_device: {
      resourceType: 'Device',
      id: '1',
      identifier: [{ system: 'https://consumer.example/Id/device', value: 'DEV1' }],
      model: 'v1',
      version: '1.1',
    },
    requesting_organization: {
      resourceType: 'Organization',
      id: '1',
      name: 'Invented Hospital',
      identifier: [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: 'X99999' }],
    },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: '1',
      identifier: [{ system: 'http://fhir.nhs.net/sds-user-id', value: '111111111111' }],
      name: { family: ['Locum'], given: ['Ada'], prefix: ['Dr'] },
      practitionerRole: [
        { role: { coding: [{ system: 'http://fhir.nhs.net/ValueSet/sds-job-role-name-1', code: 'R0260' }] } },
      ],
    },
    requested_record: record,
  }
}

export interface HtmlAsked {
  readonly claims?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Whom the token names; else whom the body does. */
  readonly record?: unknown
}

type Where = Pick<TestPractice, 'provider'> & Partial<Pick<HtmlPractice, 'ods' | 'asid' | 'byTrait'>>

/** Posts a body to $gpc.getcarerecord. */
export function askBody(practice: Where, body: unknown, asked: HtmlAsked = {}): Promise<LightMyRequestResponse> {
  const { ods = 'X99001', asid = '200000000001', byTrait } = practice
  const now = byTrait === undefined ? undefined : clock
  const record = asked.record ?? patientResource(tamsin)
  const all: Record<string, string | undefined> = {
    'Ssp-TraceID': randomUUID(),
    'Ssp-From': '200000000099',
    'Ssp-To': asid,
    'Ssp-InteractionID': interactions.getCareRecord.id,
    Authorization: `Bearer ${token(asked.claims ?? dstu2Claims(interactions.getCareRecord, record, now))}`,
    'Content-Type': 'application/json+fhir',
    ...asked.headers,
  }
  return practice.provider.inject({
    method: 'POST',
    url: `/${ods}/DSTU2/1/gpconnect/Patient/$gpc.getcarerecord`,
    headers: Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** Posts parameters; the token names the patient that they do. */
export const askParameters = (
  practice: Where,
  nhsNumber: string,
  parameter: readonly unknown[],
  asked: HtmlAsked = {},
): Promise<LightMyRequestResponse> =>
  askBody(practice, { resourceType: 'Parameters', parameter }, { record: patientResource(nhsNumber), ...asked })

export interface Period {
  readonly start?: string
  readonly end?: string
}

export function askSection(
  practice: Where,
  nhsNumber: string,
  code: string,
  period?: Period,
): Promise<LightMyRequestResponse> {
  const parameters = [patientParameter(nhsNumber), sectionParameter(code)]
  return askParameters(
    practice,
    nhsNumber,
    period === undefined ? parameters : [...parameters, periodParameter(period.start, period.end)],
  )
}

/** The XHTML of a section. */
export async function htmlOf(practice: Where, nhsNumber: string, code: string, period?: Period): Promise<string> {
  const response = await askSection(practice, nhsNumber, code, period)
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`)
  return response.json().entry[0].resource.section[0].text.div
}
