import { fromXml, interactions } from '@gpc/fhir'
import { clearFlag, readAudit, setDeceasedDays, setFlag, setSwitch } from '@gpc/store'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  askBody,
  askParameters,
  askSection,
  dstu2Claims,
  type HtmlPractice,
  htmlOf,
  type Period,
  patientParameter,
  patientResource,
  periodParameter,
  sectionParameter,
  startInvented,
} from './html-practice.ts'
import { readHtml } from './html-reading.ts'
import { asid, ask, errorCode, ods, startPractice, type TestPractice, tamsin, tamsinAtPds, token } from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
  await setSwitch(practice.store, ods, 'html', true, 'test')
})
afterAll(() => practice.close())
beforeEach(async () => {
  practice.people.set(tamsin, tamsinAtPds)
  for (const flag of ['dissent', 'in-transit'] as const) await clearFlag(practice.store, ods, tamsin, flag)
})

const filtered = ['ADM', 'CLI', 'ENC', 'MED', 'OBS', 'PRB', 'REF']
const unfiltered = ['ALL', 'IMM', 'SUM']
const titles: Record<string, string> = {
  SUM: 'Summary',
  ENC: 'Encounters',
  CLI: 'Clinical Items',
  PRB: 'Problems and Issues',
  ALL: 'Allergies and Adverse Reactions',
  MED: 'Medications',
  REF: 'Referrals',
  OBS: 'Observations',
  IMM: 'Immunisations',
  ADM: 'Administrative Items',
}
const codes = Object.keys(titles)

/** HTM-ERR-01: every error is an OperationOutcome of version 0.7.4. */
function refusal(response: LightMyRequestResponse): string {
  expect(response.headers).toMatchObject({
    'content-type': 'application/json+fhir;charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(response.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    meta: { profile: ['http://fhir.nhs.net/StructureDefinition/gpconnect-operationoutcome-1'] },
    issue: [
      {
        severity: 'error',
        details: {
          coding: [
            {
              system: 'http://fhir.nhs.net/ValueSet/gpconnect-error-or-warning-code-1',
              display: expect.any(String),
            },
          ],
        },
      },
    ],
  })
  return `${response.statusCode} ${errorCode(response)}`
}

