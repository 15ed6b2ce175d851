import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { identifiers, interactions, profiles } from '@gpc/fhir'
import type { PdsRecord } from '@gpc/spine'
import { setFlag } from '@gpc/store'
import { emis } from '@gpc/systems'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  allergies,
  ask,
  askRecord,
  claims,
  countIn,
  errorCode,
  importFolder,
  nhsNumber,
  ods,
  startPractice,
  type TestPractice,
  tamsin,
  tamsinAtPds,
} from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

/** Everything of a registration is forgotten before the next test. */
beforeEach(async () => {
  practice.people.set(wren, wrenAtPds)
  for (const table of ['source_row', 'patient'])
    await practice.store.pool.query(`DELETE FROM ${table} WHERE owner = $1`, [`nhs:${wren}`])
  await practice.store.pool.query('DELETE FROM patient_trace WHERE nhs_number = $1', [wren])
})

/** Somebody who is registered nowhere. */
const wren = '9990101035'
const wrenAtPds: PdsRecord = {
  nhsNumber: wren,
  invalid: false,
  sensitive: false,
  names: [{ use: 'usual', prefix: ['Dr'], given: ['Wren', 'Ada'], family: 'Marlow' }],
  gender: 'female',
  birthDate: '1984-02-29',
  addresses: [{ use: 'home', lines: ['3 Fen Road', '', 'Ely'], postcode: 'ZZ99 3VZ' }],
  generalPractitionerOds: 'X99777',
}

const workedExample = fileURLToPath(new URL('../../systems/src/emis/fixtures/worked-example', import.meta.url))
const person = '{E0000006-0000-4000-8000-000000000006}'

