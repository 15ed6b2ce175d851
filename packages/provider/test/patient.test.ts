import { interactions } from '@gpc/fhir'
import { setFlag } from '@gpc/store'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  allergies,
  ask,
  askRecord,
  countIn,
  errorCode,
  nhsNumber,
  ods,
  startPractice,
  type TestPractice,
  tamsin,
  tamsinAtPds,
} from './practice.ts'

let practice: TestPractice
const open: TestPractice[] = []
beforeEach(async () => {
  practice = await startPractice()
  open.push(practice)
})
afterEach(() => open.pop()?.close())
afterAll(() => Promise.all(open.map(one => one.close())))

const system = 'https://fhir.nhs.uk/Id/nhs-number'
const find = (query: string) =>
  ask(practice, { interaction: interactions.findPatient, url: `gpconnect/Patient${query}` })
const findTamsin = () => find(`?identifier=${system}%7C${tamsin}`)
const read = (id: string) => ask(practice, { interaction: interactions.readPatient, url: `gpconnect/Patient/${id}` })
const idOfTamsin = async (): Promise<string> => (await findTamsin()).json().entry[0].resource.id

test('FND-SRCH-02 FND-SRCH-03 FND-SRCH-09 FND-PAT-08 FND-PAT-12 FND-PAT-18 a patient is found, complete and with profile and version', async () => {
  const response = await findTamsin()
  expect(response.statusCode).toBe(200)
  const bundle = response.json()
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', entry: [{}] })
  expect(Object.keys(bundle)).toEqual(['resourceType', 'id', 'meta', 'type', 'entry'])
  expect(Object.keys(bundle.entry[0])).toEqual(['resource'])
  const [{ resource }] = bundle.entry
  expect(resource).toMatchObject({
    resourceType: 'Patient',
    active: true,
    gender: 'female',
    birthDate: '1971-03-09',
    name: [{ use: 'official', family: 'QUILL', given: ['Tamsin', 'Jo'] }],
  })
  expect(resource.meta.versionId).toBeTruthy()
  expect(resource.identifier[0].value).toBe(tamsin)
  for (const ref of [resource.managingOrganization.reference, resource.generalPractitioner[0].reference]) {
    const [type] = ref.split('/')
    const interaction = type === 'Organization' ? interactions.readOrganization : interactions.readPractitioner
    const found = await ask(practice, { interaction, url: `gpconnect/${ref}` })
    expect(found.statusCode).toBe(200)
    expect(`${found.json().resourceType}/${found.json().id}`).toBe(ref)
    expect(found.headers.etag).toBe(`W/"${found.json().meta.versionId}"`)
  }
})

test('FND-PAT-09 NFR-VER-01 a patient is read by id, with the version as ETag', async () => {
  const response = await read(await idOfTamsin())
  expect(response.statusCode).toBe(200)
  expect(response.headers.etag).toBe(`W/"${response.json().meta.versionId}"`)
})

