import { createHash, randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromXml, type Interaction, interactions } from '@gpc/fhir'
import { clearFlag, readAudit, setDeceasedDays, setFlag, setSwitch } from '@gpc/store'
import { documents, emis } from '@gpc/systems'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DocumentRow, handOver } from './hand-over.ts'
import {
  type Asked,
  ask,
  claims,
  errorCode,
  importFolder,
  ods,
  startPractice,
  type TestPractice,
  tamsin,
  tamsinAtPds,
} from './practice.ts'

const root = 'gpconnect/documents'
const guid = '{D0000001-0000-4000-8000-000000000001}'
const mega = 1024 * 1024
const letter = randomBytes(300_001)
const full = randomBytes(5 * mega)
const large = randomBytes(10 * mega)
const secret = Buffer.from('a confidential letter')
const rows: readonly DocumentRow[] = [
  {
    DocumentId: 'letter',
    File: 'letter.pdf',
    bytes: letter,
    Title: 'Crème clinic — first visit',
    TypeCode: '820291000000107',
    TypeText: 'Infectious disease notification',
    Created: '2024-05-31',
    Added: '2024-06-02T09:30:00',
    AuthorOds: 'RX999',
    AuthorName: 'Invented Hospital',
  },
  { DocumentId: 'full', File: 'full.tif', bytes: full, TypeText: 'Scan', Added: '2023-01-01', AuthorOds: ods },
  { DocumentId: 'large', File: 'large.tif', bytes: large, TypeText: 'Scan', Created: '2022-07', Title: 'Large' },
  { DocumentId: 'secret', File: 'secret.txt', bytes: secret, TypeText: 'Letter', Confidential: 'true' },
  { DocumentId: 'lost', TypeText: 'Letter', Title: 'Never scanned' },
  { DocumentId: guid.toLowerCase(), File: 'own.txt', bytes: Buffer.from('own'), Title: 'From the extract' },
].map(row => ({ NhsNumber: tamsin, ...row }))

let practice: TestPractice
let patient = ''
beforeAll(async () => {
  practice = await startPractice()
  const extract = await extractWithDocument()
  await importFolder(practice.store, emis, extract)
  await rm(extract, { recursive: true })
  const given = await handOver(rows)
  expect(await importFolder(practice.store, documents, given.path)).toMatchObject({ rejected: 0, patients: 1 })
  await given.remove()
  await setSwitch(practice.store, ods, 'documents', true, 'test')
  patient = (await practice.store.pool.query('SELECT id FROM patient')).rows[0].id
})
afterAll(() => practice.close())
beforeEach(async () => {
  practice.people.set(tamsin, tamsinAtPds)
  await clearFlag(practice.store, ods, tamsin, 'dissent')
  for (const name of ['gp-connect', 'documents'] as const) await setSwitch(practice.store, ods, name, true, 'test')
})

