/** The sandbox's whole walk, in this process: native files in, a record out through SDS and SSP, over real HTTP. */
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createGpConnect, makeToken } from '@gpc/client'
import { type Interaction, interactions } from '@gpc/fhir'
import { pdsClient } from '@gpc/spine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dstu2Claims, patientParameter, patientResource, sectionParameter } from '../../provider/test/html-practice.ts'
import { token } from '../../provider/test/practice.ts'
import { freshDatabase } from '../../store/test/database.ts'
import { descriptionSchema } from '../src/sandbox/description.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts'
import { stepsOn } from '../src/sandbox/steps.ts'
import { welcome } from '../src/sandbox/welcome.ts'
import { type Gpc, gpcOn } from './context.ts'
import { messageAbout } from './messages.ts'

const anywhere = { port: 0, host: '127.0.0.1', fresh: false }
const paint = (_: unknown, text: string) => text

let gpc: Gpc
let sandbox: Sandbox
let steps: string

async function start(): Promise<void> {
  const context = gpc.context()
  sandbox = await startSandbox(context, anywhere, stepsOn(context.err, paint))
  steps = context.written.err
}

beforeAll(async () => {
  gpc = await gpcOn(await freshDatabase())
  await start()
})
afterAll(async () => {
  await sandbox.close()
  await gpc.remove()
})

/** The first patient of a practice with a trait. */
function patientWith(ods: string, trait: string): string {
  const practice = sandbox.practices.find(one => one.ods === ods)
  const found = practice?.patients.find(one => one.traits.includes(trait))
  if (found === undefined) throw new Error(`${ods} has nobody with the trait ${trait}.`)
  return found.nhsNumber
}

describe('GET /sandbox', () => {
  test('says where everything is and who is there', async () => {
    const response = await fetch(`${sandbox.url}/sandbox`)
    expect(response.headers.get('content-type')).toContain('application/json')
    const found = descriptionSchema.parse(await response.json())
    expect(found.practices.map(one => [one.ods, one.system])).toEqual([
      ['A99001', 'emis'],
      ['A99002', 'tpp'],
      ['A99003', 'vision'],
      ['A99004', 'microtest'],
    ])
    for (const { ods, capabilities, practitioners, locations, services, patients } of found.practices) {
      expect(services).toHaveLength(2)
      expect(services.every(one => /^\d+$/.test(one.dosServiceId) && one.hasFreeSlots)).toBe(true)
      expect(capabilities).toMatchObject({
        foundations: `${sandbox.url}/${ods}/STU3/1/gpconnect`,
        structured: `${sandbox.url}/${ods}/STU3/1/gpconnect/structured`,
        documents: `${sandbox.url}/${ods}/STU3/1/gpconnect/documents`,
        html: `${sandbox.url}/${ods}/DSTU2/1/gpconnect`,
      })
      expect(practitioners.length).toBeGreaterThan(0)
      expect(locations.length).toBeGreaterThan(0)
      for (const trait of ['plain', 'full', 'no-known-allergies', 'no-appointments']) {
        expect(
          patients.some(one => one.traits.includes(trait)),
          `${ods} ${trait}`,
        ).toBe(true)
      }
    }
    expect(found.people).toHaveLength(20)
    expect(found.people.every(one => one.traits.includes('unregistered'))).toBe(true)
    expect(found.consumers.length).toBeGreaterThan(0)
  })

  test('knows a practice that is added while it runs, and SDS does too', async () => {
    await gpc.run('practice', 'add', 'A99005', '--name', 'Late Surgery', '--system', 'emis')
    const found = descriptionSchema.parse(await (await fetch(`${sandbox.url}/sandbox`)).json())
    expect(found.practices.at(-1)).toMatchObject({ ods: 'A99005', patients: [] })
    const { code, err } = await gpc.run('record', patientWith('A99001', 'plain'), '--practice', 'A99005')
    expect({ code, off: err.includes('ACCESS DENIED') }).toEqual({ code: 1, off: true })
  })
})

