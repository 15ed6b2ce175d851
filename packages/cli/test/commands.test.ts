/** Commands that need no sandbox, on a database of their own. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beginImport, openStore } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { readManifest, samplesFolder } from '../src/sandbox/manifest.ts'
import { fingerprintOf } from '../src/sandbox/samples.ts'
import { type Gpc, gpcOn } from './context.ts'
import { messageAbout } from './messages.ts'

let gpc: Gpc
let url: string
let folder: string
beforeAll(async () => {
  url = await freshDatabase()
  gpc = await gpcOn(url)
  folder = await mkdtemp(join(tmpdir(), 'gpc-files-'))
})
afterAll(async () => {
  await gpc.remove()
  await rm(folder, { recursive: true, force: true })
})

describe('wrong use ends with 2 and a sentence that helps', () => {
  test.each([
    [['imprt'], "unknown command 'imprt'"],
    [['import', 'emis', 'x'], '--practice'],
    [['import', 'word', 'x', '--practice', 'A99001'], 'emis, tpp, vision, microtest, gp2gp'],
    [['record', '9990000019'], 'check digit'],
    [['sandbox', '--port', '70000'], 'port'],
    [['flag', '9990000018', 'lost', '--practice', 'A99001'], 'dissent, in-transit, awaiting-filing, merged, hidden'],
    [['audit', '--practice', 'A99001', '--since', '2026-02-30'], 'date'],
    [['synth', '--patients', '10'], '--system'],
    [['practice', 'enable', 'A99001', 'everything'], 'foundations'],
  ])('gpc %j', async (args, words) => {
    const { code, out, err } = await gpc.run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
  })
})

test('every command has help with an example', async () => {
  const all = await gpc.run('--help')
  expect(all.code).toBe(0)
  const names = [...all.out.matchAll(/^ {2}([a-z]+) .{10,}$/gm)].map(([, name = '']) => name)
  expect(names).toContain('import')
  for (const name of names.filter(one => one !== 'practice')) {
    const { code, out } = await gpc.run(name, '--help')
    expect(code).toBe(0)
    expect(out, name).toContain('Example')
  }
})

test('a wrong DATABASE_URL is told without its password', async () => {
  const nowhere = await gpcOn('postgresql://gpc:geheim@127.0.0.1:1/gpc')
  const { code, err } = await nowhere.run('practice', 'list')
  expect(code).toBe(1)
  expect(err).toBe('error: The database does not answer: check that it runs, and DATABASE_URL.\n')
  await nowhere.remove()
})

describe('practices', () => {
  test('NFR-ENA-02 a new practice has everything switched off', async () => {
    expect((await gpc.run('practice', 'add', 'a99001', '--name', 'Alder Row Surgery', '--system', 'emis')).code).toBe(0)
    expect(JSON.parse((await gpc.run('practice', 'list', '--json')).out)).toMatchObject([
      { ods: 'A99001', name: 'Alder Row Surgery', system: 'emis', enabled: [] },
    ])
  })

  test('DOC-GEN-11 the period after a death is the practice’s own', async () => {
    expect((await gpc.run('practice', 'add', 'A99001', '--deceased-days', '365')).code).toBe(0)
    expect(JSON.parse((await gpc.run('practice', 'list', '--json')).out)).toMatchObject([{ deceasedDays: 365 }])
    expect((await gpc.run('practice', 'add', 'A99001', '--deceased-days', 'long')).code).toBe(2)
  })

  test('NFR-ENA-01 capabilities are switched one by one, or all', async () => {
    await gpc.run('practice', 'enable', 'A99001')
    await gpc.run('practice', 'disable', 'A99001', 'documents', 'area:medications')
    const { out } = await gpc.run('practice', 'list')
    expect(out).toMatch(/appointments, foundations, gp-connect, html, structured without medications/)
  })

  test('a practice can be changed in part; one that is new needs name and system', async () => {
    await gpc.run('practice', 'add', 'A99001', '--asid', '200000000205')
    expect(JSON.parse((await gpc.run('practice', 'list', '--json')).out)).toMatchObject([
      { name: 'Alder Row Surgery', asid: '200000000205' },
    ])
    expect((await gpc.run('practice', 'add', 'A99009')).code).toBe(2)
  })

  test('APT-SVC-04 APT-SVC-05 services are added, changed and removed; they count when there are any', async () => {
    const none = await gpc.run('practice', 'enable', 'A99001', 'service-filtering')
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('gpc service add A99001')])
    await gpc.run('service', 'add', 'A99001', '1000000123', '--name', 'Minor illness')
    await gpc.run('service', 'add', 'A99001', '1000000123', '--name', 'Minor illness clinic')
    expect((await gpc.run('practice', 'enable', 'A99001', 'service-filtering')).code).toBe(0)
    expect(JSON.parse((await gpc.run('service', 'list', 'A99001', '--json')).out)).toMatchObject([
      { dosServiceId: '1000000123', name: 'Minor illness clinic' },
    ])
    expect((await gpc.run('service', 'list', 'A99001')).out).toMatch(/1000000123 +Minor illness clinic/)
    expect((await gpc.run('service', 'remove', 'A99001', '1000000123')).code).toBe(0)
    const again = await gpc.run('service', 'remove', 'A99001', '1000000123')
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('gpc service list A99001')])
    await gpc.run('practice', 'disable', 'A99001', 'service-filtering')
  })

  test('a practice that is not there is told, with those that are', async () => {
    const { code, err } = await gpc.run('rejects', '--practice', 'A99777')
    expect(code).toBe(1)
    expect(err).toBe(
      'error: There is no practice A99777 here: add it by gpc practice add A99777, or choose among A99001.\n',
    )
  })
})

describe('imports', () => {
  const emis = join(samplesFolder, 'emis')

  test('a wrong folder, practice or system stops before anything is changed', async () => {
    for (const [args, words] of [
      [['emis', join(samplesFolder, 'tpp')], 'EMIS'],
      [['emis', join(folder, 'nothing')], 'nothing'],
      [['tpp', join(samplesFolder, 'tpp')], 'gpc import emis'],
    ] as const) {
      const { code, err } = await gpc.run('import', ...args, '--practice', 'A99001')
      expect({ args, code }).toEqual({ args, code: 1 })
      expect(err).toContain(words)
      expect(err.trim().split('\n')).toHaveLength(1)
    }
    expect((await gpc.run('imports', '--practice', 'A99001')).out).toBe('Nothing has been imported yet.\n')
  })

  test('the first changes the record, the second nothing', async () => {
    const first = await gpc.run('import', 'emis', emis, '--practice', 'A99001')
    expect(first.code).toBe(0)
    expect(first.out).toMatch(/Patients rendered +\d\d\n/)
    const second = await gpc.run('import', 'emis', emis, '--practice', 'A99001', '--json')
    expect(JSON.parse(second.out)).toMatchObject({ inserted: 0, updated: 0, deleted: 0, rejected: 0 })
    expect(JSON.parse((await gpc.run('imports', '--practice', 'A99001', '--json')).out)).toHaveLength(2)
    expect((await gpc.run('rejects', '--practice', 'A99001')).out).toBe('No rejects.\n')
    expect((await gpc.run('withheld', '--practice', 'A99001')).out).toMatch(/marked as confidential.*entries\.\n$/s)
  })

  test('while another import of the practice runs, it says so', async () => {
    const store = await openStore(url)
    const session = await beginImport(store, 'A99001')
    const { code, err } = await gpc.run('import', 'emis', emis, '--practice', 'A99001')
    await session.rollback()
    await store.close()
    expect(code).toBe(1)
    expect(err).toContain('Another import for A99001 is running')
  })

  test('options of another system, or an unknown one, are refused', async () => {
    const run = (option: string) => gpc.run('import', 'emis', emis, '--practice', 'A99001', '--option', option)
    expect((await run('nonsense')).code).toBe(2)
    expect((await run('speed=high')).code).toBe(1)
  })

  test('GP2GP: a patient whom nobody knows needs demographics', async () => {
    const path = join(folder, 'stranger.xml')
    await writeFile(path, await messageAbout('9990000018'))
    const run = (...more: string[]) => gpc.run('import', 'gp2gp', path, '--practice', 'A99001', ...more)
    const unknown = await run()
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('--birth-date')
    expect((await run('--family', 'Smith')).code).toBe(2)
    const known = await run('--family', 'Smith', '--given', 'Ann', '--birth-date', '1970-03-09', '--json')
    expect(known.code).toBe(0)
    expect(JSON.parse(known.out)).toMatchObject({ patients: 1, waiting: 0, unreadable: 0 })
  })

  test('GP2GP: somebody of the sandbox is known without a running PDS', async () => {
    const { people } = await readManifest()
    const path = join(folder, 'person.xml')
    await writeFile(path, await messageAbout(people[0]?.nhsNumber ?? ''))
    const { code, out } = await gpc.run('import', 'gp2gp', path, '--practice', 'A99001', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ patients: 1, waiting: 0 })
  })

  test('GP2GP: several files, one after the other; the number of a patient goes with one only', async () => {
    const paths = ['stranger.xml', 'person.xml'].map(name => join(folder, name))
    const { code, out } = await gpc.run('import', 'gp2gp', ...paths, '--practice', 'A99001', '--json')
    expect(code).toBe(0)
    expect(out.trim().split('\n')).toHaveLength(2)
    const wrong = await gpc.run('import', 'gp2gp', ...paths, '--practice', 'A99001', '--nhs-number', '9990000018')
    expect(wrong.code).toBe(2)
  })

  test('GP2GP: of several files, those that can be imported are', async () => {
    const paths = ['nowhere.xml', 'stranger.xml'].map(name => join(folder, name))
    const { code, out, err } = await gpc.run('import', 'gp2gp', ...paths, '--practice', 'A99001')
    expect(code).toBe(1)
    expect(out).toContain('stranger.xml is imported into A99001')
    expect(err).toMatch(/error: .*nowhere\.xml: .*\nerror: 1 of 2 files could not be imported\.\n$/)
  })

  test('rejects are listed with their place and reason; the rest is imported', async () => {
    const several = join(folder, 'several')
    await mkdir(several)
    await writeFile(join(several, 'good.xml'), await messageAbout('9990000018'))
    await writeFile(join(several, 'broken.xml'), '<not a message')
    const { code, out } = await gpc.run('import', 'gp2gp', several, '--practice', 'A99001')
    expect(code).toBe(0)
    expect(out).toMatch(/Rows rejected +1 +gpc rejects --practice A99001\n/)
    expect((await gpc.run('rejects', '--practice', 'A99001')).out).toMatch(/broken\.xml .*\n1 reject\.\n$/)
    const [row = ''] = (await gpc.run('rejects', '--practice', 'A99001', '--json')).out.split('\n')
    expect(JSON.parse(row)).toMatchObject({ file: 'broken.xml', line: expect.any(Number) })
  })
})

describe('flags', () => {
  test('STR-ERR-06 STR-WARN-05 STR-WARN-11 are set and cleared, for patients of the practice only', async () => {
    const { practices } = await readManifest()
    const number = practices[0]?.patients[0]?.nhsNumber ?? ''
    const flag = (...args: string[]) => gpc.run('flag', ...args, '--practice', 'A99001')
    expect((await flag(number, 'dissent')).out).toContain('is flagged dissent')
    expect((await flag(number, 'dissent', '--clear')).out).toContain('no longer')
    expect((await flag(number, 'in-transit', '--date', '2026-01-31')).code).toBe(0)
    expect((await flag(number, 'awaiting-filing')).out).toContain('nobody has filed yet')
    expect((await flag(number, 'merged')).code).toBe(2)
    expect((await flag(number, 'dissent', '--date', '2026-01-31')).code).toBe(2)
    expect((await flag('9990000026', 'hidden')).err).toContain('no patient')
  })
})

test('synth writes what import reads', async () => {
  const out = join(folder, 'vision')
  const written = await gpc.run('synth', '--system', 'vision', '--patients', '5', '--practice', 'A99008', '--out', out)
  expect(written.out).toMatch(/^5 patients with .* in /)
  await gpc.run('practice', 'add', 'A99008', '--name', 'New', '--system', 'vision')
  const { code, out: result } = await gpc.run('import', 'vision', out, '--practice', 'A99008', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(result)).toMatchObject({ patients: 5, rejected: 0 })
})

test('the sample files of the repository are what synth writes', async () => {
  const out = join(folder, 'samples')
  expect((await gpc.run('synth', '--sandbox', out)).code).toBe(0)
  const { practices } = await readManifest(out)
  expect(await readManifest()).toEqual(await readManifest(out))
  for (const practice of practices) {
    const prints = [out, samplesFolder].map(root => fingerprintOf(join(root, practice.folder), practice))
    const [written, kept] = await Promise.all(prints)
    expect(written, `write them anew by gpc synth --sandbox samples (${practice.ods})`).toBe(kept)
  }
})

test('SEC-AUD-05 the audit of a practice that nobody asked is empty', async () => {
  expect((await gpc.run('audit', '--practice', 'A99001', '--since', '2026-01-01')).out).toContain('Nothing')
})

test('without a sandbox, record and token say how to go on', async () => {
  for (const args of [
    ['record', '9990000018'],
    ['token', '--practice', 'A99001'],
  ]) {
    const { code, err } = await gpc.run(...args)
    expect(code).toBe(1)
    expect(err).toContain('npm start')
  }
})

test('documents are imported into any practice; those of nobody known wait', async () => {
  await gpc.run('practice', 'add', 'A99077', '--name', 'Letters Surgery', '--system', 'vision')
  const path = join(folder, 'letters')
  await mkdir(path)
  await writeFile(join(path, 'documents.csv'), 'DocumentId,NhsNumber,File\n1,9990000018,a.pdf\n2,9990000018,no.pdf')
  await writeFile(join(path, 'a.pdf'), 'a')
  const { code, out } = await gpc.run('import', 'documents', path, '--practice', 'A99077', '--json')
  expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, waiting: 1, rejected: 1 })
  const rejects = await gpc.run('rejects', '--practice', 'A99077')
  expect(rejects.out).toContain('there is no such file beside documents.csv')
})