/** The worked example, with a DocumentGuid on one of its observations. */
async function extractWithDocument(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gpc-emis-'))
  const example = fileURLToPath(new URL('../../systems/src/emis/fixtures/worked-example', import.meta.url))
  await cp(example, folder, { recursive: true })
  const name = (await readdir(folder)).find(one => one.includes('_CareRecord_Observation_')) ?? ''
  const text = await readFile(join(folder, name), 'utf8')
  const row = /^("\{E000002E-.*),"",("false","false","\d+")/m
  expect(text).toMatch(row)
  await writeFile(join(folder, name), text.replace(row, `$1,"${guid}",$2`))
  return folder
}

const get = (interaction: Interaction, path: string, more: Partial<Asked> = {}) =>
  ask(practice, { interaction, url: `${root}/${path}`, ...more })

const includes = [
  '_include=DocumentReference:subject:Patient',
  '_include=DocumentReference:custodian:Organization',
  '_include=DocumentReference:author:Organization',
  '_include=DocumentReference:author:Practitioner',
  '_revinclude:recurse=PractitionerRole:practitioner',
]
const search = (query: readonly string[] = [], more: Partial<Asked> = {}, id = patient) =>
  get(interactions.searchDocuments, `Patient/${id}/DocumentReference?${[...includes, ...query].join('&')}`, more)
const find = (query = `identifier=https://fhir.nhs.uk/Id/nhs-number|${tamsin}`, more: Partial<Asked> = {}) =>
  get(interactions.documentsFindPatient, `Patient?${query}`, more)

interface Entry {
  readonly fullUrl: string
  readonly resource: {
    readonly resourceType: string
    readonly id: string
    readonly description?: string
    readonly type: { readonly text?: string }
    readonly content: readonly { readonly attachment: Record<string, unknown> }[]
  }
}
type Response = Awaited<ReturnType<typeof ask>>
const found = (response: Response): readonly Entry[] => response.json().entry ?? []
const references = (response: Response) =>
  found(response).filter(one => one.resource.resourceType === 'DocumentReference')
const titles = (response: Response) =>
  references(response)
    .map(one => one.resource.description ?? one.resource.type.text)
    .sort()

const idOf = async (key: string): Promise<string> =>
  (await practice.store.pool.query('SELECT id FROM attachment WHERE key = $1', [key])).rows[0].id
const read = async (key: string, more: Partial<Asked> = {}) =>
  get(interactions.readDocument, `Binary/${await idOf(key)}`, more)
const migrate = async (key: string, more: Partial<Asked> = {}) =>
  get(interactions.migrateDocument, `Binary/${await idOf(key)}`, more)
const contentOf = (response: Response) => Buffer.from(response.json().content, 'base64')

/** Changes what the store has of the patient, for one test. */
async function whilePatientIs(change: string, work: () => Promise<void>): Promise<void> {
  const columns = 'registration, registered_to, deceased, sensitive, number_status'
  const before = (await practice.store.pool.query(`SELECT ${columns} FROM patient`)).rows[0]
  await practice.store.pool.query(`UPDATE patient SET ${change}`)
  try {
    await work()
  } finally {
    await practice.store.pool.query(
      'UPDATE patient SET registration = $1, registered_to = $2, deceased = $3, sensitive = $4, number_status = $5',
      [before.registration, before.registered_to, before.deceased, before.sensitive, before.number_status],
    )
    await practice.store.pool.query('DELETE FROM patient_trace')
  }
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

test('DOC-GEN-01 DOC-GEN-02 metadata names what the documents service has', async () => {
  const response = await get(interactions.documentsMetadata, 'metadata')
  expect(response.statusCode).toBe(200)
  const [rest] = response.json().rest
  const of = (type: string) => rest.resource.find((one: { type: string }) => one.type === type)
  expect(of('DocumentReference').searchParam.map((one: { name: string }) => one.name)).toEqual([
    'created',
    'author',
    'description',
  ])
  expect(of('DocumentReference').searchInclude).toHaveLength(4)
  expect(of('Binary').interaction).toEqual([{ code: 'read' }])
  expect(of('Patient').interaction).toEqual([{ code: 'search-type' }])
})

describe('find a patient', () => {
  test('DOC-PAT-02 DOC-PAT-06 one patient, in a Bundle of the profile with the trace id', async () => {
    const traceId = 'B2A1F6B0-9F4C-4C2C-9D57-4F9F0E1F7A11'
    const response = await find(undefined, { headers: { 'Ssp-TraceID': traceId } })
    expect(response.statusCode).toBe(200)
    const bundle = response.json()
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', id: traceId })
    expect(Object.keys(bundle).sort()).toEqual(['entry', 'id', 'meta', 'resourceType', 'type'])
    expect(bundle.entry).toHaveLength(1)
    expect(bundle.entry[0].resource).toMatchObject({ resourceType: 'Patient', id: patient, active: true })
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('DOC-PAT-02 dissent counts when documents are asked for, not here', async () => {
    await setFlag(practice.store, ods, tamsin, 'dissent', '', 'test')
    expect(found(await find())).toHaveLength(1)
  })

  test.each([
    ['temporary', "registration = 'temporary'"],
    ['left', "registered_to = '2020-01-01'"],
    ['sensitive', 'sensitive = true'],
    ['sensitive and long dead', "sensitive = true, deceased = '2000-01-01'"],
  ])('DOC-PAT-03 DOC-PAT-04 SEC-IG-05 a patient who is %s is no match', async (_, change) => {
    await whilePatientIs(change, async () => {
      const response = await find()
      expect([response.statusCode, found(response)]).toEqual([200, []])
    })
  })

  test.each([
    ['no parameter', '', 400, 'BAD_REQUEST'],
    ['wrong letter case', `Identifier=https://fhir.nhs.uk/Id/nhs-number|${tamsin}`, 400, 'BAD_REQUEST'],
    [
      'twice',
      `identifier=https://fhir.nhs.uk/Id/nhs-number|${tamsin}&identifier=https://fhir.nhs.uk/Id/nhs-number|${tamsin}`,
      400,
      'BAD_REQUEST',
    ],
    ['no system', `identifier=${tamsin}`, 422, 'INVALID_PARAMETER'],
    ['blank system', `identifier=|${tamsin}`, 422, 'INVALID_PARAMETER'],
    ['another system', `identifier=https://example.org/Id|${tamsin}`, 422, 'INVALID_PARAMETER'],
    ['no value', 'identifier=https://fhir.nhs.uk/Id/nhs-number|', 422, 'INVALID_PARAMETER'],
    ['a wrong check digit', 'identifier=https://fhir.nhs.uk/Id/nhs-number|9990101018', 400, 'INVALID_NHS_NUMBER'],
  ])('DOC-PAT-05 %s', async (_, query, status, code) => {
    const response = await find(query)
    expect([response.statusCode, errorCode(response)]).toEqual([status, code])
  })

  test('DOC-PAT-05 DOC-SRCH-09 DOC-BIN-05 the capability switched off is ACCESS DENIED', async () => {
    await setSwitch(practice.store, ods, 'documents', false, 'test')
    for (const response of [await find(), await search(), await read('letter')]) {
      expect([response.statusCode, errorCode(response)]).toEqual([403, 'ACCESS DENIED'])
    }
    await setSwitch(practice.store, ods, 'documents', true, 'test')
  })
})

describe('deceased', () => {
  const all = async () => [await find(), await search(), await read('letter')]

  test.each([0, 28])('DOC-GEN-10 DOC-PAT-02 accessible %i days after death', async days => {
    await whilePatientIs(`deceased = '${daysAgo(days)}', registered_to = '${daysAgo(days)}'`, async () => {
      for (const response of await all()) expect(response.statusCode).toBe(200)
    })
  })

  test('DOC-GEN-11 DOC-PAT-05 after the period, and with no date: PATIENT_NOT_FOUND', async () => {
    for (const change of [`deceased = '${daysAgo(30)}'`, "deceased = 'true'"]) {
      await whilePatientIs(change, async () => {
        for (const response of await all())
          expect([response.statusCode, errorCode(response)]).toEqual([404, 'PATIENT_NOT_FOUND'])
      })
    }
  })

  test('DOC-GEN-10 who had left before they died is no match', async () => {
    await whilePatientIs(`deceased = '${daysAgo(5)}', registered_to = '${daysAgo(50)}'`, async () => {
      expect(found(await find())).toEqual([])
    })
  })

  test('DOC-GEN-10 PDS says the same, and that it is the same person', async () => {
    await whilePatientIs(`deceased = '${daysAgo(5)}', number_status = 'unknown'`, async () => {
      await practice.store.pool.query('DELETE FROM patient_trace')
      practice.people.set(tamsin, { ...tamsinAtPds, deceased: daysAgo(5) })
      expect(found(await find())).toHaveLength(1)
      await practice.store.pool.query('DELETE FROM patient_trace')
      practice.people.set(tamsin, { ...tamsinAtPds, deceased: daysAgo(5), birthDate: '1950-01-01' })
      expect(found(await find())).toEqual([])
    })
  })

  test('DOC-GEN-11 the period is the practice’s own', async () => {
    await setDeceasedDays(practice.store, ods, 60, 'test')
    await whilePatientIs(`deceased = '${daysAgo(45)}'`, async () => {
      for (const response of await all()) expect(response.statusCode).toBe(200)
    })
    await setDeceasedDays(practice.store, ods, 28, 'test')
  })
})

describe('search', () => {
  test('DOC-SRCH-10 DOC-SRCH-11 DOC-REF-06 the patient, the documents, and everybody whom they name', async () => {
    const response = await search()
    expect(response.statusCode).toBe(200)
    const entries = found(response)
    const refs = entries.map(one => `${one.resource.resourceType}/${one.resource.id}`)
    expect(new Set(refs).size).toBe(refs.length)
    for (const [i, { fullUrl }] of entries.entries()) {
      expect(fullUrl).toBe(`http://localhost:80/${ods}/STU3/1/${root}/${refs[i]}`)
    }
    expect(entries.some(one => 'search' in one)).toBe(false)
    for (const type of ['Patient', 'Organization', 'Practitioner', 'DocumentReference'])
      expect(refs.some(ref => ref.startsWith(`${type}/`))).toBe(true)
    const texts = JSON.stringify(entries.filter(one => one.resource.resourceType === 'DocumentReference'))
    for (const [, ref] of texts.matchAll(/"reference":"((?:Organization|Practitioner|Patient)\/[^"]+)"/g))
      expect(refs).toContain(ref)
    expect(texts).not.toContain('{documents}')
    expect(titles(response)).toEqual(
      ['Crème clinic — first visit', 'From the extract', 'Large', 'Never scanned', 'Scan'].sort(),
    )
  })

  test('DOC-GEN-07 what is confidential isn’t found, by whatever search', async () => {
    for (const query of [[], ['description=letter'], ['created=ge1900-01-01']]) {
      expect((await search(query)).body).not.toContain(await idOf('secret'))
    }
  })

  test('DOC-REF-06 DOC-BIN-01 the url is absolute and leads to the document', async () => {
    const [one] = references(await search(['description=creme CLINIC']))
    const { url, size, contentType } = one?.resource.content[0]?.attachment ?? {}
    expect([size, contentType]).toEqual([letter.length, 'application/pdf'])
    const prefix = `http://localhost:80/${ods}/STU3/1/`
    expect(String(url).startsWith(`${prefix}${root}/Binary/`)).toBe(true)
    const response = await ask(practice, {
      interaction: interactions.readDocument,
      url: String(url).slice(prefix.length),
    })
    expect(contentOf(response).equals(letter)).toBe(true)
  })

  test('DOC-REF-07 over 5 MB, and without content: no url, and a title that says why', async () => {
    for (const [description, why] of [
      ['Large', 'exceeds the size limit'],
      ['Never scanned', 'not held'],
    ] as const) {
      const [one] = references(await search([`description=${description}`]))
      const attachment = one?.resource.content[0]?.attachment ?? {}
      expect(attachment).not.toHaveProperty('url')
      expect(attachment.title).toContain(why)
    }
    const [exact] = references(await search([`author=https://fhir.nhs.uk/Id/ods-organization-code|${ods}`]))
    expect(exact?.resource.content[0]?.attachment).toMatchObject({ size: full.length, url: expect.any(String) })
  })

  test('DOC-REF-04 the author’s organisation tells internal from external', async () => {
    const resource = async (author: string) => {
      const [one] = references(await search([`author=https://fhir.nhs.uk/Id/ods-organization-code|${author}`]))
      return Object(one?.resource)
    }
    const internal = await resource(ods)
    expect(internal.author[0].reference).toBe(internal.custodian.reference)
    const external = await resource('rx999')
    expect(external.description).toBe('Crème clinic — first visit')
    expect(external.author[0].reference).not.toBe(external.custodian.reference)
  })

  test.each([
    [['created=ge2024-05-31', 'created=le2024-05-31'], 'Crème clinic — first visit'],
    [['created=ge2024-05-31T00:00:00+01:00', 'created=le2024-05-31T23:59:59+01:00'], 'Crème clinic — first visit'],
    [['created=ge2024', 'created=le2024-12'], 'Crème clinic — first visit'],
    [['created=ge2022-07-31', 'created=le2022-08-01'], 'Large'],
    [['created=ge2022-12-31', 'created=le2023-01-01'], 'Scan'],
  ])('DOC-SRCH-03 DOC-SRCH-04 %j finds what was created, or else added, then', async (query, title) => {
    const dated = titles(await search(query)).filter(one => one !== 'Never scanned')
    expect(dated).toEqual([title])
  })

  test('DOC-SRCH-04 STR-DATE-02 a document without any date may be of any day', async () => {
    expect(titles(await search(['created=ge1800-01-01', 'created=le1800-01-02']))).toEqual(['Never scanned'])
  })

  test('DOC-SRCH-07 a text is looked for in description and type', async () => {
    expect(titles(await search(['description=disease%20NOTIFICATION']))).toEqual(['Crème clinic — first visit'])
    expect(titles(await search(['description=scan']))).toEqual(['Large', 'Never scanned', 'Scan'].sort())
  })

  test('DOC-SRCH-12 no match: the patient without documents', async () => {
    const response = await search(['description=nothing%20like%20it'])
    expect(response.statusCode).toBe(200)
    expect(references(response)).toEqual([])
    expect(found(response)[0]?.resource.resourceType).toBe('Patient')
  })

  test.each(includes)('DOC-SRCH-02 without %s → INVALID_PARAMETER', async missing => {
    const query = includes.filter(one => one !== missing).join('&')
    const response = await get(interactions.searchDocuments, `Patient/${patient}/DocumentReference?${query}`)
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
    expect(response.json().issue[0].diagnostics).toContain(missing.split('=')[0])
  })

  test.each([
    ['DOC-SRCH-08', 'BadParameter=x'],
    ['DOC-SRCH-08', 'type=http://snomed.info/sct|1'],
    ['DOC-SRCH-08', 'facility=x'],
    ['DOC-SRCH-06', 'author=https://bad-identifier|X'],
    ['DOC-SRCH-06', 'author=X'],
    ['DOC-SRCH-05', 'author=https://fhir.nhs.uk/Id/ods-organization-code|'],
    ['DOC-SRCH-03', 'created=2024-01-01'],
    ['DOC-SRCH-03', 'created=gt2024-01-01'],
    ['DOC-SRCH-03', 'created=ge2024-02-30'],
    ['DOC-SRCH-03', 'created=ge'],
    ['DOC-SRCH-03', 'created=ge2024-01-01&created=ge2024-01-02'],
    ['DOC-SRCH-07', 'description='],
  ])('%s DOC-SRCH-09 %s → INVALID_PARAMETER that names it', async (_, query) => {
    const response = await search([query])
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
    expect(response.json().issue[0].diagnostics).toContain(query.split('=')[0])
  })

  test('DOC-SRCH-09 an unknown patient, and those who aren’t served', async () => {
    const code = async (response: Response) => [response.statusCode, errorCode(response)]
    expect(await code(await search([], {}, '9999999999999'))).toEqual([404, 'PATIENT_NOT_FOUND'])
    for (const change of ["registration = 'temporary'", "registered_to = '2020-01-01'", 'sensitive = true']) {
      await whilePatientIs(change, async () => {
        expect(await code(await search())).toEqual([404, 'PATIENT_NOT_FOUND'])
      })
    }
  })

  test('DOC-GEN-04 DOC-SRCH-09 DOC-BIN-06 dissent → NO_PATIENT_CONSENT at each step', async () => {
    await setFlag(practice.store, ods, tamsin, 'dissent', '', 'test')
    for (const response of [await search(), await read('letter'), await migrate('letter')]) {
      expect([response.statusCode, errorCode(response)]).toEqual([403, 'NO_PATIENT_CONSENT'])
    }
  })

  test('NFR-CT-02 XML says the same', async () => {
    const xml = await search([], { headers: { Accept: 'application/fhir+xml' } })
    expect(xml.headers['content-type']).toBe('application/fhir+xml;charset=utf-8')
    expect(Object(fromXml(xml.body)).entry).toHaveLength(found(await search()).length)
  })
})

describe('retrieve', () => {
  test('DOC-BIN-02 DOC-BIN-08 a Binary in JSON, with its version', async () => {
    const response = await read('letter')
    expect(response.statusCode).toBe(200)
    const versionId = createHash('sha256').update(letter).digest('hex').slice(0, 16)
    expect(response.json()).toEqual({
      resourceType: 'Binary',
      id: await idOf('letter'),
      meta: { versionId },
      contentType: 'application/pdf',
      content: letter.toString('base64'),
    })
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      etag: `W/"${versionId}"`,
      'content-length': String(response.rawPayload.length),
      'content-type': 'application/fhir+json;charset=utf-8',
    })
  })

  test('DOC-BIN-02 in XML', async () => {
    const response = await read('letter', { headers: { Accept: 'application/fhir+xml' } })
    expect(response.headers['content-length']).toBe(String(response.rawPayload.length))
    expect(fromXml(response.body)).toEqual((await read('letter')).json())
  })

  test('NFR-CT-06 compressed for a caller who takes it', async () => {
    const response = await read('letter', { headers: { 'Accept-Encoding': 'gzip' } })
    expect(response.headers['content-encoding']).toBe('gzip')
    const { gunzipSync } = await import('node:zlib')
    expect(JSON.parse(gunzipSync(response.rawPayload).toString())).toEqual((await read('letter')).json())
  })

  test('DOC-BIN-03 ERR-MAP-09 NFR-LIM-02 5 MB is retrieved, more is NO_RECORD_FOUND', async () => {
    expect(contentOf(await read('full')).equals(full)).toBe(true)
    const response = await read('large')
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
    expect(response.json().issue[0].diagnostics).toContain('size limit')
  })

  test('DOC-BIN-04 DOC-GEN-07 unknown and confidential look the same', async () => {
    const unknown = await get(interactions.readDocument, 'Binary/99999999999')
    const confidential = await read('secret')
    for (const response of [unknown, confidential])
      expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
    expect(confidential.json()).toEqual(unknown.json())
    const conf = await read('secret', {
      claims: { ...claims(interactions.readDocument), requested_scope: 'patient/*.read conf/R' },
    })
    expect(errorCode(conf)).toBe('NO_RECORD_FOUND')
  })

  test('DOC-BIN-05 DOC-BIN-06 the patient’s status counts at the time of the retrieval', async () => {
    for (const change of ["registration = 'temporary'", "registered_to = '2020-01-01'", 'sensitive = true']) {
      await whilePatientIs(change, async () => {
        const response = await read('letter')
        expect([response.statusCode, errorCode(response)]).toEqual([404, 'PATIENT_NOT_FOUND'])
      })
    }
  })

  test('a document of the practice’s own system gets the bytes that were handed over under its id', async () => {
    const [own] = references(await search(['description=from%20the%20extract']))
    const url = String(own?.resource.content[0]?.attachment.url)
    const response = await get(interactions.readDocument, url.slice(url.indexOf('Binary/')))
    expect(contentOf(response).toString()).toBe('own')
    expect(references(await search()).filter(one => one.resource.description === 'From the extract')).toHaveLength(1)
  })

  test('SEC-AUD-03 the audit says whose document, which, and how large', async () => {
    await read('letter')
    const [last] = await readAudit(practice.store, { practice: ods, most: 1 })
    expect(last).toMatchObject({ patient: tamsin, status: 200, interaction: interactions.readDocument.id })
    expect(last?.detail).toBe(`Binary/${await idOf('letter')} ${letter.length} bytes`)
  })
})

describe('migrate', () => {
  const registered = () => practice.people.set(tamsin, { ...tamsinAtPds, generalPractitionerOds: 'X99999' })
  const scope = (requested_scope: string) => ({
    claims: { ...claims(interactions.migrateDocument), requested_scope },
  })

  test('MIG-DOC-02 MIG-DOC-04 NFR-LIM-02 MIG-AUT-02 MIG-AUT-11 of any size, whatever is switched off, also of who has left', async () => {
    registered()
    await setSwitch(practice.store, ods, 'documents', false, 'test')
    await setSwitch(practice.store, ods, 'gp-connect', false, 'test')
    await whilePatientIs("registered_to = '2020-01-01'", async () => {
      const response = await migrate('large')
      expect(response.statusCode).toBe(200)
      expect(Object.keys(response.json())).toEqual(['resourceType', 'id', 'meta', 'contentType', 'content'])
      expect(contentOf(response).equals(large)).toBe(true)
    })
    await setSwitch(practice.store, ods, 'documents', true, 'test')
    await setSwitch(practice.store, ods, 'gp-connect', true, 'test')
  })

  test('MIG-DOC-03 MIG-DOC-06 MIG-AUT-12 confidential documents need conf/R', async () => {
    registered()
    for (const without of ['patient/*.read', 'patient/*.read conf/N']) {
      const refused = await migrate('secret', scope(without))
      expect([refused.statusCode, errorCode(refused)]).toEqual([400, 'CONFLICTING_VALUES'])
    }
    const response = await migrate('secret', scope('patient/*.read conf/R'))
    expect(contentOf(response).equals(secret)).toBe(true)
    const [last] = await readAudit(practice.store, { practice: ods, most: 1 })
    expect(last).toMatchObject({ reason: 'migration', scope: 'patient/*.read conf/R' })
    expect(last?.detail).toContain('confidential')
  })

  test('MIG-AUT-03 MIG-DOC-06 nobody but the practice that PDS has the patient at', async () => {
    for (const generalPractitionerOds of [undefined, 'Y11111']) {
      practice.people.set(tamsin, {
        ...tamsinAtPds,
        ...(generalPractitionerOds === undefined ? {} : { generalPractitionerOds }),
      })
      const response = await migrate('letter')
      expect([response.statusCode, errorCode(response)]).toEqual([403, 'NO_RELATIONSHIP'])
    }
  })

  test.each([
    ['MIG-AUT-07 reason directcare', { reason_for_request: 'directcare' }],
    ['MIG-AUT-07 no reason', { reason_for_request: undefined }],
    ['MIG-AUT-07 no scope', { requested_scope: undefined }],
    ['MIG-AUT-07 a wrong scope', { requested_scope: 'organization/*.read' }],
  ])('%s → 400', async (_, change) => {
    registered()
    const response = await migrate('letter', { claims: { ...claims(interactions.migrateDocument), ...change } })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })

  test('MIG-DOC-05 an unknown id → NO_RECORD_FOUND', async () => {
    registered()
    const response = await get(interactions.migrateDocument, 'Binary/99999999999')
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
  })

  test('MIG-AUT-10 sensitive or deceased → PATIENT_NOT_FOUND', async () => {
    registered()
    for (const change of ['sensitive = true', `deceased = '${daysAgo(3)}'`]) {
      await whilePatientIs(change, async () => {
        const response = await migrate('letter')
        expect([response.statusCode, errorCode(response)]).toEqual([404, 'PATIENT_NOT_FOUND'])
      })
    }
  })
})
