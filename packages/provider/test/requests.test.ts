/** Rules for requests that hold for every capability: where they go by, what is refused, how they are sent. */
import { interactions } from '@gpc/fhir'
import { savePractice, setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProvider } from '../src/server.ts'
import { dstu2Claims, patientResource } from './html-practice.ts'
import {
  allergies,
  asid,
  ask,
  askRecord,
  claims,
  errorCode,
  medication,
  nhsNumber,
  ods,
  startPractice,
  type TestPractice,
  tamsin,
  token,
} from './practice.ts'
import { answerOf } from './sample-practice.ts'
import { importChanged } from './worked-example.ts'

const other = { ods: 'X99002', asid: '200000000002', now: Math.floor(Date.now() / 1000) }
let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
  await savePractice(practice.store, { ...other, name: 'Elm Street Surgery', system: 'emis', partyKey: 'X99002-1' })
  for (const name of ['gp-connect', 'foundations', 'structured'] as const)
    await setSwitch(practice.store, other.ods, name, true, 'test')
})
afterAll(() => practice.close())

const find = (patient = tamsin) => ({
  interaction: interactions.findPatient,
  url: `gpconnect/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|${patient}`,
})
const structured = 'gpconnect/structured/Patient/$gpc.getstructuredrecord'

describe('where a request goes', () => {
  test('SEC-HDR-08 SEC-SDS-17 SEC-SSP-06 by the ODS code of the practice in the URL alone; headers must only agree', async () => {
    const elsewhere = { ...practice, at: other }
    expect((await ask(practice, find())).json().entry).toHaveLength(1)
    await expect.poll(async () => (await ask(elsewhere, find())).statusCode, { timeout: 10_000 }).toBe(200)
    expect((await ask(elsewhere, find())).json().entry ?? []).toEqual([])
    for (const [at, to] of [
      [practice, other.asid],
      [elsewhere, asid],
    ] as const) {
      const response = await ask(at, { ...find(), headers: { 'Ssp-To': to } })
      expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
    }
    const fromAnybody = await ask(practice, { ...find(), headers: { 'Ssp-From': '918999198999' } })
    expect(fromAnybody.json().entry).toHaveLength(1)
  })

  test.each([
    'X99001001',
    'x99001',
    'X9900',
  ])('SEC-SSP-06 a code that is no practice, as %s of a site, leads nowhere', async code => {
    const response = await ask({ ...practice, at: { ...other, ods: code, asid } }, find())
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'ORGANISATION_NOT_FOUND'])
  })

  test('SEC-SSP-08 STR-OP-16 addresses in answers are those of the service root, not of the proxy', async () => {
    const provider = await createProvider({
      store: practice.store,
      version: 'test',
      baseUrl: 'https://pcs.example.org',
    })
    try {
      const behind = { ...practice, provider }
      const headers = { Host: 'proxy.example.org' }
      const metadata = await ask(behind, { url: 'gpconnect/metadata', headers })
      expect(metadata.statusCode).toBe(200)
      expect(metadata.body).not.toContain('proxy.example.org')
      const found = await ask(behind, { ...find(), headers })
      expect(found.json().entry[0].resource.id).toBeTruthy()
      expect(found.body).not.toContain('proxy.example.org')
    } finally {
      await provider.close()
    }
  })

  test('SEC-TLS-07 behind TLS every answer, errors included, says to keep to it', async () => {
    const provider = await createProvider({
      store: practice.store,
      version: 'test',
      baseUrl: 'https://pcs.example.org',
    })
    try {
      for (const url of ['gpconnect/metadata', 'gpconnect/nothing', 'gpconnect/metadata?_format=pdf']) {
        const response = await ask({ ...practice, provider }, { url })
        expect(response.headers['strict-transport-security']).toBe('max-age=31536000')
      }
    } finally {
      await provider.close()
    }
  })

  test('ERR-SSP-03 503 while what is needed cannot be asked, 501 for what is not built', async () => {
    const trace = () => Promise.reject(new Error('PDS is down'))
    const provider = await createProvider({ store: practice.store, version: 'test', pds: { trace, search: trace } })
    try {
      await practice.store.pool.query('DELETE FROM patient_trace')
      const busy = await ask({ ...practice, provider }, find())
      expect([busy.statusCode, errorCode(busy)]).toEqual([503, 'INTERNAL_SERVER_ERROR'])
      const unbuilt = await ask(
        { ...practice, provider },
        { interaction: interactions.registerPatient, url: 'gpconnect/Patient/$gpc.registerpatient', body: {} },
      )
      expect([unbuilt.statusCode, errorCode(unbuilt)]).toEqual([501, 'NOT_IMPLEMENTED'])
    } finally {
      await provider.close()
    }
  })
})

