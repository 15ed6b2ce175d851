import { identifiers, interactions, profiles } from '@gpc/fhir'
import {
  type HealthcareService,
  removeHealthcareService,
  saveHealthcareService,
  setServiceFilteringSwitch,
  setSwitch,
} from '@gpc/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, countIn, errorCode, ods, startPractice, type TestPractice } from './practice.ts'

let practice: TestPractice
let location: string
let minor: HealthcareService
beforeAll(async () => {
  practice = await startPractice()
  const { store } = practice
  const { rows } = await store.pool.query("SELECT ref FROM admin_resource WHERE ref LIKE 'Location/%' LIMIT 1")
  location = rows[0].ref
  const place = location.slice('Location/'.length)
  minor = await saveHealthcareService(
    store,
    ods,
    { dosServiceId: '1000000123', name: 'Minor illness', location: place },
    'test',
  )
  await saveHealthcareService(store, ods, { dosServiceId: '1000000456', name: 'GP hub', location: '' }, 'test')
  await setServiceFilteringSwitch(store, { state: 'on', selected: [] }, 'test')
  await setSwitch(store, ods, 'service-filtering', true, 'test')
})
afterAll(() => practice.close())

const find = (query = '') =>
  ask(practice, { interaction: interactions.findHealthcareService, url: `gpconnect/HealthcareService${query}` })
const read = (id: string) =>
  ask(practice, { interaction: interactions.readHealthcareService, url: `gpconnect/HealthcareService/${id}` })

test('FND-HCS-01 FND-HCS-02 FND-HCS-05 FND-SRCH-02 all services are found, complete as they are read', async () => {
  const found = await find()
  expect(found.json()).toMatchObject({
    resourceType: 'Bundle',
    type: 'searchset',
    meta: { profile: [profiles.searchset] },
  })
  expect(countIn(found.json())).toBe(2)
  const [{ resource }] = found.json().entry
  expect(resource).toMatchObject({
    resourceType: 'HealthcareService',
    id: minor.id,
    meta: { profile: [profiles.healthcareService] },
    identifier: [{ system: identifiers.dosService, value: '1000000123' }],
    location: [{ reference: location }],
    name: 'Minor illness',
  })
  const one = await read(minor.id)
  expect(one.json()).toEqual(resource)
  expect(one.headers.etag).toBe(`W/"${resource.meta.versionId}"`)
  const provider = await ask(practice, {
    interaction: interactions.readOrganization,
    url: `gpconnect/${resource.providedBy.reference}`,
  })
  expect(provider.json().identifier[0].value).toBe(ods)
})

test('FND-HCS-02 a service is found by its id in the Directory of Services, and nothing by another', async () => {
  const found = await find(`?identifier=${identifiers.dosService}%7C1000000456`)
  expect(found.json()).toMatchObject({ entry: [{ resource: { name: 'GP hub' } }] })
  const none = await find(`?identifier=${identifiers.dosService}%7Czzzzzz`)
  expect([none.statusCode, none.json().type, countIn(none.json())]).toEqual([200, 'searchset', 0])
})

test.each([
  ['no system', '?identifier=1000000123', 422, 'INVALID_PARAMETER'],
  ['an empty value', `?identifier=${identifiers.dosService}|`, 422, 'INVALID_PARAMETER'],
  ['another system', '?identifier=http://other|1', 400, 'INVALID_IDENTIFIER_SYSTEM'],
  ['two', `?identifier=${identifiers.dosService}|1&identifier=${identifiers.dosService}|2`, 400, 'BAD_REQUEST'],
  ['another letter case', `?Identifier=${identifiers.dosService}|1000000123`, 400, 'BAD_REQUEST'],
])('FND-HCS-04 an identifier parameter with %s', async (_, query, status, code) => {
  const response = await find(query)
  expect([response.statusCode, errorCode(response)]).toEqual([status, code])
})

test.each([
  'IDDoesntExist',
  'th.as.e',
  '11dd4.45-23',
  '1000000123',
  '%00',
])('FND-HCS-04 reading the unknown id %s', async id => {
  const response = await read(id)
  expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
})

test('FND-HCS-04 reading without an id → 400', async () => {
  const response = await read('')
  expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
})

test('FND-HCS-03 a practice that has switched service filtering off has no services', async () => {
  const off = async (on: boolean) => {
    await setSwitch(practice.store, ods, 'service-filtering', on, 'test')
    await expect.poll(async () => countIn((await find()).json())).toBe(on ? 2 : 0)
  }
  await off(false)
  expect((await read(minor.id)).statusCode).toBe(404)
  await off(true)
})

test('FND-HCS-04 NFR-ENA-01 a practice that has switched Foundations off refuses', async () => {
  await setSwitch(practice.store, ods, 'foundations', false, 'test')
  await expect.poll(async () => (await find()).statusCode).toBe(403)
  expect(errorCode(await read(minor.id))).toBe('ACCESS DENIED')
  await setSwitch(practice.store, ods, 'foundations', true, 'test')
  await expect.poll(async () => (await find()).statusCode).toBe(200)
})

test('SEC-IG-10 APT-SVC-05 NFR-VER-08 changes of the list are kept, and a service keeps its id', async () => {
  const { store } = practice
  const service = { dosServiceId: '1000000789', name: 'Nurse', location: '' }
  const { id } = await saveHealthcareService(store, ods, service, 'Ada')
  await saveHealthcareService(store, ods, service, 'Ada')
  await saveHealthcareService(store, ods, { ...service, name: 'Nurse clinic' }, 'Grace')
  expect(await removeHealthcareService(store, ods, service.dosServiceId, 'Ada')).toBe(true)
  expect(await removeHealthcareService(store, ods, service.dosServiceId, 'Ada')).toBe(false)
  expect((await saveHealthcareService(store, ods, service, 'Ada')).id).toBe(id)
  await removeHealthcareService(store, ods, service.dosServiceId, 'Ada')
  const { rows } = await store.pool.query(
    `SELECT before->>'name' AS before, after->>'name' AS after, changed_by AS by FROM healthcare_service_change
     WHERE practice = $1 AND id = $2 ORDER BY seq LIMIT 3`,
    [ods, id],
  )
  expect(rows).toEqual([
    { before: null, after: 'Nurse', by: 'Ada' },
    { before: 'Nurse', after: 'Nurse clinic', by: 'Grace' },
    { before: 'Nurse clinic', after: null, by: 'Ada' },
  ])
})
