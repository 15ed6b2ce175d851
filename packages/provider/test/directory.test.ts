import { interactions, routingSegments } from '@gpc/fhir'
import { savePractice, setSwitch } from '@gpc/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  allergies,
  ask,
  askRecord,
  errorCode,
  medication,
  nhsNumber,
  ods,
  startPractice,
  type TestPractice,
} from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

const find = (type: string, query: string) => {
  const interaction = type === 'Organization' ? interactions.findOrganization : interactions.findPractitioner
  return ask(practice, { interaction, url: `gpconnect/${type}${query}` })
}

test('FND-ORG-01 FND-ORG-02 FND-ORG-05 FND-SRCH-08 the practice is found by its ODS code, complete as it is read', async () => {
  const found = await find('Organization', `?identifier=https://fhir.nhs.uk/Id/ods-organization-code|${ods}`)
  expect(found.json()).toMatchObject({ type: 'searchset', entry: [{}] })
  const [{ resource }] = found.json().entry
  expect(resource).toMatchObject({
    name: 'Larch Lane Surgery',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: ods }],
  })
  const read = await ask(practice, {
    interaction: interactions.readOrganization,
    url: `gpconnect/Organization/${resource.id}`,
  })
  expect(read.json()).toEqual(resource)
})

test('FND-PRA-01 FND-SRCH-05 practitioners are found by SDS user id only', async () => {
  expect(
    (await find('Practitioner', '?identifier=https://fhir.nhs.uk/Id/sds-user-id|000000000000')).json(),
  ).not.toHaveProperty('entry')
  const wrong = await find('Practitioner', '?identifier=https://fhir.hl7.org.uk/Id/gmc-number|1')
  expect([wrong.statusCode, errorCode(wrong)]).toEqual([400, 'INVALID_IDENTIFIER_SYSTEM'])
})

test('FND-PRA-06 a practitioner whom the source has twice, in two posts, is found once', async () => {
  const { pool } = practice.store
  const { rows } = await pool.query(
    "SELECT ref FROM admin_resource WHERE ref LIKE 'Practitioner/%' ORDER BY ref LIMIT 2",
  )
  const refs = rows.map(row => row.ref)
  expect(refs).toHaveLength(2)
  await pool.query("UPDATE admin_resource SET sds_user_id = '555555555555' WHERE ref = ANY($1)", [refs])
  await pool.query("UPDATE practice SET directory_version = 'two posts'")
  const found = (await find('Practitioner', '?identifier=https://fhir.nhs.uk/Id/sds-user-id|555555555555')).json()
  expect(found).toMatchObject({ entry: [{ resource: { resourceType: 'Practitioner' } }] })
})

test('FND-RES-03 FND-PRA-04 FND-ORG-03 FND-LOC-02 FND-PAT-19 no element is sent that the pages exclude', async () => {
  const { rows } = await practice.store.pool.query('SELECT body FROM admin_resource UNION ALL SELECT body FROM patient')
  const excluded: Readonly<Record<string, readonly string[]>> = {
    Patient: ['maritalStatus', 'multipleBirthBoolean', 'multipleBirthInteger'],
    Practitioner: ['telecom', 'address', 'birthDate', 'photo', 'qualification'],
    Organization: ['contact', 'endpoint'],
    Location: ['endpoint'],
  }
  const kinds = new Set<string>()
  for (const { body } of rows) {
    const resource = JSON.parse(body)
    kinds.add(resource.resourceType)
    expect(Object.keys(resource).filter(name => excluded[resource.resourceType]?.includes(name))).toEqual([])
    expect(body).not.toMatch(
      /EthnicCategory|ReligiousAffiliation|cadavericDonor|ResidentialStatus|TreatmentCategory|birthPlace/i,
    )
  }
  expect([...Object.keys(excluded)].filter(kind => !kinds.has(kind))).toEqual([])
})