describe('gpc record', () => {
  test.each(['A99001', 'A99002', 'A99003', 'A99004'])('a full record of %s, as a person reads it', async ods => {
    const { code, out } = await gpc.run('record', patientWith(ods, 'full'))
    expect(code).toBe(0)
    expect(out).toMatch(/ALLERGIES \([1-9]/)
    expect(out).toMatch(/CURRENT MEDICINES \([1-9]/)
    expect(out).toMatch(/PAST MEDICINES \([1-9]/)
    expect(out).toContain(`(${ods})`)
  })

  test('--json gives the Bundle', async () => {
    const { out } = await gpc.run('record', patientWith('A99001', 'full'), '--json')
    expect(JSON.parse(out)).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
  })

  test.each([
    ['no-consent', 'NO_PATIENT_CONSENT'],
    ['not-on-pds', 'PDS knows nobody'],
    ['superseded', 'PDS has replaced'],
    ['deceased', 'registered nowhere'],
    ['sensitive', 'does not tell where'],
  ])('SEC-SDS-09 SEC-IG-04 PDS is asked first where to send: a patient with the trait %s is refused: %s', async (trait, words) => {
    const { code, out, err } = await gpc.run('record', patientWith('A99001', trait))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(words)
  })

  test.each([
    'sensitive',
    'not-on-pds',
    'unverified',
    'superseded',
    'merged',
    'deceased',
    'deceased-recently',
    'inactive',
    'temporary',
  ])('FND-PAT-05 STR-ERR-02 to 05 asked directly, a patient with the trait %s is not found', async trait => {
    const { err } = await gpc.run('record', patientWith('A99001', trait), '--practice', 'A99001')
    expect(err).toContain('PATIENT_NOT_FOUND')
  })

  test('STR-WARN-05 a record in transit comes with its warning', async () => {
    const { out } = await gpc.run('record', patientWith('A99002', 'in-transit'))
    expect(out).toMatch(/WARNINGS?: .*transfer\s+from\s+previous\s+GP\s+practice\s+not\s+yet\s+complete/s)
  })

  test('STR-CONS-03 every request is in the audit, with who made it', async () => {
    const number = patientWith('A99003', 'plain')
    await gpc.run('record', number)
    const { out } = await gpc.run('audit', '--practice', 'A99003', '--patient', number, '--json')
    const rows = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toHaveLength(2)
    for (const row of rows)
      expect(row).toMatchObject({
        status: 200,
        userName: expect.stringContaining('Sandford'),
        organisation: 'X99101',
      })
  })
})

describe('PDS', () => {
  const pds = () => pdsClient({ baseUrl: sandbox.spine.pds, timeoutMs: 5000 })

  test('agrees with the practice where the manifest says nothing else', async () => {
    const number = patientWith('A99001', 'plain')
    const patient = sandbox.practices[0]?.patients.find(one => one.nhsNumber === number)
    const person = await pds().trace(number)
    expect(person).toMatchObject({ nhsNumber: number, generalPractitionerOds: 'A99001', birthDate: patient?.birthDate })
    const criteria = { family: patient?.family ?? '', birthDate: patient?.birthDate ?? '' }
    expect(await pds().search(criteria)).toMatchObject({ nhsNumber: number })
  })

  test('differs where the manifest says so', async () => {
    const trace = (trait: string) => pds().trace(patientWith('A99002', trait))
    expect(await trace('not-on-pds')).toBeUndefined()
    expect(await trace('superseded')).toMatchObject({ superseded: true })
    expect(await trace('sensitive')).toMatchObject({ sensitive: true, addresses: [] })
    expect(await trace('deceased')).toMatchObject({ deceased: expect.stringMatching(/^\d{4}-/) })
    expect(await trace('unverified')).toMatchObject({ names: [{ family: 'Underhay' }] })
  })

  test('a number that replaced another leads to the person, and the old one to the new', async () => {
    const old = patientWith('A99003', 'superseded')
    const person = await pds().trace(old)
    expect(await pds().trace(person?.nhsNumber ?? '')).toMatchObject({ superseded: false, names: person?.names })
  })

  test('knows the people who are registered nowhere, without a practice', async () => {
    const person = await pds().trace(sandbox.people[0]?.nhsNumber ?? '')
    expect(person).toMatchObject({ nhsNumber: sandbox.people[0]?.nhsNumber, gender: sandbox.people[0]?.gender })
    expect(person).not.toHaveProperty('generalPractitionerOds')
  })
})

test('the SDK finds a practice by LDAP too', async () => {
  const [consumer] = sandbox.consumers
  const client = createGpConnect({
    ssp: sandbox.spine.ssp,
    sds: sandbox.spine.sdsLdap,
    asid: consumer?.asid ?? '',
    organisation: { ods: consumer?.ods ?? '', name: consumer?.name ?? '' },
    user: { id: '1', family: 'Test', given: ['A'], idSystem: 'https://consumer.invalid/Id/user' },
    device: { identifier: { system: 'https://consumer.invalid/Id/device', value: '1' }, model: 'test', version: '1' },
    issuer: 'https://consumer.invalid',
  })
  const record = await client.structuredRecord({
    nhsNumber: patientWith('A99004', 'full'),
    practice: 'A99004',
    allergies: { resolved: true },
    medication: {},
  })
  expect(record.medications.length).toBeGreaterThan(0)
})

/** A consumer of the sandbox, asking a practice through the Spine Secure Proxy. */
function asking(ods: string) {
  const [consumer] = sandbox.consumers
  const practice = sandbox.practices.find(one => one.ods === ods)
  const requester = {
    organisation: { ods: consumer?.ods ?? '', name: consumer?.name ?? '' },
    user: { id: '1', family: 'Test', given: ['A'], idSystem: 'https://consumer.invalid/Id/user' },
    device: { identifier: { system: 'https://consumer.invalid/Id/device', value: '1' }, model: 'test', version: '1' },
    issuer: 'https://consumer.invalid',
  }
  const root = practice?.capabilities.foundations ?? ''
  return (interaction: Interaction, path: string, body?: object) =>
    fetch(`${sandbox.spine.ssp}/${root}${path}`, {
      method: interaction.method,
      headers: {
        'Ssp-TraceID': crypto.randomUUID(),
        'Ssp-From': consumer?.asid ?? '',
        'Ssp-To': practice?.asid ?? '',
        'Ssp-InteractionID': interaction.id,
        'Content-Type': 'application/fhir+json',
        Authorization: `Bearer ${makeToken(requester, interaction, root, Date.now())}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

const registration = ({ nhsNumber, family, given, birthDate }: Sandbox['people'][number]) => ({
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'registerPatient',
      resource: {
        resourceType: 'Patient',
        meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1'] },
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
        name: [{ use: 'official', family, given: [given] }],
        birthDate,
      },
    },
  ],
})

test('REG-REQ-01 REG-REQ-02 REG-REQ-04 REG-DUP-07 REG-PDS-08 REG-PDS-10 people of the sandbox are registered through the SSP, and PDS knows nothing of it', async () => {
  const pds = pdsClient({ baseUrl: sandbox.spine.pds, timeoutMs: 5000 })
  for (const [i, ods] of ['A99001', 'A99002', 'A99003', 'A99004'].entries()) {
    const person = sandbox.people[i]
    if (person === undefined) throw new Error('The sandbox has too few people.')
    const before = await pds.trace(person.nhsNumber)
    const ask = asking(ods)
    const first = await ask(interactions.registerPatient, '/Patient/$gpc.registerpatient', registration(person))
    expect([ods, first.status]).toEqual([ods, 200])
    const again = await ask(interactions.registerPatient, '/Patient/$gpc.registerpatient', registration(person))
    expect([ods, again.status]).toEqual([ods, 409])
    expect(await pds.trace(person.nhsNumber)).toEqual(before)
  }
})

test.each([
  ['inactive', 200, ''],
  ['full', 409, 'DUPLICATE_REJECTED'],
  ['temporary', 409, 'DUPLICATE_REJECTED'],
  ['sensitive', 400, 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['deceased', 400, 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['not-on-pds', 400, 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['superseded', 400, 'INVALID_NHS_NUMBER'],
])('REG-DUP-03 REG-DUP-04 REG-PDS-04 REG-PDS-05 registering a patient with the trait %s: %i %s', async (trait, status, code) => {
  for (const { ods, patients } of sandbox.practices.slice(0, 4)) {
    const person = patients.find(one => one.traits.includes(trait))
    if (person === undefined) continue
    const response = await asking(ods)(
      interactions.registerPatient,
      '/Patient/$gpc.registerpatient',
      registration(person),
    )
    expect([ods, response.status]).toEqual([ods, status])
    expect(await response.text()).toContain(code)
  }
})

test('FND-HCS-02 the services of the sandbox are found through the SSP', async () => {
  const response = await asking('A99003')(interactions.findHealthcareService, '/HealthcareService')
  expect(await response.json()).toMatchObject({ entry: [{}, {}] })
})

const attachment = z.object({ url: z.string().optional(), size: z.number().optional() })
const documentsAnswer = z.object({
  entry: z
    .array(z.object({ resource: z.object({ id: z.string(), content: z.array(z.object({ attachment })).optional() }) }))
    .default([]),
  content: z.string().optional(),
})

test('DOC-GEN-03 DOC-BIN-01 DOC-REF-06 the documents of a practice on each system are found, and fetched by their urls, through the SSP', async () => {
  const [consumer] = sandbox.consumers
  const requester = {
    organisation: { ods: consumer?.ods ?? '', name: consumer?.name ?? '' },
    user: { id: '1', family: 'Test', given: ['A'], idSystem: 'https://consumer.invalid/Id/user' },
    device: { identifier: { system: 'https://consumer.invalid/Id/device', value: '1' }, model: 'test', version: '1' },
    issuer: 'https://consumer.invalid',
  }
  const includes = ['subject:Patient', 'custodian:Organization', 'author:Organization', 'author:Practitioner']
  const query = [
    ...includes.map(one => `_include=DocumentReference:${one}`),
    '_revinclude:recurse=PractitionerRole:practitioner',
  ].join('&')
  for (const { ods, asid, patients, capabilities } of sandbox.practices.slice(0, 4)) {
    const root = capabilities.documents ?? ''
    const get = async (interaction: Interaction, url: string) => {
      const response = await fetch(`${sandbox.spine.ssp}/${url}`, {
        headers: {
          'Ssp-TraceID': crypto.randomUUID(),
          'Ssp-From': consumer?.asid ?? '',
          'Ssp-To': asid,
          'Ssp-InteractionID': interaction.id,
          Authorization: `Bearer ${makeToken(requester, interaction, root, Date.now())}`,
        },
      })
      expect(response.status).toBe(200)
      return documentsAnswer.parse(await response.json())
    }
    let fetched = 0
    for (const { nhsNumber } of patients.filter(one => one.traits.includes('full'))) {
      const identifier = encodeURIComponent(`https://fhir.nhs.uk/Id/nhs-number|${nhsNumber}`)
      const found = await get(interactions.documentsFindPatient, `${root}/Patient?identifier=${identifier}`)
      const id = found.entry[0]?.resource.id
      const bundle = await get(interactions.searchDocuments, `${root}/Patient/${id}/DocumentReference?${query}`)
      for (const { resource } of bundle.entry) {
        const attachment = resource.content?.[0]?.attachment
        if (attachment?.url === undefined) continue
        const binary = await get(interactions.readDocument, attachment.url)
        expect(Buffer.from(binary.content ?? '', 'base64')).toHaveLength(attachment.size ?? 0)
        fetched += 1
      }
    }
    expect(fetched, ods).toBeGreaterThan(0)
  }
})

const careRecord = z.object({ entry: z.array(z.object({ resource: z.looseObject({ resourceType: z.string() }) })) })

test('HTM-OP-01 HTM-OP-07 HTM-SEC-07 every section of a full record on each system comes as HTML, by SDS and through the SSP', async () => {
  const [consumer] = sandbox.consumers
  const sections = ['SUM', 'ENC', 'CLI', 'PRB', 'ALL', 'MED', 'REF', 'OBS', 'IMM', 'ADM']
  for (const { ods, asid, capabilities } of sandbox.practices.slice(0, 4)) {
    const nhsNumber = patientWith(ods, 'full')
    const claims = dstu2Claims(interactions.getCareRecord, patientResource(nhsNumber))
    for (const section of sections) {
      const response = await fetch(`${sandbox.spine.ssp}/${capabilities.html}/Patient/$gpc.getcarerecord`, {
        method: 'POST',
        headers: {
          'Ssp-TraceID': crypto.randomUUID(),
          'Ssp-From': consumer?.asid ?? '',
          'Ssp-To': asid,
          'Ssp-InteractionID': interactions.getCareRecord.id,
          'Content-Type': 'application/json+fhir',
          Authorization: `Bearer ${token(claims)}`,
        },
        body: JSON.stringify({
          resourceType: 'Parameters',
          parameter: [patientParameter(nhsNumber), sectionParameter(section)],
        }),
      })
      expect(response.status, `${ods} ${section}`).toBe(200)
      const { entry } = careRecord.parse(await response.json())
      expect(entry.map(one => one.resource.resourceType)).toEqual([
        'Composition',
        'Patient',
        'Organization',
        'Device',
        'Practitioner',
      ])
      const html = JSON.stringify(entry[0])
      if (section === 'SUM') expect(html).toContain('<h2>Emergency Codes</h2>')
      else expect(html, `${ods} ${section}`).toContain('<tbody>')
    }
  }
})

test('the example that npm start prints works when it is pasted', async () => {
  const text = welcome(sandbox, crypto.randomUUID(), paint)
  const number = /npx gpc record (\d{10})/.exec(text)?.[1] ?? ''
  expect((await gpc.run('record', number)).code).toBe(0)
  const token = await gpc.run('token', '--practice', /token --practice (\w+)/.exec(text)?.[1] ?? '')
  const headers = [...text.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value])
  const response = await fetch(/curl -s '([^']+)'/.exec(text)?.[1] ?? '', {
    method: 'POST',
    headers: { ...Object.fromEntries(headers), Authorization: `Bearer ${token.out.trim()}` },
    body: /-d '([^']+)'/.exec(text)?.[1] ?? '',
  })
  expect(response.status).toBe(200)
  expect(JSON.stringify(await response.json())).toContain('MedicationStatement')
})