describe('the answer', () => {
  test('HTM-OP-01 HTM-OP-07 HTM-OP-08 HTM-OP-09 HTM-OP-13 a searchset: Composition first, then whom and what it refers to', async () => {
    const response = await askSection(practice, tamsin, 'MED')
    expect(response.statusCode).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'application/json+fhir;charset=utf-8',
      'cache-control': 'no-store',
    })
    const bundle = response.json()
    expect(bundle).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      meta: { profile: ['http://fhir.nhs.net/StructureDefinition/gpconnect-searchset-bundle-1'] },
    })
    const resources: { resourceType: string; id: string; meta: { profile: string[]; versionId?: string } }[] =
      bundle.entry.map((entry: { resource: object }) => entry.resource)
    const names = resources.map(one => `${one.resourceType}/${one.id}`)
    expect(resources.map(one => one.resourceType)).toEqual([
      'Composition',
      'Patient',
      'Organization',
      'Device',
      'Practitioner',
    ])
    for (const { resourceType, meta } of resources) {
      const name = resourceType === 'Composition' ? 'carerecord-composition' : resourceType.toLowerCase()
      expect(meta.profile).toEqual([`http://fhir.nhs.net/StructureDefinition/gpconnect-${name}-1`])
      if (resourceType !== 'Composition') expect(meta.versionId).toEqual(expect.any(String))
    }
    expect(references(bundle).filter(ref => !names.includes(ref))).toEqual([])
    expect(resources[0]).toMatchObject({
      title: 'Patient Care Record',
      status: 'final',
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[01]:00$/),
      type: {
        coding: [{ system: 'http://snomed.info/sct', code: '425173008', display: 'record extract (record artifact)' }],
        text: 'record extract (record artifact)',
      },
      subject: { reference: names[1] },
      author: [{ reference: names[3] }],
      custodian: { reference: names[2] },
      section: [{ text: { status: 'generated', div: expect.stringMatching(/^<div xmlns="[^"]+"><h1>Medications</) } }],
    })
    expect(resources[1]).toMatchObject({
      identifier: [{ system: 'http://fhir.nhs.net/Id/nhs-number', value: tamsin }],
      name: [{ use: 'official', family: ['QUILL'], given: ['Tamsin Jo'], prefix: ['Ms'] }],
      gender: 'female',
      birthDate: '1971-03-09',
      managingOrganization: { reference: names[2] },
      careProvider: [{ reference: names[4] }],
    })
    expect(resources[2]).toMatchObject({
      identifier: [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: ods }],
    })
    expect(resources[3]).toMatchObject({ type: { coding: [{ code: '462240000' }] } })
    expect(resources[4]).toMatchObject({ name: { family: ['FENWICK'], given: ['Orla'], prefix: ['Dr'] } })
  })

  test.each(
    codes,
  )('HTM-OP-03 HTM-OP-09 HTM-SEC-01 %s has its title and code, in the Composition and above the tables', async code => {
    const { section } = (await askSection(practice, tamsin, code)).json().entry[0].resource
    const title = titles[code]
    expect(section).toHaveLength(1)
    expect(section[0]).toMatchObject({
      title,
      code: {
        coding: [{ system: 'http://fhir.nhs.net/ValueSet/gpconnect-record-section-1', code, display: title }],
        text: title,
      },
    })
    expect(readHtml(section[0].text.div).headings[0]).toBe(title)
  })

  test('HTM-OP-01 XML goes in and comes out, the XHTML as it is', async () => {
    const parameters = `<Parameters xmlns="http://hl7.org/fhir">
      <parameter><name value="patientNHSNumber"/><valueIdentifier><system value="http://fhir.nhs.net/Id/nhs-number"/><value value="${tamsin}"/></valueIdentifier></parameter>
      <parameter><name value="recordSection"/><valueCodeableConcept><coding><system value="http://fhir.nhs.net/ValueSet/gpconnect-record-section-1"/><code value="ALL"/></coding></valueCodeableConcept></parameter>
    </Parameters>`
    const headers = { 'Content-Type': 'application/xml+fhir', Accept: 'application/xml+fhir' }
    const response = await askBody(practice, parameters, { headers })
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/xml+fhir;charset=utf-8')
    expect(response.body).toMatch(/^<\?xml[^>]*>\n<Bundle xmlns="http:\/\/hl7.org\/fhir"><id value="/)
    const div = await htmlOf(practice, tamsin, 'ALL')
    expect(response.body).toContain(`<text><status value="generated"/>${div}</text>`)
    const refused = await askBody(practice, '<Bundle xmlns="http://hl7.org/fhir"/>', { headers })
    expect(refused.statusCode).toBe(422)
    expect(fromXml(refused.body)).toMatchObject({ resourceType: 'OperationOutcome' })
  })

  test('SEC-IID-01 FND-CAP-01 the metadata of this root is a Conformance resource of version 0.7.4', async () => {
    const organization = { resourceType: 'Organization', identifier: [{ system: 'x', value: 'y' }] }
    const response = await practice.provider.inject({
      method: 'GET',
      url: `/${ods}/DSTU2/1/gpconnect/metadata`,
      headers: headersFor(dstu2Claims(interactions.htmlMetadata, organization), interactions.htmlMetadata.id),
    })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toMatchObject({ resourceType: 'Conformance', fhirVersion: '1.0.2', version: '0.7.4' })
  })

  test('SEC-AUD-01 HTM-CON-05 the audit has the patient, the section and who asked', async () => {
    await askSection(practice, tamsin, 'ENC', { start: '2020' })
    const [row] = await readAudit(practice.store, { practice: ods, most: 1 })
    expect(row).toMatchObject({
      interaction: interactions.getCareRecord.id,
      patient: tamsin,
      detail: 'ENC 2020-01-01..',
      status: 200,
      userId: '111111111111',
      userName: 'Dr Ada Locum',
      organisation: 'X99999',
    })
  })
})