describe('what is refused', () => {
  test.each([
    ['no token', undefined],
    ['another scheme', 'Basic abc'],
    ['a token that is none', 'Bearer abc'],
    [
      'a token that has ended',
      `Bearer ${token(claims(interactions.findPatient, Math.floor(Date.now() / 1000) - 900))}`,
    ],
  ])('SEC-JWT-27 %s → 400 BAD_REQUEST, no challenge', async (_, Authorization) => {
    const response = await ask(practice, { ...find(), headers: { Authorization } })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
    expect(response.headers['www-authenticate']).toBeUndefined()
  })

  test.each([
    ['GET', 'gpconnect/Patient/1/_history/1'],
    ['GET', 'gpconnect/Patient/1/_history'],
    ['GET', 'gpconnect/_history'],
    ['POST', 'gpconnect'],
    ['GET', 'gpconnect?_type=Patient'],
    ['POST', 'gpconnect/Patient/_search'],
    ['POST', 'gpconnect/Patient'],
    ['PUT', 'gpconnect/Patient?identifier=1'],
    ['DELETE', 'gpconnect/Patient?identifier=1'],
    ['DELETE', 'gpconnect/Patient/1'],
    ['POST', 'gpconnect/Patient/$validate'],
    ['GET', 'gpconnect/Patient/1/$meta'],
    ['GET', 'gpconnect/Patient/1/$everything'],
  ] as const)('NFR-FHIR-02 NFR-FHIR-03 %s %s is no interaction here: an error with an OperationOutcome', async (method, url) => {
    const response = await ask(practice, { method, url })
    expect([400, 404, 405, 501]).toContain(response.statusCode)
    expect(response.json().resourceType).toBe('OperationOutcome')
  })

  test('NFR-FHIR-01 what is offered is of STU3: read, search, create, update and operations, by date, token and reference', async () => {
    const codes = new Set<string>()
    const types = new Set<string>()
    for (const [interaction, url] of [
      [interactions.metadata, 'gpconnect/metadata'],
      [interactions.structuredMetadata, 'gpconnect/structured/metadata'],
      [interactions.documentsMetadata, 'gpconnect/documents/metadata'],
    ] as const) {
      const { fhirVersion, rest } = (await ask(practice, { interaction, url })).json()
      expect([fhirVersion, rest.length]).toEqual(['3.0.1', 1])
      for (const resource of rest[0].resource ?? []) {
        for (const { code } of resource.interaction ?? []) codes.add(code)
        // DOC-SRCH: documents are searched by words as well
        for (const { name, type } of resource.searchParam ?? []) if (name !== 'description') types.add(type)
      }
      expect(rest[0].interaction ?? []).toEqual([])
    }
    expect([...codes].sort()).toEqual(['create', 'read', 'search-type', 'update'])
    expect([...types].filter(type => !['date', 'token', 'reference'].includes(type))).toEqual([])
  })

  test.each([
    ['GET', 'gpconnect/Appointment?start=ge2026-01-01&start=le2026-12-31'],
    ['GET', 'gpconnect/Appointment?patient=Patient/1'],
    ['PUT', 'gpconnect/Patient/1/Appointment/1'],
  ] as const)('NFR-LIM-06 %s %s: appointments are searched in the compartment of one patient only', async (method, url) => {
    const response = await ask(practice, { method, url, interaction: interactions.patientAppointments })
    expect([400, 404, 405]).toContain(response.statusCode)
    expect(response.json().resourceType).toBe('OperationOutcome')
  })

  test('STR-OP-22 an item of a record is not to be had by its id', async () => {
    const answer = answerOf((await askRecord(practice, [nhsNumber(), allergies(), medication()])).json())
    for (const { resourceType, id } of answer.resources) {
      if (['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'List'].includes(resourceType))
        continue
      for (const root of ['gpconnect', 'gpconnect/structured']) {
        const response = await ask(practice, { url: `${root}/${resourceType}/${id}`, method: 'GET' })
        expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
      }
    }
  })

  test.each([
    ['nothing at all', []],
    ['only names that are not known', [{ name: 'includeEverything' }, { name: 'patient' }]],
  ])('STR-VER-09 STR-PAR-07 %s is an error, not a warning', async (_, parameters) => {
    const response = await askRecord(practice, parameters)
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
    expect(response.json().issue[0].severity).toBe('error')
  })
})

test('NFR-FHIR-09 NFR-VER-01 a read has its version in ETag and Content-Location; others have their statuses', async () => {
  const [entry] = (await ask(practice, find())).json().entry
  const url = `gpconnect/Patient/${entry.resource.id}`
  const read = await ask(practice, { interaction: interactions.readPatient, url: `${url}?_format=json` })
  const { versionId } = read.json().meta
  expect(read.statusCode).toBe(200)
  expect(read.headers.etag).toBe(`W/"${versionId}"`)
  expect(read.headers['content-location']).toMatch(/^https?:\/\//)
  expect(read.headers['content-location']).toContain(`/${ods}/STU3/1/${url}/_history/${versionId}`)
  const unknown = await ask(practice, { interaction: interactions.readPatient, url: 'gpconnect/Patient/unknown' })
  expect(unknown.statusCode).toBe(404)
  for (const response of [unknown, await ask(practice, find()), await askRecord(practice, [nhsNumber()])]) {
    expect(response.headers.etag ?? response.headers['content-location']).toBeUndefined()
  }
})

test('NFR-ENA-06 NFR-VER-04 major versions answer side by side, each at its own root and by its own interaction', async () => {
  const now = await ask(practice, { url: 'gpconnect/metadata' })
  expect(now.json()).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '3.0.1' })
  const interaction = interactions.htmlMetadata
  const before = await practice.provider.inject({
    url: `/${ods}/DSTU2/1/gpconnect/metadata`,
    headers: {
      'Ssp-TraceID': 'a1b2c3d4-0000-4000-8000-000000000002',
      'Ssp-From': '200000000099',
      'Ssp-To': asid,
      'Ssp-InteractionID': interaction.id,
      Authorization: `Bearer ${token(dstu2Claims(interaction, patientResource(tamsin)))}`,
    },
  })
  expect(before.json()).toMatchObject({ resourceType: 'Conformance' })
  const crossed = await ask(practice, { url: 'gpconnect/metadata', headers: { 'Ssp-InteractionID': interaction.id } })
  expect([crossed.statusCode, errorCode(crossed)]).toEqual([400, 'BAD_REQUEST'])
})

describe('how requests are sent', () => {
  test.each([
    ['plain', 'https://fhir.nhs.uk/Id/nhs-number|', ''],
    ['| encoded', 'https://fhir.nhs.uk/Id/nhs-number%7C', ''],
    ['all encoded', encodeURIComponent('https://fhir.nhs.uk/Id/nhs-number|'), ''],
    ['a + of the format encoded', 'https://fhir.nhs.uk/Id/nhs-number|', '&_format=application/fhir%2Bxml'],
    ['a + of the format plain', 'https://fhir.nhs.uk/Id/nhs-number|', '&_format=application/fhir+xml'],
  ])('NFR-FHIR-07 %s', async (_, system, more) => {
    const url = `gpconnect/Patient?identifier=${system}${tamsin}${more}`
    const response = await ask(practice, { interaction: interactions.findPatient, url })
    expect(response.statusCode).toBe(200)
    expect(response.body).toContain(tamsin)
    expect(response.headers['content-type']).toContain(more === '' ? 'json' : 'xml')
  })

  test('NFR-CT-08 a request that comes in chunks is taken', async () => {
    const address = await practice.provider.listen({ port: 0, host: '127.0.0.1' })
    const body = JSON.stringify({ resourceType: 'Parameters', parameter: [nhsNumber(), allergies(), medication()] })
    const pieces = body.match(/.{1,50}/g)?.map(text => Buffer.from(text)) ?? []
    const response = await fetch(`${address}/${ods}/STU3/1/${structured}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/fhir+json',
        'Ssp-TraceID': 'a1b2c3d4-0000-4000-8000-000000000001',
        'Ssp-From': '200000000099',
        'Ssp-To': asid,
        'Ssp-InteractionID': interactions.getStructuredRecord.id,
        Authorization: `Bearer ${token(claims(interactions.getStructuredRecord))}`,
      },
      body: ReadableStream.from(pieces),
      duplex: 'half',
    })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('AllergyIntolerance')
  })

  test('NFR-LIM-01 texts of 1 MB are taken in a request, and told whole of a record', async () => {
    const words = 'Rash, itching & wheeze — '.repeat(40_000)
    const asked = await askRecord(practice, [nhsNumber(), { name: 'note', valueString: words }])
    expect(asked.statusCode).toBe(200)
    await importChanged(practice, [
      {
        table: 'CareRecord_Observation',
        row: '{E000002C-0000-4000-8000-00000000002C}',
        from: '"Rash"',
        to: `"${words}"`,
      },
    ])
    const [allergy] = answerOf((await askRecord(practice, [nhsNumber(), allergies()])).json()).of('AllergyIntolerance')
    expect(allergy?.note[0].text.trim() === words.trim()).toBe(true)
  })
})
