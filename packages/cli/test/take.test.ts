/** Taking a record from another practice, with everything real: two practices of the sandbox, SDS, SSP, provider, database. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createGpConnect, readDocument } from '@gpc/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts'
import { stepsOn } from '../src/sandbox/steps.ts'
import { type Gpc, gpcOn } from './context.ts'
import { messageAbout } from './messages.ts'

let gpc: Gpc
let sandbox: Sandbox
let number: string

function patientWith(ods: string, trait: string): string {
  const practice = sandbox.practices.find(one => one.ods === ods)
  const found = practice?.patients.find(one => one.traits.includes(trait))
  if (found === undefined) throw new Error(`${ods} has nobody with the trait ${trait}.`)
  return found.nhsNumber
}

beforeAll(async () => {
  gpc = await gpcOn(await freshDatabase())
  const context = gpc.context()
  sandbox = await startSandbox(
    context,
    { port: 0, host: '127.0.0.1', fresh: false },
    stepsOn(context.err, (_, text) => text),
  )
  number = patientWith('A99001', 'full')
  const path = join(gpc.env.GPC_DATA ?? '', 'moved.xml')
  await writeFile(path, await messageAbout(number))
  const imported = await gpc.run('import', 'gp2gp', path, '--practice', 'A99003')
  expect(imported.code, imported.err).toBe(0)
}, 300_000)
afterAll(async () => {
  await sandbox.close()
  await gpc.remove()
})

const take = (...more: string[]) => gpc.run('take', number, '--from', 'A99001', '--into', 'A99003', ...more)

describe('gpc take', () => {
  test('a trial changes nothing', async () => {
    const { code, out, err } = await take('--dry-run')
    expect([0, 3], err).toContain(code)
    expect(out).toMatch(/would be taken from A99001 .* into A99003/)
    expect((await gpc.run('taken', number, '--practice', 'A99003')).out).toContain('Nothing was taken')
  })

  test('STR-COM-02, MIG-STR-13, STR-MED-38 entries come with where they are from, into the record that others read', async () => {
    const { code, out, err } = await take('--json')
    expect([0, 3], err).toContain(code)
    const { taken } = JSON.parse(out)
    expect(taken.length).toBeGreaterThan(3)
    const { out: listed } = await gpc.run('taken', number, '--practice', 'A99003', '--json')
    const rows = listed
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toHaveLength(taken.length)
    expect(
      rows.every(row => row.from.startsWith('A99001') && row.by.includes('Sandford') && row.identifiers.length > 0),
    ).toBe(true)
    const { out: record } = await gpc.run('record', number, '--practice', 'A99003')
    for (const { area, title } of taken) if (area === 'allergies') expect(record).toContain(title)
    expect(record).toMatch(/Taken from the record of .*\(A99001\) on/)
    if (taken.some((one: { needsAuthorisation: boolean }) => one.needsAuthorisation)) {
      expect(record).toContain('NOT AUTHORISED AT THIS PRACTICE')
    }
  })

  test('STR-COM-02 a second run takes nothing', async () => {
    const before = (await gpc.run('taken', number, '--practice', 'A99003', '--json')).out
    const { out } = await take('--json')
    const { taken, takenBefore } = JSON.parse(out)
    expect(taken).toEqual([])
    expect(takenBefore.length).toBeGreaterThan(3)
    expect((await gpc.run('taken', number, '--practice', 'A99003', '--json')).out).toBe(before)
  })

  test('other areas, when they are asked for', async () => {
    const areas = 'problems,immunisations,uncategorised,investigations,referrals,diary'
    const { code, out, err } = await take('--areas', areas, '--json')
    expect([0, 3], err).toContain(code)
    const { taken, unusable } = JSON.parse(out)
    expect(unusable).toEqual([])
    expect(new Set(taken.map((one: { area: string }) => one.area)).size).toBeGreaterThan(2)
    const record = await gpc.run('record', number, '--practice', 'A99003')
    expect(record.code, record.err).toBe(0)
    for (const one of taken) if (one.area === 'problems') expect(record.out).toContain(one.title)
  })

  test("MIG-STR-13 it survives the practice's own next import", async () => {
    const before = (await gpc.run('taken', number, '--practice', 'A99003')).out
    const path = join(gpc.env.GPC_DATA ?? '', 'moved.xml')
    expect((await gpc.run('import', 'gp2gp', path, '--practice', 'A99003')).code).toBe(0)
    expect((await gpc.run('taken', number, '--practice', 'A99003')).out).toBe(before)
    expect((await gpc.run('record', number, '--practice', 'A99003')).out).toContain('Taken from the record of')
  })

  test('what was taken can be removed, one by one or all', async () => {
    const list = await gpc.run('taken', number, '--practice', 'A99003', '--json')
    const [first] = list.out.split('\n').map(line => JSON.parse(line || '{}'))
    const one = await gpc.run('taken', number, '--practice', 'A99003', '--remove', first.key.slice(0, 8))
    expect(one.out).toContain('1 entry removed')
    expect((await gpc.run('taken', number, '--practice', 'A99003', '--remove', 'ffff')).err).toContain(
      'nothing with the key',
    )
    expect((await gpc.run('taken', number, '--practice', 'A99003', '--remove-all')).code).toBe(0)
    expect((await gpc.run('taken', number, '--practice', 'A99003')).out).toContain('Nothing was taken')
    const { out } = await gpc.run('record', number, '--practice', 'A99003')
    expect(out).not.toContain('Taken from the record of')
  })

  test('the same drug in another dose is left for a person to decide; what they accept is taken beside it', async () => {
    const path = join(gpc.env.GPC_DATA ?? '', 'dose.xml')
    const message = await messageAbout(number)
    await writeFile(path, message.replaceAll('One To Be Taken Each Day', 'Two To Be Taken Each Day'))
    expect((await gpc.run('import', 'gp2gp', path, '--practice', 'A99004')).code).toBe(0)
    const run = (...more: string[]) => gpc.run('take', number, '--from', 'A99001', '--into', 'A99004', ...more)
    const first = await run()
    expect(first.code).toBe(3)
    expect(first.err).toMatch(/error: \d+ entr(y is|ies are) left for a person to decide\.\n$/)
    expect(first.out).toMatch(/[0-9a-f]{8} Medicine: Amlodipine.*\n +dose: there "One To Be Taken Each Day", here "Two/)
    const again = await run('--json')
    const { decide, taken } = JSON.parse(again.out)
    expect({ code: again.code, taken }).toEqual({ code: 3, taken: [] })
    const accepted = await run('--json', '--accept', ...decide.map((one: { key: string }) => one.key))
    expect(accepted.code).toBe(0)
    expect(JSON.parse(accepted.out).taken).toHaveLength(decide.length)
    const { out } = await gpc.run('record', number, '--practice', 'A99004', '--areas', 'medication')
    expect(out).toMatch(/Amlodipine 10mg tablets\n {4}Two To Be Taken Each Day/)
    expect(out).toMatch(/Amlodipine 10mg tablets\n {4}One To Be Taken Each Day/)
  })

  test('STR-CONS-01 demographics that differ stop it, unless somebody has made sure', async () => {
    const path = join(gpc.env.GPC_DATA ?? '', 'other.xml')
    const other = patientWith('A99001', 'plain')
    await writeFile(path, await messageAbout(other))
    const who = ['--family', 'Smythe', '--given', 'Ann', '--birth-date', '1950-01-31', '--gender', 'female']
    expect((await gpc.run('import', 'gp2gp', path, '--practice', 'A99004', ...who)).code).toBe(0)
    const run = (...more: string[]) => gpc.run('take', other, '--from', 'A99001', '--into', 'A99004', ...more)
    const { code, out, err } = await run()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/differ about who this is: family is Smythe at A99004 and \S+ at A99001/)
    expect([0, 3]).toContain((await run('--same-person', '--dry-run')).code)
  })

  test.each([
    ['A99002', undefined, 'A99002 has no patient with NHS number'],
    ['A99002', 'temporary', 'registered as temporary only'],
    ['A99002', 'deceased', 'dead'],
  ])('into %s, a patient who is %s: a clear sentence', async (into, trait, words) => {
    const whose = trait === undefined ? number : patientWith(into, trait)
    const { code, out, err } = await gpc.run('take', whose, '--from', 'A99001', '--into', into)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(words)
  })

  test.each([
    [['--into', 'A99001'], 2, 'same practice'],
    [['--areas', 'everything'], 2, 'Areas are'],
    [['--accept', 'ffff'], 1, 'nothing to decide with the key'],
  ])('wrong use: %j', async (more, code, words) => {
    const ran = await take(...more)
    expect(ran).toMatchObject({ code, out: '' })
    expect(ran.err).toContain(words)
  })
})

describe('gpc record', () => {
  test('STR-CONS-02, STR-PAR-23 some areas, from a day on', async () => {
    const all = await gpc.run('record', number, '--practice', 'A99001', '--from', '2025-06-01')
    expect(all.code, all.err).toBe(0)
    expect(all.out).toContain('Asked for: all areas, since 01-Jun-2025')
    const some = await gpc.run('record', number, '--practice', 'A99001', '--areas', 'problems,medication')
    expect(some.out).toContain('Asked for: medication, problems.')
    expect(some.out).not.toMatch(/^ALLERGIES \(\d+\)$/m)
    const wrong = await gpc.run('record', number, '--areas', 'everything')
    expect({ code: wrong.code, told: wrong.err.includes('Areas are') }).toEqual({ code: 2, told: true })
  })
})

describe('the SDK against the sandbox', () => {
  const client = (ods: string) => {
    const practice = sandbox.practices.find(one => one.ods === ods)
    return createGpConnect({
      ssp: sandbox.spine.ssp,
      sds: sandbox.spine.sds,
      asid: practice?.asid ?? '',
      organisation: { ods, name: practice?.name ?? '' },
      user: { id: '1', family: 'Test', given: ['A'], idSystem: 'https://consumer.invalid/Id/user', jobRole: 'R0260' },
      device: { identifier: { system: 'https://consumer.invalid/Id/device', value: '1' }, model: 'test', version: '1' },
      issuer: 'https://consumer.invalid',
    })
  }
  const at = { practice: 'A99001' }

  test('MIG-AUT-03, MIG-STR-07, MIG-STR-08 a migration by the practice where PDS has the patient, and by no other', async () => {
    const record = await client('A99001').migrate({ nhsNumber: number, practice: 'A99003', sensitive: true })
    for (const [name, { list }] of Object.entries(record.areas)) expect(list, name).toBeDefined()
    await expect(client('A99002').migrate({ nhsNumber: number, practice: 'A99003' })).rejects.toMatchObject({
      code: 'NO_RELATIONSHIP',
    })
    const { code, err } = await gpc.run(
      'take',
      number,
      '--from',
      'A99003',
      '--into',
      'A99001',
      '--migrate',
      '--dry-run',
    )
    expect([0, 3], err).toContain(code)
  })

  test('HTM-OP-01 a section as HTML', async () => {
    const html = await client('A99002').careRecordHtml({ ...at, nhsNumber: number, section: 'MED' })
    expect(html.html).toContain('<h1>Medications</h1>')
    expect(html.html).not.toContain('&lt;table')
    expect(html.practice).toMatchObject({ ods: 'A99001' })
  })

  test('FND-ORG-01, FND-LOC-01, FND-PRA-05 people and places, found and read', async () => {
    const sdk = client('A99002')
    const organisation = await sdk.findOrganization({ ...at, ods: 'A99001' })
    expect(await sdk.readOrganization({ ...at, id: organisation?.id ?? '' })).toMatchObject({
      name: organisation?.name,
    })
    const here = sandbox.practices.find(one => one.ods === 'A99001')
    const sdsUserId = here?.practitioners.find(one => one.sdsUserId !== '')?.sdsUserId ?? ''
    const practitioner = await sdk.findPractitioner({ ...at, sdsUserId })
    expect(await sdk.readPractitioner({ ...at, id: practitioner?.id ?? '' })).toMatchObject({ id: practitioner?.id })
    const location = await sdk.readLocation({ ...at, id: here?.locations[0]?.id ?? '' })
    expect(location.name).toBeDefined()
    await expect(sdk.readLocation({ ...at, id: 'nowhere' })).rejects.toMatchObject({ status: 404 })
  })

  test('MIG-DOC-01, MIG-DOC-09 each document of a record, by its URL', async () => {
    const record = await client('A99001').migrate({ nhsNumber: number, practice: 'A99001' })
    const documents = record.documents
      .map(one => readDocument(one, record.resolve))
      .filter(one => one.url !== undefined)
    for (const { url = '', size, contentType } of documents) {
      const parts: Buffer[] = []
      const to = new Writable({
        write(chunk: Buffer, _, done) {
          parts.push(chunk)
          done()
        },
      })
      const expected = {
        ...(size === undefined ? {} : { size }),
        ...(contentType === undefined ? {} : { contentType }),
      }
      const fetched = await client('A99001').migrateDocument({ practice: 'A99001', url, to, expected })
      expect(Buffer.concat(parts)).toHaveLength(fetched.size)
    }
    expect(documents.length).toBeGreaterThan(0)
  })
})

describe('gpc documents', () => {
  test('DOC-REF-12, DOC-BIN-01 listed with type and size, and fetched into a file', async () => {
    const practice = sandbox.practices.find(one => one.ods === 'A99001')
    for (const { nhsNumber } of practice?.patients ?? []) {
      const { code, out } = await gpc.run('documents', nhsNumber, '--practice', 'A99001', '--json')
      if (code !== 0) continue
      const urls = out
        .split('\n')
        .filter(line => line !== '')
        .flatMap(line => JSON.parse(line).content?.[0]?.attachment?.url ?? [])
      const [url] = urls
      if (url === undefined) continue
      expect((await gpc.run('documents', nhsNumber, '--practice', 'A99001')).out).toMatch(/\d+ documents?\.\n$/)
      const id = url.replace(/^.*\//, '')
      const to = join(gpc.env.GPC_DATA ?? '', 'fetched')
      const got = await gpc.run('documents', nhsNumber, '--practice', 'A99001', '--get', id, '--out', to)
      expect(got.code, got.err).toBe(0)
      expect(got.out).toContain('Scan it before you open it')
      return
    }
    expect((await gpc.run('documents', number, '--practice', 'A99001')).out).toMatch(/No documents|documents?\./)
  })

  test('--get needs --out', async () => {
    expect((await gpc.run('documents', number, '--get', 'x')).code).toBe(2)
  })
})