test.each([
  ['FND-PRA-05', interactions.readPractitioner, 'Practitioner/none', 'PRACTITIONER_NOT_FOUND'],
  ['FND-ORG-04', interactions.readOrganization, 'Organization/none', 'ORGANISATION_NOT_FOUND'],
  ['FND-LOC-03', interactions.readLocation, 'Location/none', 'NO_RECORD_FOUND'],
])('%s an unknown id → 404', async (_, interaction, path, code) => {
  const response = await ask(practice, { interaction, url: `gpconnect/${path}` })
  expect([response.statusCode, errorCode(response)]).toEqual([404, code])
})

test('FND-LOC-01 FND-LOC-07 a location that the record refers to is read under the same id', async () => {
  const { rows } = await practice.store.pool.query("SELECT ref FROM admin_resource WHERE ref LIKE 'Location/%'")
  expect(rows.length).toBeGreaterThan(0)
  const response = await ask(practice, { interaction: interactions.readLocation, url: `gpconnect/${rows[0].ref}` })
  expect(response.json()).toMatchObject({ resourceType: 'Location', name: 'Larch Lane Surgery' })
})

test('FND-CAP-01 SEC-SSP-04 SEC-SSP-05 NFR-FHIR-06 foundations and appointments share a root, the others have their own', () => {
  expect(routingSegments).toEqual({
    foundations: 'gpconnect',
    appointments: 'gpconnect',
    structured: 'gpconnect/structured',
    documents: 'gpconnect/documents',
  })
})

test('NFR-ENA-02 CNF-FOT-05 a new practice answers nothing but metadata until somebody switches it on', async () => {
  await savePractice(practice.store, {
    ods: 'Y00001',
    name: 'New',
    system: 'tpp',
    asid: '200000000077',
    partyKey: 'Y00001-1',
  })
  const url = (path: string) => ({
    url: `../../../Y00001/STU3/1/gpconnect/${path}`,
    headers: { 'Ssp-To': '200000000077' },
  })
  expect((await ask(practice, url('metadata'))).statusCode).toBe(200)
  const query = url('Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990101019')
  const refused = await ask(practice, { interaction: interactions.findPatient, ...query })
  expect([refused.statusCode, errorCode(refused)]).toEqual([403, 'ACCESS DENIED'])
  await setSwitch(practice.store, 'Y00001', 'gp-connect', true, 'test')
  await setSwitch(practice.store, 'Y00001', 'foundations', true, 'test')
  await expect
    .poll(async () => (await ask(practice, { interaction: interactions.findPatient, ...query })).statusCode)
    .toBe(200)
})

test('NFR-ENA-03 SEC-IG-10 each change of a switch is kept with who made it', async () => {
  await setSwitch(practice.store, ods, 'documents', true, 'Ada')
  await setSwitch(practice.store, ods, 'documents', false, 'Grace')
  const { rows } = await practice.store.pool.query(
    "SELECT enabled, changed_by FROM switch_change WHERE practice = $1 AND name = 'documents' ORDER BY id",
    [ods],
  )
  expect(rows).toEqual([
    { enabled: true, changed_by: 'Ada' },
    { enabled: false, changed_by: 'Grace' },
  ])
})

test('STR-OP-19 ERR-GEN-09 ERR-GEN-04 a record that cannot be put together whole is not sent at all', async () => {
  const other = await startPractice()
  try {
    await other.store.pool.query("DELETE FROM admin_resource WHERE ref LIKE 'Practitioner/%'")
    await other.store.pool.query("UPDATE practice SET directory_version = 'damaged'")
    const response = await askRecord(other, [nhsNumber(), allergies(), medication()])
    expect([response.statusCode, errorCode(response)]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    expect(response.body).not.toContain('Practitioner/')
    await other.store.pool.query("UPDATE record_area SET body = decode('00ff00', 'hex')")
    expect((await askRecord(other, [nhsNumber(), medication()])).statusCode).toBe(500)
  } finally {
    await other.close()
  }
})
