/** Migration, documents and the foundations, by real SDS and SSP, against a provider that answers as it is told. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { interactions } from '@gpc/fhir'
import { type RunningServer, startSds, startSsp } from '@gpc/spine'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGpConnect, type GpConnect } from './gp-connect.ts'

const nhsNumber = '9990000018'
const at = { practice: 'A11111' }
const patient = {
  resourceType: 'Patient',
  id: 'pat-1',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
}
const searchset = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map(resource => ({ resource })),
})

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let seen: Seen[] = []
let replies: { readonly status: number; readonly body: unknown }[] = []
let provider: Server
let origin: string
let running: RunningServer[] = []
let gpc: GpConnect
let folder: string

const answers = (...bodies: unknown[]) => {
  replies = bodies.map(body => ({ status: 200, body }))
}
const claims = (one: Seen | undefined): unknown =>
  JSON.parse(Buffer.from(one?.headers.authorization?.split('.')[1] ?? '', 'base64url').toString())

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gpc-client-'))
  provider = createServer((req, res) => {
    buffer(req).then(body => {
      seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body: body.toString() })
      const reply = replies.length > 1 ? replies.shift() : replies[0]
      res.writeHead(reply?.status ?? 500, { 'Content-Type': 'application/fhir+json;charset=utf-8' })
      res.end(JSON.stringify(reply?.body))
    })
  })
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  const address = provider.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const endpoints = Object.values(interactions).map(({ id, capability }) => ({
    interactionId: id,
    url: `${origin}/A11111/STU3/1/gpconnect${['structured', 'documents'].includes(capability) ? `/${capability}` : ''}`,
  }))
  const common = { organisationType: 'x', manufacturerOds: 'X0001' }
  const registry = async () => ({
    systems: [
      { ...common, ods: 'A11111', name: 'A', asid: '2', partyKey: 'A-1', role: 'provider' as const, endpoints },
      { ...common, ods: 'C33333', name: 'C', asid: '1', partyKey: 'C-1', role: 'consumer' as const, endpoints: [] },
    ],
    disallowed: [],
  })
  const here = { host: '127.0.0.1', port: 0, registry }
  const ssp = await startSsp({ ...here, timeoutMs: 20_000 })
  const sds = await startSds(here)
  running = [ssp, sds]
  gpc = createGpConnect({
    ssp: ssp.url,
    sds: sds.url,
    asid: '1',
    organisation: { ods: 'C33333', name: 'C' },
    user: { id: 'u', family: 'Who', given: ['Jo'], idSystem: 'https://consumer.example/Id/user' },
    device: { identifier: { system: 'https://consumer.example/Id/device', value: 'd' }, model: 'App', version: '1' },
    issuer: 'https://consumer.example/',
  })
})
beforeEach(() => {
  seen = []
})
afterAll(async () => {
  for (const one of running) await one.close()
  provider.closeAllConnections()
  await new Promise(resolve => provider.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

describe('migration', () => {
  test.each([
    [true, 'patient/*.read conf/R'],
    [false, 'patient/*.read'],
  ])('MIG-AUT-06, MIG-STR-01, MIG-STR-02 sensitive %s', async (sensitive, requested_scope) => {
    answers(searchset(patient))
    const record = await gpc.migrate({ ...at, nhsNumber, sensitive })
    expect(record.patient?.id).toBe('pat-1')
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/A11111/STU3/1/gpconnect/structured/Patient/$gpc.migratestructuredrecord',
      headers: { 'ssp-interactionid': interactions.migrateStructuredRecord.id },
    })
    expect(claims(seen[0])).toMatchObject({ requested_scope, reason_for_request: 'migration' })
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      parameter: [
        { valueIdentifier: { value: nhsNumber } },
        { name: 'includeFullRecord', part: [{ name: 'includeSensitiveInformation', valueBoolean: sensitive }] },
      ],
    })
  })
})

describe('documents', () => {
  const letter = {
    resourceType: 'DocumentReference',
    id: 'doc-1',
    status: 'current',
    type: { text: 'Letter' },
    author: [{ reference: 'Organization/hospital' }],
    custodian: { reference: 'Organization/practice' },
    meta: { security: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }] },
    content: [{ attachment: { contentType: 'text/plain', size: 5, url: 'x' } }],
  }
  const none = {
    ...letter,
    id: 'doc-2',
    meta: {},
    content: [{ attachment: { contentType: 'a/b', size: 9, title: 'Too big' } }],
  }
  const organisation = (id: string) => ({ resourceType: 'Organization', id, name: id })

  test('DOC-GEN-03, DOC-PAT-01, DOC-SRCH-01, DOC-SRCH-03, DOC-SRCH-05, DOC-SRCH-07, DOC-REF-09, DOC-REF-12, DOC-REF-13, MIG-DOC-08', async () => {
    answers(searchset(patient), searchset(patient, letter, none, organisation('hospital'), organisation('practice')))
    const found = await gpc.findDocuments({
      ...at,
      nhsNumber,
      from: '2024-01-01',
      to: '2024-12-31',
      author: 'R1A',
      description: 'letter',
    })
    expect(found?.documents).toMatchObject([
      { title: 'Letter', size: 5, contentType: 'text/plain', author: 'hospital', internal: false, notForPatient: true },
      { unavailable: 'Too big', notForPatient: false },
    ])
    expect(seen.map(one => one.url.split('?')[0])).toEqual([
      '/A11111/STU3/1/gpconnect/documents/Patient',
      '/A11111/STU3/1/gpconnect/documents/Patient/pat-1/DocumentReference',
    ])
    const query = new URLSearchParams(seen[1]?.url.split('?')[1])
    expect(query.getAll('_include')).toHaveLength(4)
    expect(query.getAll('_revinclude:recurse')).toEqual(['PractitionerRole:practitioner'])
    expect(query.getAll('created')).toEqual(['ge2024-01-01', 'le2024-12-31'])
    expect(query.get('author')).toBe('https://fhir.nhs.uk/Id/ods-organization-code|R1A')
    expect(query.get('description')).toBe('letter')
  })

  test('DOC-PAT-04 nobody there', async () => {
    answers(searchset())
    expect(await gpc.findDocuments({ ...at, nhsNumber })).toBeUndefined()
    expect(seen).toHaveLength(1)
  })

  const binary = (text: string) => ({
    resourceType: 'Binary',
    contentType: 'text/plain',
    content: Buffer.from(text).toString('base64'),
  })

  test('DOC-BIN-01 into a file, by the URL exactly as the practice gave it', async () => {
    answers(binary('Hello'))
    const to = join(folder, 'letter.txt')
    const url = `${origin}/A11111/STU3/1/gpconnect/documents/Binary/b-1`
    const fetched = await gpc.document({ ...at, url, to, expected: { size: 5, contentType: 'text/plain' } })
    expect(fetched).toMatchObject({ contentType: 'text/plain', size: 5 })
    expect(await readFile(to, 'utf8')).toBe('Hello')
    expect(seen[0]?.url).toBe('/A11111/STU3/1/gpconnect/documents/Binary/b-1')
    await expect(gpc.document({ ...at, id: 'b-1', to })).rejects.toThrow('exists already')
    await expect(gpc.document({ ...at, id: 'b-1', to: join(folder, 'no', 'x') })).rejects.toThrow('no folder')
  })

  test.each([
    [{ size: 4 }, 'size'],
    [{ size: 6 }, 'size'],
    [{ contentType: 'application/pdf' }, 'contentType'],
  ])('MIG-DOC-09 what is not as it was told is not kept: %o', async (expected, what) => {
    answers(binary('Hello'))
    const to = join(folder, `wrong-${what}`)
    const error = { name: 'DocumentMismatchError', what }
    await expect(gpc.document({ ...at, id: 'b-1', to, expected })).rejects.toMatchObject(error)
    expect((await readdir(folder)).filter(name => name.startsWith('wrong'))).toEqual([])
  })

  test('MIG-DOC-01, MIG-DOC-03 into a stream, migrated, confidential ones too', async () => {
    answers(binary('Hello'))
    const parts: Buffer[] = []
    const to = new Writable({
      write(chunk: Buffer, _, done) {
        parts.push(chunk)
        done()
      },
    })
    await gpc.migrateDocument({ ...at, id: 'b/1', to, sensitive: true })
    expect(Buffer.concat(parts).toString()).toBe('Hello')
    expect(seen[0]?.url).toBe('/A11111/STU3/1/gpconnect/documents/Binary/b%2F1')
    expect(claims(seen[0])).toMatchObject({ requested_scope: 'patient/*.read conf/R', reason_for_request: 'migration' })
  })

  test('ERR-GEN-07 a document that is not there', async () => {
    const coding = [
      { system: 'https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1', code: 'NO_RECORD_FOUND' },
    ]
    const body = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'not-found', details: { coding } }],
    }
    replies = [{ status: 404, body }]
    const to = join(folder, 'never')
    await expect(gpc.document({ ...at, id: 'x', to })).rejects.toMatchObject({ code: 'NO_RECORD_FOUND', status: 404 })
  })
})

test('STR-CAP-04 no call asks for a capability statement but metadata', async () => {
  answers(searchset(patient))
  await gpc.structuredRecord({ ...at, nhsNumber, allergies: { resolved: true } })
  await gpc.migrate({ ...at, nhsNumber })
  await gpc.findDocuments({ ...at, nhsNumber })
  await gpc.findPatient({ ...at, nhsNumber })
  expect(seen.length).toBeGreaterThan(4)
  expect(seen.filter(one => one.url.endsWith('/metadata'))).toEqual([])
})

describe('foundations', () => {
  test('FND-PRA-01, FND-ORG-01, FND-HCS-02 found by identifier, percent-encoded', async () => {
    answers(searchset({ resourceType: 'Practitioner', id: 'p' }))
    expect(await gpc.findPractitioner({ ...at, sdsUserId: '123' })).toMatchObject({ id: 'p' })
    answers(searchset({ resourceType: 'Organization', id: 'o' }))
    expect(await gpc.findOrganization({ ...at, ods: 'A11111' })).toMatchObject({ id: 'o' })
    answers(searchset())
    expect(await gpc.findPractitioner({ ...at, sdsUserId: '9' })).toBeUndefined()
    answers(searchset({ resourceType: 'HealthcareService', id: 'h' }))
    expect(await gpc.findHealthcareServices(at)).toMatchObject([{ id: 'h' }])
    expect(seen.map(one => one.url.replace('/A11111/STU3/1/gpconnect', ''))).toEqual([
      '/Practitioner?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fsds-user-id%7C123',
      '/Organization?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fods-organization-code%7CA11111',
      '/Practitioner?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fsds-user-id%7C9',
      '/HealthcareService',
    ])
  })

  test('FND-LOC-01 read by logical id; another resource is refused', async () => {
    answers({ resourceType: 'Location', id: 'l' })
    expect(await gpc.readLocation({ ...at, id: 'l' })).toMatchObject({ id: 'l' })
    await expect(gpc.readPractitioner({ ...at, id: 'l' })).rejects.toMatchObject({ name: 'TransportError' })
    expect(seen.map(one => one.url)).toEqual([
      '/A11111/STU3/1/gpconnect/Location/l',
      '/A11111/STU3/1/gpconnect/Practitioner/l',
    ])
  })

  const person = { nhsNumber, family: 'Smith', given: ['Ann'], birthDate: '1970-03-09' }

  test('REG-REQ-01, REG-REQ-02, REG-FLD-01, REG-FLD-04 register a patient', async () => {
    answers(searchset(patient))
    expect(await gpc.registerPatient({ ...at, patient: person })).toMatchObject({ id: 'pat-1' })
    expect(claims(seen[0])).toMatchObject({ requested_scope: 'patient/*.write', reason_for_request: 'directcare' })
    const { parameter } = JSON.parse(seen[0]?.body ?? '')
    expect(parameter).toHaveLength(1)
    expect(parameter[0].name).toBe('registerPatient')
    expect(Object.keys(parameter[0].resource)).toEqual(['resourceType', 'meta', 'identifier', 'name', 'birthDate'])
  })

  test('ERR-MAP-10, ERR-SSP-02 a registration is never sent twice by itself', async () => {
    replies = [{ status: 503, body: '' }]
    await expect(gpc.registerPatient({ ...at, patient: person })).rejects.toMatchObject({ status: 503 })
    expect(seen).toHaveLength(1)
  })
})

describe('a record as HTML, version 0.7.4', () => {
  const number = [{ system: 'http://fhir.nhs.net/Id/nhs-number', value: nhsNumber }]
  const them = {
    resourceType: 'Patient',
    identifier: number,
    name: [{ family: ['Smith'], given: ['Ann'] }],
    birthDate: '1970-03-09',
  }
  const composition = {
    resourceType: 'Composition',
    date: '2026-11-23T10:00:00+00:00',
    section: [
      { title: 'Medications', text: { status: 'generated', div: '<div><h1>Medications</h1><script>x</script></div>' } },
    ],
  }
  const identifier = [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: 'A11111' }]
  const organisation = { resourceType: 'Organization', name: 'Alder', identifier }

  test('HTM-OP-01, HTM-OP-02, SEC-JWT-30, HTM-CON-02, HTM-CON-06, HTM-CON-10 asked as that version wants it, and made safe', async () => {
    answers(searchset(composition, them, organisation))
    const record = await gpc.careRecordHtml({ ...at, nhsNumber, section: 'MED', period: { start: '2025-01-01' } })
    expect(record).toMatchObject({
      title: 'Medications',
      html: '<div><h1>Medications</h1>&lt;script&gt;x&lt;/script&gt;</div>',
      patient: { name: [{ family: 'Smith' }] },
      practice: { ods: 'A11111', name: 'Alder' },
      date: '2026-11-23T10:00:00+00:00',
    })
    expect(seen[0]).toMatchObject({
      url: expect.stringMatching(/\/Patient\/\$gpc\.getcarerecord$/),
      headers: {
        'ssp-interactionid': 'urn:nhs:names:services:gpconnect:fhir:operation:gpc.getcarerecord',
        accept: 'application/json+fhir',
        'content-type': 'application/json+fhir;charset=utf-8',
      },
    })
    expect(claims(seen[0])).toMatchObject({
      aud: 'https://authorize.fhir.nhs.net/token',
      requested_record: { resourceType: 'Patient', identifier: number },
      requesting_practitioner: {
        name: { family: ['Who'] },
        identifier: [{ system: 'http://fhir.nhs.net/sds-user-id' }, {}],
      },
    })
    expect(JSON.parse(seen[0]?.body ?? '').parameter).toMatchObject([
      { valueIdentifier: number[0] },
      { valueCodeableConcept: { coding: [{ code: 'MED' }] } },
      { name: 'timePeriod', valuePeriod: { start: '2025-01-01' } },
    ])
  })

  test.each([
    [
      'another patient',
      searchset(composition, { ...them, identifier: [{ value: '9990000026' }] }),
      'GpConnectResponseError',
    ],
    ['no section', searchset(them), 'TransportError'],
  ])('%s is not handed on', async (_, body, name) => {
    answers(body)
    await expect(gpc.careRecordHtml({ ...at, nhsNumber, section: 'SUM' })).rejects.toMatchObject({ name })
  })

  test.each([
    ['SUM', { start: '2025-01-01' }],
    ['MED', {}],
    ['MED', { start: '2025-02-01', end: '2025-01-01' }],
  ] as const)('HTM-OP-04, HTM-OP-06 %s with the period %j is not sent', async (section, period) => {
    await expect(gpc.careRecordHtml({ ...at, nhsNumber, section, period })).rejects.toMatchObject({
      name: 'InvalidRequestError',
    })
    expect(seen).toEqual([])
  })
})