test('somebody imported from a GP2GP message is registered at PDS, verified and served at once', async () => {
  const number = sandbox.people[1]?.nhsNumber ?? ''
  const path = join(gpc.env.GPC_DATA ?? '', 'person.xml')
  await writeFile(path, await messageAbout(number))
  expect((await gpc.run('record', number)).err).toContain('registered nowhere')
  const { code, err } = await gpc.run('import', 'gp2gp', path, '--practice', 'A99003')
  expect(code).toBe(0)
  expect(err).toContain('1 patient traced at PDS, 1 verified')
  const { out } = await gpc.run('record', number)
  expect(out).toContain(sandbox.people[1]?.family.toUpperCase())
  expect(out).toMatch(/CURRENT MEDICINES \([1-9]/)
})

test('a second sandbox on the same data, and a port in use, are clear errors', async () => {
  const second = await gpc.run('sandbox', '--port', '0')
  expect(second).toMatchObject({ code: 1 })
  expect(second.err).toContain(`A sandbox runs on these data already, at ${sandbox.url}`)
  const other = await gpcOn(gpc.env.DATABASE_URL ?? '')
  const server = createServer()
  const taken = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }),
  )
  const blocked = await other.run('sandbox', '--port', String(Math.min(taken, 65_500)))
  server.close()
  await other.remove()
  expect(blocked.code).toBe(1)
  if (taken <= 65_500) expect(blocked.err).toContain(`Port ${taken} for the provider is in use`)
})

test('--fresh leaves a database alone that is not its own', async () => {
  const other = await gpcOn(gpc.env.DATABASE_URL ?? '')
  const { code, err } = await other.run('sandbox', '--port', '0', '--fresh')
  await other.remove()
  expect(code).toBe(1)
  expect(err).toContain('--fresh empties the built-in database only')
})

test('the second start imports nothing; what was switched off stays off', async () => {
  expect(steps.match(/imported/g)).toHaveLength(4)
  await gpc.run('practice', 'disable', 'A99002', 'structured')
  const number = patientWith('A99002', 'full')
  await sandbox.close()
  await start()
  expect(steps.match(/in place/g)).toHaveLength(5)
  const { err } = await gpc.run('record', number)
  expect(err).toContain('ACCESS DENIED')
})