const communication = (language = 'de') => ({
  url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSCommunication-1',
  extension: [
    {
      url: 'language',
      valueCodeableConcept: {
        coding: [{ system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1', code: language }],
      },
    },
    { url: 'interpreterRequired', valueBoolean: true },
  ],
})
const identifier = (value = wren) => [{ system: identifiers.nhsNumber, value }]
const official = { use: 'official', family: 'Marlow', given: ['Wren'] }
const marlow = (more: object = {}) => ({
  resourceType: 'Patient',
  meta: { profile: [profiles.patient] },
  identifier: identifier(),
  name: [official],
  birthDate: '1984-02-29',
  ...more,
})
const address = (use: string) => ({ use, type: 'physical', line: ['1 Quay'], city: 'Leeds', postalCode: 'ZZ99 1AA' })
const phone = (use: string, value = '01632 960001') => ({ system: 'phone', value, use })
const email = { system: 'email', value: 'wren@example.org', use: 'temp' }

const send = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(practice, {
    interaction: interactions.registerPatient,
    url: 'gpconnect/Patient/$gpc.registerpatient',
    body,
    headers,
  })
const parameters = (...resources: readonly unknown[]) => ({
  resourceType: 'Parameters',
  parameter: resources.map(resource => ({ name: 'registerPatient', resource })),
})
const register = (more?: object) => send(parameters(marlow(more)))
const find = async (number = wren) => {
  const url = `gpconnect/Patient?identifier=${identifiers.nhsNumber}%7C${number}`
  return (await ask(practice, { interaction: interactions.findPatient, url })).json()
}
const set = (column: string, value: unknown) => practice.store.pool.query(`UPDATE patient SET ${column} = $1`, [value])
const details = (resource: { extension: readonly { url: string; extension: readonly Detail[] }[] }) => {
  const parts = resource.extension.find(one => one.url.includes('RegistrationDetails'))?.extension ?? []
  const part = (url: string) => parts.find(one => one.url === url)
  return {
    period: part('registrationPeriod')?.valuePeriod,
    type: part('registrationType')?.valueCodeableConcept?.coding[0]?.code,
    branch: part('preferredBranchSurgery')?.valueReference,
  }
}
interface Detail {
  readonly url: string
  readonly valuePeriod?: { readonly start: string; readonly end: string }
  readonly valueCodeableConcept?: { readonly coding: readonly { readonly code: string }[] }
  readonly valueReference?: { readonly reference: string }
}

test('REG-RSP-01 REG-RSP-02 REG-RSP-04 REG-RSP-05 REG-REQ-04 REG-DUP-06 FND-RES-01 FND-RES-02 somebody new becomes a temporary patient', async () => {
  const response = await register({
    extension: [communication()],
    gender: 'other',
    address: [address('home'), address('temp')],
    telecom: [phone('home'), phone('mobile', '07700 900001'), phone('temp'), email],
  })
  expect(response.statusCode).toBe(200)
  expect(response.headers['cache-control']).toBe('no-store')
  const bundle = response.json()
  expect(bundle).toMatchObject({ type: 'searchset', entry: [{}], meta: { profile: [profiles.searchset] } })
  const [{ resource }] = bundle.entry
  const { period, type, branch } = details(resource)
  const { start = '', end = '' } = period ?? {}
  expect([type, branch, start < end]).toEqual(['T', undefined, true])
  expect(resource).toMatchObject({
    resourceType: 'Patient',
    meta: { profile: [profiles.patient], versionId: expect.stringMatching(/./) },
    identifier: [{ system: identifiers.nhsNumber, value: wren, extension: [{}] }],
    active: true,
    name: [{ use: 'official', family: 'Marlow', given: ['Wren'], prefix: ['Dr'] }],
    gender: 'other',
    birthDate: '1984-02-29',
    telecom: [
      { system: 'phone', use: 'home', value: '01632 960001' },
      { system: 'phone', use: 'mobile', value: '07700 900001' },
      { system: 'phone', use: 'temp', period: { end } },
      { system: 'email', use: 'temp', value: 'wren@example.org' },
    ],
    address: [
      { use: 'home', type: 'physical', line: ['1 Quay'], city: 'Leeds', postalCode: 'ZZ99 1AA' },
      { use: 'temp', period: { end } },
    ],
  })
  const nhsCommunication = resource.extension.find((one: { url: string }) => one.url === communication().url)
  expect(nhsCommunication.extension[0].valueCodeableConcept.coding[0].code).toBe('de')
  expect(nhsCommunication.extension[1]).toEqual({ url: 'interpreterRequired', valueBoolean: true })
  const organisation = await ask(practice, {
    interaction: interactions.readOrganization,
    url: `gpconnect/${resource.managingOrganization.reference}`,
  })
  expect(organisation.json().identifier[0].value).toBe(ods)

  expect((await find()).entry[0].resource).toEqual(resource)
  const read = await ask(practice, { interaction: interactions.readPatient, url: `gpconnect/Patient/${resource.id}` })
  expect(read.json()).toEqual(resource)
  expect(errorCode(await askRecord(practice, [nhsNumber(wren), allergies()]))).toBe('PATIENT_NOT_FOUND')
})

test('REG-PDS-07 REG-RSP-02 what is not sent comes from PDS', async () => {
  const [{ resource }] = (await register()).json().entry
  expect(resource).toMatchObject({
    gender: 'female',
    name: [{ prefix: ['Dr'], given: ['Wren'] }],
    address: [{ use: 'home', line: ['3 Fen Road', 'Ely'], postalCode: 'ZZ99 3VZ' }],
  })
  expect(resource.telecom).toBeUndefined()
})

test('REG-RSP-06 SEC-AUD-07 SEC-AUD-08 who asked for the registration is kept with it, and what was sent', async () => {
  await register({ identifier: [...identifier(), { system: 'http://other', value: '7' }] })
  const { rows } = await practice.store.pool.query(
    "SELECT r.cells, t.columns FROM source_row r JOIN source_table t ON t.id = r.tbl WHERE t.source = 'local'",
  )
  const cells = JSON.parse(rows[0].cells)
  const row = Object.fromEntries(rows[0].columns.map((name: string, i: number) => [name, cells[i]]))
  expect(row).toMatchObject({
    userId: '111111111111',
    userName: 'Dr Ada Locum',
    roleProfile: '222222222222',
    organisation: 'X99999',
    interaction: interactions.registerPatient.id,
  })
  expect(row.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0\d:00$/)
  expect(JSON.parse(row.sent).identifier).toHaveLength(2)
  const audit = await practice.store.pool.query('SELECT patient, detail FROM audit ORDER BY seq DESC LIMIT 1')
  expect(audit.rows).toMatchObject([{ patient: wren, detail: expect.stringContaining('temporary registration') }])
})

test('NFR-CT-04 XML is taken and given', async () => {
  const body = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="registerPatient"/><resource><Patient>
    <meta><profile value="${profiles.patient}"/></meta><identifier><system value="${identifiers.nhsNumber}"/><value value="${wren}"/></identifier>
    <name><use value="official"/><family value="Marlow"/><given value="Wren"/></name><birthDate value="1984-02-29"/>
    </Patient></resource></parameter></Parameters>`
  const response = await send(body, { 'Content-Type': 'application/fhir+xml', Accept: 'application/fhir+xml' })
  expect(response.statusCode).toBe(200)
  expect(response.body).toContain(`<value value="${wren}"/>`)
})

describe('REG-FLD-04 REG-FLD-05 REG-FLD-06 REG-FLD-07 REG-ERR-01 FND-RES-10 what may not be sent, and what must be', () => {
  const wrong: readonly (readonly [string, object, number, string, string])[] = [
    ...[
      ['active', true],
      ['multipleBirthBoolean', true],
      ['generalPractitioner', [{ display: 'Somebody' }]],
      ['contact', [{ name: { family: 'Else' } }]],
      ['managingOrganization', { display: 'Elsewhere' }],
      ['maritalStatus', { text: 'M' }],
      ['animal', { species: { text: 'Human' } }],
      ['communication', [{ language: { text: 'en' } }]],
      ['photo', [{ url: 'photo' }]],
      ['deceasedBoolean', true],
      ['link', [{ other: { display: 'x' }, type: 'refer' }]],
      ['id', '1'],
      ['text', { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' }],
    ].map(([name, value]) => [String(name), { [String(name)]: value }, 422, 'INVALID_RESOURCE', String(name)] as const),
    ['an unknown element', { shoeSize: 9 }, 422, 'INVALID_RESOURCE', 'shoeSize'],
    ['another extension', { extension: [{ url: 'http://x', valueString: 'x' }] }, 422, 'INVALID_RESOURCE', 'extension'],
    ['two languages', { extension: [communication(), communication()] }, 422, 'INVALID_RESOURCE', 'extension'],
    ['an unknown language', { extension: [communication('xx')] }, 422, 'INVALID_RESOURCE', 'extension'],
    ['another profile', { meta: { profile: ['http://other'] } }, 422, 'INVALID_RESOURCE', 'meta.profile'],
    ...[['work'], ['old'], ['home', 'home'], ['home', 'work'], ['temp', 'temp'], ['old', 'temp']].map(
      uses => [`address ${uses}`, { address: uses.map(address) }, 422, 'INVALID_RESOURCE', 'address'] as const,
    ),
    ...['home', 'work', 'mobile', 'temp'].map(
      use => [`two phones ${use}`, { telecom: [phone(use), phone(use)] }, 400, 'BAD_REQUEST', 'telecom'] as const,
    ),
    ['two emails', { telecom: [email, { ...email, use: 'home' }] }, 400, 'BAD_REQUEST', 'telecom'],
    ['a fax', { telecom: [{ ...phone('home'), system: 'fax' }] }, 400, 'BAD_REQUEST', 'telecom'],
    ['a phone without use', { telecom: [{ system: 'phone', value: '1' }] }, 400, 'BAD_REQUEST', 'telecom'],
    ['no identifier', { identifier: undefined }, 400, 'INVALID_NHS_NUMBER', 'identifier'],
    ['no system', { identifier: [...identifier(), { value: '1' }] }, 400, 'BAD_REQUEST', 'identifier'],
    ['another system', { identifier: [{ system: 'x', value: wren }] }, 400, 'INVALID_IDENTIFIER_SYSTEM', 'identifier'],
    [
      'a system in another letter case',
      { identifier: [{ system: identifiers.nhsNumber.toUpperCase(), value: wren }] },
      400,
      'INVALID_IDENTIFIER_SYSTEM',
      'identifier',
    ],
    ['two numbers', { identifier: [...identifier(), ...identifier(tamsin)] }, 422, 'INVALID_RESOURCE', 'identifier'],
    ...['34555##4', 'hello', '999999999', '9000000008', '90000000090'].map(
      value => [value, { identifier: identifier(value) }, 400, 'INVALID_NHS_NUMBER', 'identifier'] as const,
    ),
    ['no name', { name: undefined }, 400, 'BAD_REQUEST', 'name'],
    ['no official name', { name: [{ ...official, use: 'anonymous' }] }, 400, 'BAD_REQUEST', 'name'],
    ['no family name', { name: [{ use: 'official', given: ['Wren'] }] }, 400, 'BAD_REQUEST', 'name'],
    ['no given name', { name: [{ use: 'official', family: 'Marlow' }] }, 400, 'BAD_REQUEST', 'name'],
    ['two official names', { name: [official, official] }, 422, 'INVALID_RESOURCE', 'name'],
    ['no birth date', { birthDate: undefined }, 400, 'BAD_REQUEST', 'birthDate'],
    ['a partial birth date', { birthDate: '1984-02' }, 422, 'INVALID_RESOURCE', 'birthDate'],
    ['a birth date to come', { birthDate: '2984-02-01' }, 422, 'INVALID_RESOURCE', 'birthDate'],
    ['no birth date but text', { birthDate: '29 February' }, 422, 'INVALID_RESOURCE', 'birthDate'],
    ['a gender in another letter case', { gender: 'Female' }, 422, 'INVALID_RESOURCE', 'gender'],
    ['U+0000', { name: [{ ...official, family: 'Mar\u0000low' }] }, 422, 'INVALID_RESOURCE', 'U+0000'],
  ]
  test('each is refused with its code, named, and nobody is registered', async () => {
    for (const [what, more, status, code, named] of wrong) {
      const response = await register(more)
      expect([what, response.statusCode, errorCode(response)]).toEqual([what, status, code])
      expect(response.json().issue[0].diagnostics).toContain(named)
      expect(response.headers['cache-control']).toBe('no-store')
    }
    expect(countIn(await find())).toBe(0)
  })

  test('SEC-AUD-01 a refused request is audited with whom it was about', async () => {
    await register({ birthDate: undefined })
    const { rows } = await practice.store.pool.query(
      'SELECT patient, status, error FROM audit ORDER BY seq DESC LIMIT 1',
    )
    expect(rows).toEqual([{ patient: wren, status: 400, error: 'BAD_REQUEST' }])
  })

  test('so is what is no registration', async () => {
    const answers: unknown[] = []
    const bodies = [
      parameters(marlow(), marlow()),
      { resourceType: 'Bundle', type: 'collection' },
      parameters({ ...marlow(), resourceType: 'Location' }),
      { resourceType: 'Parameters' },
      { resourceType: 'Parameters', parameter: [{ name: 'patient', resource: marlow() }] },
      { resourceType: 'Parameters', parameter: [...parameters(marlow()).parameter, { name: 'x', valueString: 'x' }] },
      '{"resourceType":',
    ]
    for (const body of bodies) {
      const response = await send(body)
      answers.push([response.statusCode, errorCode(response)])
    }
    const refused = [422, 'INVALID_RESOURCE']
    expect(answers).toEqual([[400, 'BAD_REQUEST'], ...Array.from({ length: 6 }, () => refused)])
  })

  test('REG-FLD-01 REG-FLD-02 REG-FLD-03 what may be sent is taken: other names, several given names, an email of any use', async () => {
    const given = ['Wren', 'GivenName-1', 'GivenName-2']
    const response = await register({
      name: [
        { ...official, given, text: 'Wren' },
        { use: 'nickname', given: ['W'], family: 'M' },
      ],
      telecom: [phone('work'), { system: 'email', value: 'wren@example.org' }],
    })
    const [{ resource }] = response.json().entry
    expect(resource.name).toEqual([{ use: 'official', family: 'Marlow', given, prefix: ['Dr'] }])
    expect(resource.telecom).toHaveLength(2)
  })
})

describe('PDS', () => {
  const pds = (more: Partial<PdsRecord> | undefined) =>
    more === undefined ? practice.people.delete(wren) : practice.people.set(wren, { ...wrenAtPds, ...more })

  test.each<readonly [string, Partial<PdsRecord> | undefined, string]>([
    ['REG-PDS-04 somebody PDS does not know', undefined, 'INVALID_PATIENT_DEMOGRAPHICS'],
    ['REG-PDS-02 REG-PDS-04 another birth date', { birthDate: '1950-01-29' }, 'INVALID_PATIENT_DEMOGRAPHICS'],
    [
      'REG-PDS-02 two parts of the birth date with another name',
      { birthDate: '1984-02-28', names: [{ given: ['Wren'], family: 'Other' }] },
      'INVALID_PATIENT_DEMOGRAPHICS',
    ],
    ['REG-PDS-03 REG-PDS-04 somebody deceased', { deceased: '2024-05-01' }, 'INVALID_PATIENT_DEMOGRAPHICS'],
    ['REG-PDS-04 FND-PAT-06 SEC-IG-05 somebody sensitive', { sensitive: true }, 'INVALID_PATIENT_DEMOGRAPHICS'],
    ['REG-PDS-05 an invalid record', { invalid: true }, 'INVALID_NHS_NUMBER'],
    ['REG-PDS-05 a superseded number', { nhsNumber: '9990101027' }, 'INVALID_NHS_NUMBER'],
  ])('REG-PDS-01 %s is refused', async (_, more, code) => {
    pds(more)
    const response = await register()
    expect([response.statusCode, errorCode(response)]).toEqual([400, code])
    pds({})
    expect(countIn(await find())).toBe(0)
  })

  test('SEC-IG-05 somebody sensitive is told apart from nobody', async () => {
    pds({ sensitive: true })
    const sensitive = (await register()).json()
    pds(undefined)
    expect((await register()).json()).toEqual(sensitive)
  })

  test.each([
    ['the birth date alone', { names: [{ given: ['Ada'], family: 'Married' }] }],
    ['two parts of it, and the beginning of the names', { birthDate: '1984-03-29' }],
  ])('REG-PDS-02 %s is enough, and the patient is found afterwards', async (_, more) => {
    pds(more)
    expect((await register()).statusCode).toBe(200)
    expect(countIn(await find())).toBe(1)
  })

  test('REG-PDS-06 without PDS nobody is registered', async () => {
    Object.assign(practice.people, { get: () => Promise.reject(new Error('PDS is down')) })
    const response = await register()
    Reflect.deleteProperty(practice.people, 'get')
    expect([response.statusCode, errorCode(response)]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
  })
})

describe('who is there already', () => {
  let shared: TestPractice
  beforeEach(async () => {
    shared = practice
    practice = await startPractice()
    practice.people.set(wren, wrenAtPds)
  })
  afterEach(async () => {
    await practice.close()
    practice = shared
  })

  const quill = {
    identifier: identifier(tamsin),
    name: [{ use: 'official', family: 'Quill', given: ['Tamsin'] }],
    birthDate: '1971-03-09',
  }
  const again = () => register(quill)

  test('REG-DUP-01 REG-DUP-03 REG-DUP-09 a regular patient is not registered again, nor is a temporary one', async () => {
    expect([await again(), await again()].map(one => [one.statusCode, errorCode(one)])).toEqual([
      [409, 'DUPLICATE_REJECTED'],
      [409, 'DUPLICATE_REJECTED'],
    ])
    expect((await register()).statusCode).toBe(200)
    const second = await register()
    expect([second.statusCode, errorCode(second)]).toEqual([409, 'DUPLICATE_REJECTED'])
  })

  test('REG-DUP-09 of many at once one is registered', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => register()))
    expect(all.map(one => one.statusCode).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 409)])
    expect(countIn(await find())).toBe(1)
  })

  test.each([
    ['REG-DUP-05 somebody deceased', () => set('deceased', '2024-05-01')],
    ['REG-DUP-02 somebody whose record PDS does not verify', () => set('birth_date', '1950-01-02')],
    ['somebody sensitive', () => set('sensitive', true)],
    ['somebody whose record is never served', () => set('never_served', 'dummy patient')],
    ['somebody whose record was merged', () => setFlag(practice.store, ods, tamsin, 'merged', wren, 'test')],
  ])('%s is refused', async (_, change) => {
    await change()
    await set('registered_to', '2020-01-01')
    const response = await again()
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'INVALID_PATIENT_DEMOGRAPHICS'])
  })

  /** The practice's system delivers the patient again, as somebody who has left on a day, or who hasn't. */
  const deliver = async (leftOn = '') => {
    const folder = await mkdtemp(join(tmpdir(), 'gpc-register-'))
    for (const name of await readdir(workedExample)) {
      const text = await readFile(join(workedExample, name), 'utf8')
      await writeFile(join(folder, name), text.replace(`"${person}",""`, `"${person}","${leftOn}"`))
    }
    await importFolder(practice.store, emis, folder)
    await rm(folder, { recursive: true })
  }
  const left = async () => {
    await deliver('2021-06-30')
    expect(countIn(await find(tamsin))).toBe(0)
  }

  test('REG-DUP-04 REG-DUP-07 REG-RSP-03 who left becomes temporary again, with the same id and nothing lost', async () => {
    const [{ resource: before }] = (await find(tamsin)).entry
    await left()
    const response = await register({ ...quill, telecom: [phone('temp')], address: [address('home')] })
    expect(response.statusCode).toBe(200)
    const [{ resource }] = response.json().entry
    expect(resource).toMatchObject({ id: before.id, active: true, name: [{ family: 'Quill', given: ['Tamsin'] }] })
    expect(resource.address).toMatchObject([{ use: 'home', city: 'Leeds' }])
    expect(resource.generalPractitioner).toEqual(before.generalPractitioner)
    expect(details(resource)).toMatchObject({ type: 'T', branch: details(before).branch })
    expect(countIn(await find(tamsin))).toBe(1)
    expect((await again()).statusCode).toBe(409)
    expect((await practice.store.pool.query('SELECT 1 FROM patient WHERE nhs_number = $1', [tamsin])).rowCount).toBe(1)
    expect((await askRecord(practice, [nhsNumber(), allergies()])).statusCode).toBe(404)
  })

  test('REG-DUP-07 as soon as the practice registers them itself, its own registration counts', async () => {
    await left()
    await again()
    await deliver()
    const [{ resource }] = (await find(tamsin)).entry
    expect(details(resource).type).toBe('R')
    expect(resource.name[0].family).toBe('QUILL')
    expect((await askRecord(practice, [nhsNumber(), allergies()])).statusCode).toBe(200)
  })

  test('FND-PAT-08 REG-DUP-07 a new record of the practice counts instead of the old one that was taken up again', async () => {
    await left()
    await again()
    await practice.store.pool.query(
      `INSERT INTO patient SELECT (r).* FROM (
         SELECT jsonb_populate_record(p, '{"id": "new", "owner": "new", "registration": "regular", "registered_to": ""}') AS r
         FROM patient p WHERE nhs_number = $1) q`,
      [tamsin],
    )
    expect(countIn(await find(tamsin))).toBe(1)
    expect((await again()).statusCode).toBe(409)
  })

  test("REG-DUP-01 a temporary patient whom the practice's system names later is one patient", async () => {
    await practice.store.pool.query('DELETE FROM source_row WHERE owner IN (SELECT owner FROM patient)')
    for (const table of ['patient', 'record_area']) await practice.store.pool.query(`DELETE FROM ${table}`)
    practice.people.set(tamsin, tamsinAtPds)
    expect((await again()).statusCode).toBe(200)
    await deliver()
    const found = await find(tamsin)
    expect(countIn(found)).toBe(1)
    expect(details(found.entry[0].resource).type).toBe('R')
    const { rows } = await practice.store.pool.query(
      "SELECT count(DISTINCT owner)::int AS owners FROM source_row WHERE NOT shared AND owner <> ''",
    )
    expect(rows).toEqual([{ owners: 1 }])
  })

  test('REG-DUP-04 a temporary registration that has run out is taken up again under the same id', async () => {
    const first = (await register()).json().entry[0].resource
    await set('registered_to', '2020-01-01')
    await practice.store.pool.query(
      `UPDATE source_row SET cells = replace(cells, (SELECT registered_to FROM patient WHERE nhs_number = $1), '2020-01-01')`,
      [wren],
    )
    expect(countIn(await find())).toBe(0)
    const second = (await register()).json().entry[0].resource
    expect(second.id).toBe(first.id)
    expect(countIn(await find())).toBe(1)
  })
})

test('REG-REQ-01 SEC-JWT-13 the scope must be patient/*.write', async () => {
  for (const scope of ['patient/*.read', 'organization/*.read']) {
    const response = await ask(practice, {
      interaction: interactions.registerPatient,
      url: 'gpconnect/Patient/$gpc.registerpatient',
      body: parameters(marlow()),
      claims: { ...claims(interactions.registerPatient), requested_scope: scope },
    })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  }
})