describe('FND-SRCH-04 FND-SRCH-05 FND-SRCH-06 FND-PAT-21 the identifier parameter', () => {
  test.each([
    ['none', '', 400, 'BAD_REQUEST'],
    ['in another case', `?Identifier=${system}|${tamsin}`, 400, 'BAD_REQUEST'],
    ['twice', `?identifier=${system}|${tamsin}&identifier=${system}|${tamsin}`, 400, 'BAD_REQUEST'],
    ['without system', `?identifier=${tamsin}`, 422, 'INVALID_PARAMETER'],
    ['with an empty system', `?identifier=|${tamsin}`, 422, 'INVALID_PARAMETER'],
    ['without value', `?identifier=${system}|`, 422, 'INVALID_PARAMETER'],
    ['of another system', `?identifier=http://other|${tamsin}`, 400, 'INVALID_IDENTIFIER_SYSTEM'],
    ['with a wrong check digit', `?identifier=${system}|9990101018`, 400, 'INVALID_NHS_NUMBER'],
    ['with blanks', `?identifier=${system}|999%20010%201019`, 400, 'INVALID_NHS_NUMBER'],
  ])('%s → %s', async (_, query, status, code) => {
    const response = await find(query)
    expect([response.statusCode, errorCode(response)]).toEqual([status, code])
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('FND-SRCH-07 NFR-CT-09 unknown parameters are ignored, _format is honoured', async () => {
    const response = await find(`?identifier=${system}|${tamsin}&_count=1&_sort=status&_format=xml`)
    expect(response.statusCode).toBe(200)
    expect(response.body).toContain(`<value value="${tamsin}"/>`)
  })
})

test('FND-SRCH-02 a patient who is not here gives an empty searchset', async () => {
  const response = await find(`?identifier=${system}|9990101035`)
  expect(response.json()).toMatchObject({ resourceType: 'Bundle', type: 'searchset' })
  expect(response.json().entry).toBeUndefined()
})

test.each([
  'SomthingIncorrectWhichIsNotTheOnProviderSystem',
  'aaBA',
  'z.as.dd',
  '40-9',
  "1' OR '1'='1",
  '%00',
])('FND-PAT-09 reading the unknown id %s → 404 PATIENT_NOT_FOUND', async id => {
  const response = await read(encodeURIComponent(id))
  expect([response.statusCode, errorCode(response)]).toEqual([404, 'PATIENT_NOT_FOUND'])
})

test('FND-PAT-09 an id that no database holds is unknown, and patients who are read with it are answered', async () => {
  const id = await idOfTamsin()
  const answers = await Promise.all([id, 'a%00b', id, '%22%7B%5C', id].map(read))
  expect(answers.map(one => one.statusCode)).toEqual([200, 404, 200, 404, 200])
})

describe('who is served', () => {
  const served = async () => {
    const id = practiceId
    const record = await askRecord(practice, [nhsNumber(), allergies()])
    return {
      found: countIn((await findTamsin()).json()),
      read: (await read(id)).statusCode,
      record: record.statusCode,
      body: record.json(),
    }
  }
  let practiceId = ''
  beforeEach(async () => {
    practiceId = (await practice.store.pool.query('SELECT id FROM patient')).rows[0].id
  })
  const set = (column: string, value: unknown) =>
    practice.store.pool.query(`UPDATE patient SET ${column} = $1`, [value])

  test('STR-ERR-01 to 05 FND-PAT-02 a regular, living, verified patient', async () => {
    expect(await served()).toMatchObject({ found: 1, read: 200, record: 200 })
  })

  test.each([
    ['FND-PAT-06 STR-ERR-05 flagged sensitive by the practice', () => set('sensitive', true)],
    [
      'FND-PAT-06 STR-ERR-05 SEC-IG-05 flagged sensitive at PDS',
      () => practice.people.set(tamsin, { ...tamsinAtPds, sensitive: true }),
    ],
    ['FND-PAT-10 STR-ERR-02 left', () => set('registered_to', '2020-01-01')],
    ['FND-PAT-10 STR-ERR-02 deceased', () => set('deceased', '2024-05-01')],
    ['FND-PAT-05 deceased at PDS', () => practice.people.set(tamsin, { ...tamsinAtPds, deceased: '2024-05-01' })],
    ['FND-PAT-03 STR-ERR-04 unknown to PDS', () => practice.people.delete(tamsin)],
    [
      'FND-PAT-04 STR-ERR-04 other demographics at PDS',
      () => practice.people.set(tamsin, { ...tamsinAtPds, birthDate: '1950-01-02' }),
    ],
    ['FND-PAT-05 superseded at PDS', () => practice.people.set(tamsin, { ...tamsinAtPds, nhsNumber: '9990101027' })],
    ['FND-PAT-05 invalid at PDS', () => practice.people.set(tamsin, { ...tamsinAtPds, invalid: true })],
    ['a dummy patient', () => set('never_served', 'dummy patient')],
    ['merged into another record', () => setFlag(practice.store, ods, tamsin, 'merged', '9990101027', 'test')],
  ])('%s: found nowhere, and told apart from nobody', async (_, change) => {
    await change()
    const { body, ...rest } = await served()
    expect(rest).toEqual({ found: 0, read: 404, record: 404 })
    const nobody = await askRecord(practice, [nhsNumber('9990101035'), allergies()])
    expect(body).toEqual(nobody.json())
  })

  test('FND-PAT-04 two parts of the birth date, and the beginning of the names, are enough', async () => {
    practice.people.set(tamsin, { ...tamsinAtPds, birthDate: '1971-03-10' })
    expect(await served()).toMatchObject({ found: 1, record: 200 })
  })

  test('STR-ERR-03 a temporary patient is found, the record is not', async () => {
    await set('registration', 'temporary')
    expect(await served()).toMatchObject({ found: 1, read: 200, record: 404 })
  })

  test('STR-ERR-06 SEC-IG-03 FND-PAT-11 dissent closes the record and nothing else', async () => {
    await setFlag(practice.store, ods, tamsin, 'dissent', '', 'test')
    const { body, ...rest } = await served()
    expect(rest).toEqual({ found: 1, read: 200, record: 403 })
    expect(body.issue[0].details.coding[0].code).toBe('NO_PATIENT_CONSENT')
  })

  test('FND-PAT-04 PDS is asked once, and again when the local demographics change', async () => {
    await served()
    practice.people.delete(tamsin)
    expect(await served()).toMatchObject({ found: 1 })
    await set('family', 'OTHER')
    expect(await served()).toMatchObject({ found: 0 })
  })
})