const headersFor = (claims: unknown, interaction: string) => ({
  'Ssp-TraceID': crypto.randomUUID(),
  'Ssp-From': '200000000099',
  'Ssp-To': asid,
  'Ssp-InteractionID': interaction,
  Authorization: `Bearer ${token(claims)}`,
})

/** Every relative reference in a resource. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'reference' && typeof one === 'string' ? [one] : references(one),
  )
}

describe('parameters', () => {
  const number = patientParameter(tamsin)
  const section = sectionParameter('SUM')
  const refused = async (...parameter: unknown[]) => refusal(await askParameters(practice, tamsin, parameter))

  test('HTM-OP-02 HTM-OP-03 sections: one, known, in upper case, with its system', async () => {
    expect(await refused(number)).toBe('400 BAD_REQUEST')
    for (const code of ['ZZZ', '', 'sum', 'Enc', 'toString'])
      expect(await refused(number, sectionParameter(code))).toBe('422 INVALID_PARAMETER')
    expect(await refused(number, section, sectionParameter('ALL'))).toBe('400 BAD_REQUEST')
    expect(await refused(number, section, section)).toBe('400 BAD_REQUEST')
    expect(await refused(number, sectionParameter('SUM', 'http://other.example'))).toBe('400 BAD_REQUEST')
    expect(await refused(number, sectionParameter('SUM', ''))).toBe('422 INVALID_PARAMETER')
    expect(await refused(number, { name: 'recordSection', valueString: 'SUM' })).toBe('400 BAD_REQUEST')
  })

  test('HTM-OP-02 NHS numbers: one, with its system, right', async () => {
    expect(await refused(section)).toBe('400 BAD_REQUEST')
    expect(await refused(patientParameter('1234567891'), section)).toBe('400 INVALID_NHS_NUMBER')
    expect(await refused(patientParameter(''), section)).toBe('400 INVALID_NHS_NUMBER')
    const system = 'https://fhir.nhs.uk/Id/nhs-number'
    expect(await refused(patientParameter(tamsin, system), section)).toBe('400 INVALID_IDENTIFIER_SYSTEM')
    expect(await refused(patientParameter(tamsin, ''), section)).toBe('400 INVALID_IDENTIFIER_SYSTEM')
    expect(await refused(number, number, section)).toBe('400 BAD_REQUEST')
    expect(await refused({ name: 'patientNHSNumber', valueString: tamsin }, section)).toBe('400 BAD_REQUEST')
  })

  test('HTM-ERR-01 names that are not known', async () => {
    for (const name of ['patientsNHSNumber', 'PATIENTNHSNUMBER'])
      expect(await refused({ ...number, name }, section)).toBe('422 INVALID_PARAMETER')
    for (const name of ['recordSections', 'RecordSection'])
      expect(await refused(number, { ...section, name })).toBe('422 INVALID_PARAMETER')
    for (const name of ['time', 'TimePeriod'])
      expect(await refused(number, section, { ...periodParameter('2014'), name })).toBe('422 INVALID_PARAMETER')
  })

  test('HTM-ERR-01 bodies that are no Parameters, or none', async () => {
    expect(refusal(await askBody(practice, { resourceType: 'Patient' }))).toBe('422 INVALID_RESOURCE')
    expect(refusal(await askBody(practice, '{'))).toBe('422 INVALID_RESOURCE')
    expect(refusal(await askBody(practice, ''))).toBe('400 BAD_REQUEST')
    const wrong = await askBody(practice, '{}', { headers: { 'Content-Type': 'application/fhir+json' } })
    expect(refusal(wrong)).toBe('415 BAD_REQUEST')
  })

  test('HTM-OP-02 the order of parameters does not matter', async () => {
    const response = await askParameters(practice, tamsin, [periodParameter('2014'), sectionParameter('ENC'), number])
    expect(response.statusCode).toBe(200)
  })

  test.each(unfiltered)('HTM-OP-04 %s takes no period (C-26)', async code => {
    expect(refusal(await askSection(practice, tamsin, code, { start: '2014' }))).toBe('400 BAD_REQUEST')
  })

  test('HTM-OP-06 periods that are none', async () => {
    const wrong: Period[] = [
      {},
      { start: '', end: '' },
      { start: 'abcd', end: '2016' },
      { start: '2014', end: 'abcd' },
      { start: '2016', end: '2014' },
      { start: '2016-02-30' },
      { start: '2016-13' },
      { start: '2015-10-23T11:08:32', end: '2016-12-08T23:59:59' },
    ]
    for (const period of wrong)
      expect(refusal(await askSection(practice, tamsin, 'ENC', period))).toBe('422 INVALID_PARAMETER')
    const both = [number, sectionParameter('ENC')]
    expect(await refused(...both, { name: 'timePeriod', valueString: '2016' })).toBe('422 INVALID_PARAMETER')
    expect(await refused(...both, periodParameter('2016'), periodParameter('2016'))).toBe('400 BAD_REQUEST')
  })
})

describe('token and headers', () => {
  const body = { resourceType: 'Parameters', parameter: [patientParameter(tamsin), sectionParameter('SUM')] }
  const sound = () => dstu2Claims(interactions.getCareRecord, patientResource(tamsin))
  const asked = async (change: Record<string, unknown>) =>
    askBody(practice, body, { claims: { ...sound(), ...change } })
  const refused = async (change: Record<string, unknown>) => refusal(await asked(change))
  const practitioner = { resourceType: 'Practitioner', id: '1', name: { family: ['A'] } }
  const user = [{ system: 'http://fhir.nhs.net/sds-user-id', value: 'UNK' }]

  test('SEC-JWT-06 the audience is fixed (C-28)', async () => {
    expect((await asked({})).statusCode).toBe(200)
    expect(await refused({ aud: `http://127.0.0.1/${ods}/DSTU2/1/gpconnect` })).toBe('400 BAD_REQUEST')
  })

  test('SEC-JWT-30 every claim must be there, the requested record too, and it must be the patient of the body', async () => {
    for (const claim of Object.keys(sound())) expect(await refused({ [claim]: undefined })).toBe('400 BAD_REQUEST')
    expect(await refused({ requested_record: patientResource('9990101027') })).toBe('400 BAD_REQUEST')
    expect(await refused({ requested_record: { resourceType: 'Organization', id: '1' } })).toBe('400 BAD_REQUEST')
  })

  test('SEC-JWT-19 SEC-JWT-30 both systems of user ids are taken, and UNK (C-29)', async () => {
    for (const system of ['http://fhir.nhs.net/sds-user-id', 'http://fhir.nhs.net/Id/sds-user-id']) {
      const requesting_practitioner = { ...practitioner, identifier: [{ system, value: 'UNK' }] }
      expect((await asked({ requesting_practitioner })).statusCode).toBe(200)
    }
    expect(await refused({ requesting_practitioner: practitioner })).toBe('400 BAD_REQUEST')
    const nameless = { resourceType: 'Practitioner', id: '1', identifier: user }
    expect(await refused({ requesting_practitioner: nameless })).toBe('400 BAD_REQUEST')
    expect(await refused({ sub: '2' })).toBe('400 BAD_REQUEST')
  })

  test('ERR-MAP-03 another resource type is a bad request, an unknown element an invalid resource (C-27)', async () => {
    for (const claim of ['requesting_device', 'requesting_organization', 'requesting_practitioner']) {
      const resource = Object(sound()[claim])
      expect(await refused({ [claim]: { ...resource, resourceType: 'InvalidResourceType' } })).toBe('400 BAD_REQUEST')
      expect(await refused({ [claim]: { ...resource, invalidField: 'x' } })).toBe('422 INVALID_RESOURCE')
    }
    const organization = { resourceType: 'Organization', id: '1', name: 'No code' }
    expect(await refused({ requesting_organization: organization })).toBe('400 BAD_REQUEST')
  })

  test('SEC-JWT-08 SEC-JWT-09 SEC-JWT-11 SEC-JWT-13 times, reason and scope as in every version', async () => {
    const now = Math.floor(Date.now() / 1000)
    expect(await refused({ exp: now + 301, iat: now })).toBe('400 BAD_REQUEST')
    expect(await refused({ exp: now - 300, iat: now - 600 })).toBe('400 BAD_REQUEST')
    expect((await asked({ exp: now + 500, iat: now + 200 })).statusCode).toBe(200)
    expect(await refused({ reason_for_request: 'migration' })).toBe('400 BAD_REQUEST')
    expect(await refused({ requested_scope: 'organization/*.read' })).toBe('400 BAD_REQUEST')
    expect(await refused({ requested_scope: 'encounter/*.read' })).toBe('400 BAD_REQUEST')
  })

  test('SEC-HDR-05 SEC-HDR-06 SEC-HDR-07 headers, and interactions of another version', async () => {
    for (const name of ['Ssp-TraceID', 'Ssp-From', 'Ssp-To', 'Ssp-InteractionID', 'Authorization']) {
      expect(refusal(await askBody(practice, body, { headers: { [name]: undefined } }))).toBe('400 BAD_REQUEST')
    }
    for (const id of [interactions.getStructuredRecord.id, `${interactions.getCareRecord.id}-1`, 'urn:x']) {
      expect(refusal(await askBody(practice, body, { headers: { 'Ssp-InteractionID': id } }))).toBe('400 BAD_REQUEST')
    }
    expect(refusal(await askBody(practice, body, { headers: { 'Ssp-To': '200000000002' } }))).toBe('400 BAD_REQUEST')
    const additional = await askBody(practice, body, { headers: { AdditionalHeader: 'NotStandardHeader' } })
    expect(additional.statusCode).toBe(200)
  })

  test('ERR-MAP-06 unknown paths and verbs below this root are refused in its own words', async () => {
    const root = `/${ods}/DSTU2/1/gpconnect`
    for (const [method, path, status] of [
      ['GET', '/metadatas', 404],
      ['POST', '/Patients', 404],
      ['OPTIONS', '/Metadata', 404],
      ['POST', '/Patient/$gpc.getCareRecord', 404],
      ['PATCH', '/metadata', 405],
      ['DELETE', '/metadata', 405],
    ] as const) {
      const response = await practice.provider.inject({ method, url: root + path })
      expect(response.statusCode).toBe(status)
      refusal(response)
    }
  })

  test('SEC-JWT-06 the newer version does not take a token of this one', async () => {
    const response = await ask(practice, {
      interaction: interactions.getStructuredRecord,
      url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
      claims: sound(),
      body,
    })
    expect(response.headers['content-type']).toBe('application/fhir+json;charset=utf-8')
    expect(response.statusCode).toBe(422)
  })
})

test('HTM-OP-12 a record that is being written is read as it was committed last, and no lock delays that', async () => {
  const before = await htmlOf(practice, tamsin, 'PRB')
  const client = await practice.store.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('LOCK TABLE record_area IN ROW EXCLUSIVE MODE')
    await client.query('DELETE FROM record_area')
    expect(await htmlOf(practice, tamsin, 'PRB')).toBe(before)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
})

describe('who is served', () => {
  const served = async () => {
    const response = await askSection(practice, tamsin, 'SUM')
    return response.statusCode === 200 ? '200' : refusal(response)
  }

  test('HTM-OP-10 HTM-ERR-02 dissent, sensitivity, unknown numbers, and numbers that PDS does not know', async () => {
    expect(await served()).toBe('200')
    await setFlag(practice.store, ods, tamsin, 'dissent', '', 'test')
    expect(await served()).toBe('403 NO_PATIENT_CONSENT')
    await clearFlag(practice.store, ods, tamsin, 'dissent')
    await practice.store.pool.query('DELETE FROM patient_trace')
    practice.people.set(tamsin, { ...tamsinAtPds, sensitive: true })
    expect(await served()).toBe('404 PATIENT_NOT_FOUND')
    await practice.store.pool.query('DELETE FROM patient_trace')
    practice.people.delete(tamsin)
    expect(await served()).toBe('404 PATIENT_NOT_FOUND')
    await practice.store.pool.query('DELETE FROM patient_trace')
    expect(refusal(await askSection(practice, '9999999999', 'SUM'))).toBe('404 PATIENT_NOT_FOUND')
  })

  test('NFR-ENA-01 the practice switches it on by itself', async () => {
    await setSwitch(practice.store, ods, 'html', false, 'test')
    await expect.poll(async () => (await askSection(practice, tamsin, 'SUM')).statusCode).toBe(403)
    expect(await served()).toBe('403 ACCESS DENIED')
    await setSwitch(practice.store, ods, 'html', true, 'test')
    await expect.poll(async () => (await askSection(practice, tamsin, 'SUM')).statusCode).toBe(200)
  })
})

describe('invented patients', () => {
  let tpp: HtmlPractice
  beforeAll(async () => {
    tpp = await startInvented('tpp', {
      emergencyCodes: {
        groups: [['822851000000102', 'XaZ0d'], ['nobody has this']],
        banner: 'An emergency <for a test>',
      },
      defaultMonths: { ENC: 6, MED: 6 },
    })
  }, 60_000)
  afterAll(() => tpp.close())
  const patientOf = (trait: string): string => tpp.byTrait.get(trait)?.nhsNumber ?? ''

  test('HTM-OP-11 who died is served for 28 days, with the day of death, then no more; the practice can shorten it', async () => {
    const recent = tpp.byTrait.get('deceased-recently')
    for (const code of codes) {
      const response = await askSection(tpp, recent?.nhsNumber ?? '', code)
      expect(response.statusCode).toBe(200)
      expect(response.json().entry[1].resource.deceasedDateTime).toBe(recent?.deathDate)
    }
    expect(refusal(await askSection(tpp, patientOf('deceased'), 'SUM'))).toBe('404 PATIENT_NOT_FOUND')
    await setDeceasedDays(tpp.store, tpp.ods, 2, 'test')
    await expect.poll(async () => (await askSection(tpp, recent?.nhsNumber ?? '', 'SUM')).statusCode).toBe(404)
    expect(refusal(await askSection(tpp, recent?.nhsNumber ?? '', 'SUM'))).toBe('404 PATIENT_NOT_FOUND')
    await setDeceasedDays(tpp.store, tpp.ods, 28, 'test')
  })

  test('HTM-BAN-06 a default time frame applies where no period is sent, and never instead of one', async () => {
    const nhsNumber = patientOf('html-periods')
    const view = readHtml(await htmlOf(tpp, nhsNumber, 'ENC'))
    expect(view.banners.get('Encounters')).toContain('date-banner: All data items from 20-May-2026')
    const rows = view.tables[0]?.rows.length ?? 0
    const all = readHtml(await htmlOf(tpp, nhsNumber, 'ENC', { start: '2000' }))
    expect(all.banners.get('Encounters')).toContain("date-banner: Data items from '01-Jan-2000'")
    expect(all.tables[0]?.rows.length).toBeGreaterThan(rows)
    const medicines = readHtml(await htmlOf(tpp, nhsNumber, 'MED'))
    expect(medicines.banners.get('Current Repeat Medication')).toContain('date-banner: Date filter not applied')
    expect(medicines.banners.get('All Medication')).toContain('date-banner: All data items from 20-May-2026')
    const others = readHtml(await htmlOf(tpp, nhsNumber, 'OBS'))
    expect(others.banners.get('Observations')).toContain('date-banner: All relevant items')
  })

  test('HTM-SEC-07 emergency codes: the latest of each group, with where it stands, and the banner as configured', async () => {
    const view = readHtml(await htmlOf(tpp, patientOf('html-periods'), 'SUM'))
    expect(view.headings[1]).toBe('Emergency Codes')
    expect(view.banners.get('Emergency Codes')).toContain('content-banner: An emergency <for a test>')
    const [table] = view.tables
    expect(table).toMatchObject({
      id: 'cli-tab',
      columns: ['Date', 'Entry', 'Details', 'Location of further information'],
    })
    const given = readHtml(await htmlOf(tpp, patientOf('html-periods'), 'IMM')).tables[0]?.rows ?? []
    expect(given.length).toBeGreaterThan(1)
    expect(table?.rows).toEqual([
      [given[0]?.[0], 'Seasonal influenza vaccination', expect.any(String), 'Immunisations'],
    ])
  })
})

describe('banners', () => {
  const bannersOf = async (code: string, period?: Period) =>
    readHtml(await htmlOf(practice, tamsin, code, period)).banners
  const applied = (banners: ReadonlyMap<string, readonly string[]>) =>
    [...banners].flatMap(([title, all]) =>
      all.filter(one => one.startsWith('date-banner')).map(one => [title, one.slice(13)]),
    )

  test.each(
    filtered,
  )('HTM-BAN-02 HTM-BAN-04 HTM-OP-05 %s: the period as it was applied, partial dates widened', async code => {
    const dates = async (period?: Period) => new Set(applied(await bannersOf(code, period)).map(([, text]) => text))
    expect(await dates()).toEqual(new Set(['All relevant items']))
    const range = "For the period '01-Feb-2014' to '29-Feb-2016'"
    expect(await dates({ start: '2014-02', end: '2016-02' })).toContain(range)
    expect(await dates({ start: '2014-05-03' })).toContain("Data items from '03-May-2014'")
    expect(await dates({ end: '2016' })).toContain("Data items until '31-Dec-2016'")
    const instants = { start: '2015-10-23T11:08:32+00:00', end: '2016-06-30T23:30:00Z' }
    expect(await dates(instants)).toContain("For the period '23-Oct-2015' to '01-Jul-2016'")
  })

  test('HTM-BAN-03 HTM-DATE-03 tables that take no period say so', async () => {
    const said = async (code: string) => Object.fromEntries(applied(await bannersOf(code, { start: '2020' })))
    const from = "Data items from '01-Jan-2020'"
    expect(await said('PRB')).toEqual({
      'Active Problems and Issues': 'Date filter not applied',
      'Major Inactive Problems and Issues': from,
      'Other Inactive Problems and Issues': from,
    })
    expect(await said('MED')).toEqual({
      'Acute Medication (Last 12 Months)': 'Date filter not applied',
      'Current Repeat Medication': 'Date filter not applied',
      'Discontinued Repeat Medication': 'Date filter not applied',
      'All Medication': from,
      'All Medication Issues': from,
    })
  })

  test.each(unfiltered)('HTM-BAN-05 %s has no date banner', async code => {
    expect(applied(await bannersOf(code))).toEqual([])
  })

  test('HTM-BAN-01 HTM-LAY-01 HTM-LAY-02 a record in transit says so in every section, right below the title', async () => {
    await setFlag(practice.store, ods, tamsin, 'in-transit', '2026-05-01', 'test')
    for (const code of codes) {
      const [title, all] = [...(await bannersOf(code))][0] ?? []
      expect(title).toBe(titles[code])
      expect(all?.[0]).toBe(
        'gptransfer-banner: Patient record transfer from previous GP practice not yet complete; information recorded before 01-May-2026 may be missing',
      )
    }
    await setFlag(practice.store, ods, tamsin, 'in-transit', '', 'test')
    expect([...(await bannersOf('ENC')).values()].flat()[0]).toContain('before 18-Jun-2012 may')
  })

  test('HTM-BAN-07 HTM-LAY-04 what is withheld is told above the table that it is missing from, and leaves no trace else', async () => {
    const excluded = 'exclusion-banner: Items excluded due to confidentiality and/or patient preferences'
    for (const code of ['OBS', 'CLI', 'ADM', 'ENC']) {
      expect((await bannersOf(code)).get(titles[code] ?? '')).toContain(excluded)
    }
    for (const code of ['MED', 'ALL', 'PRB', 'REF', 'IMM']) {
      expect([...(await bannersOf(code)).values()].flat()).not.toContain(excluded)
    }
    expect([...(await bannersOf('SUM'))].filter(([, all]) => all.includes(excluded)).map(([title]) => title)).toEqual([
      'Last 3 Encounters',
    ])
  })

  test('HTM-LAY-01 HTM-LAY-02 HTM-LAY-03 banners stand in their order, each in a div of its class', async () => {
    await setFlag(practice.store, ods, tamsin, 'in-transit', '', 'test')
    const banner = (name: string) => `<div class="${name}-banner"><p>[^<]+</p></div>`
    const single = ['gptransfer', 'content', 'date', 'exclusion'].map(banner).join('')
    expect(await htmlOf(practice, tamsin, 'CLI')).toMatch(
      new RegExp(`<h1>Clinical Items</h1>${single}<table id="cli-tab">`),
    )
    const inside = ['content', 'date'].map(banner).join('')
    expect(await htmlOf(practice, tamsin, 'MED')).toMatch(
      new RegExp(
        `<h1>Medications</h1>${banner('gptransfer')}<div><h2>Acute Medication \\(Last 12 Months\\)</h2>${inside}<table`,
      ),
    )
  })

  test('HTM-BAN-08 content banners: rules of the tables that are shown, once each, in the summary only where there are rows', async () => {
    const content = (banners: ReadonlyMap<string, readonly string[]>) =>
      [...banners.values()].flat().filter(one => one.startsWith('content-banner'))
    for (const code of codes) {
      const all = content(await bannersOf(code))
      expect(new Set(all).size).toBe(all.length)
    }
    const view = readHtml(await htmlOf(practice, tamsin, 'SUM'))
    const filled = view.tables.map(({ title }) => title)
    for (const [title, all] of view.banners) {
      if (all.some(one => one.startsWith('content-banner'))) expect(filled).toContain(title)
    }
  })

  test('HTM-BAN-11 HTM-BAN-13 an area that the practice has switched off is denied, in other views missing', async () => {
    await setSwitch(practice.store, ods, 'area:medications', false, 'test')
    await expect.poll(() => htmlOf(practice, tamsin, 'MED')).toContain('denied')
    const view = readHtml(await htmlOf(practice, tamsin, 'MED'))
    expect(view.tables).toEqual([])
    expect(view.paragraphs.get('All Medication')).toEqual([
      "Access is denied to 'All Medication' data for this patient.",
      'This data may still exist in the source system.',
    ])
    expect(view.headings).toHaveLength(6)
    expect(await htmlOf(practice, tamsin, 'SUM')).not.toContain('Salbutamol')
    await setSwitch(practice.store, ods, 'area:medications', true, 'test')
    await expect.poll(() => htmlOf(practice, tamsin, 'MED')).not.toContain('denied')
  })
})

describe('periods', () => {
  const rows = async (code: string, period: Period) =>
    readHtml(await htmlOf(practice, tamsin, code, period)).tables.flatMap(({ id, rows }) =>
      rows.filter(row => row.length > 1).map(() => id),
    )

  test.each([
    ['ENC', 'enc-tab'],
    ['CLI', 'cli-tab'],
    ['OBS', 'obs-tab'],
    ['REF', 'ref-tab'],
  ])('HTM-DATE-01 HTM-DATE-02 %s: whole days, both included, open where nothing is said', async (code, id) => {
    for (const period of [{ start: '2026-01-12', end: '2026-01-12' }, { start: '2026' }, { end: '2026-01' }])
      expect(await rows(code, period)).toEqual([id])
    for (const period of [{ start: '2026-01-13' }, { end: '2026-01-11' }, { start: '2025', end: '2025' }])
      expect(await rows(code, period)).toEqual([])
  })

  test('HTM-DATE-02 without an end the future comes too', async () => {
    expect(await rows('ADM', { start: '2026-07-12' })).toEqual(['adm-tab'])
    expect(await rows('ADM', { end: '2026-07-11' })).toEqual([])
  })

  test('HTM-DATE-03 HTM-DATE-04 HTM-DATE-05 a repeat goes on, an acute course ends, and issues follow their item', async () => {
    const filtered = async (period: Period) => (await rows('MED', period)).filter(id => id.startsWith('med-tab-all'))
    expect(await filtered({ start: '2026-01-17' })).toHaveLength(4)
    expect(await filtered({ start: '2026-01-18' })).toEqual(['med-tab-all-sum', 'med-tab-all-iss'])
    expect(await filtered({ start: '2040' })).toEqual(['med-tab-all-sum', 'med-tab-all-iss'])
    expect(await filtered({ end: '2026-01-11' })).toEqual([])
    expect(await rows('MED', { end: '2000' })).toContain('med-tab-curr-rep')
    expect(await rows('PRB', { end: '2000' })).toContain('prb-tab-act')
  })
})
