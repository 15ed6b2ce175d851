import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { cd, composition, message, observation, withFiles, wrapper } from '../gp2gp/testing.ts'
import { practice } from '../shared/testing.ts'
import { listName } from './gpr4.ts'
import { microtest } from './index.ts'

const ods = 'X99004'
const listFile = 'X99004_GPR4ZZ91.ACA'
const ann = [
  'DOW~1~9900004,017~ZZ9~20260112~0200~1~9990101043~REES~ANN MARY~PRICE~MRS~2~19500203~TY BACH~1 LARCH RISE',
  'DOW~2~NETHER POOLE~EASTMOOR~LANCASHIRE~ZZ99 3VZ~Y~~~~',
]
const bob = [
  'DOW~1~9900005,~ZZ9~20260112~0200~2~9990101019~COX~BOB~~MR~1~19600101~~2 ELM ROW',
  'DOW~2~~EASTMOOR~~ZZ9  3VZ~~~~~',
]
const list = (...lines: readonly string[]) => `503\\*\r\n${lines.join('\r\n')}\r\n`
const org = `<representedOrganization><id root="2.16.840.1.113883.2.1.4.3" extension="X99004"/><name>Rowan Hill Practice</name></representedOrganization>`
const agents = `<part><Agent><id root="B0000000-0000-4000-8000-000000000001"/><id root="2.16.840.1.113883.2.1.4.2" extension="9900004"/>
  ${cd('code', '309394004', 'snomed', 'General Practitioner Principal')}<agentPerson><name><prefix>Dr</prefix><given>Lowri</given><family>Penhale</family></name></agentPerson>${org}</Agent></part>
  <part><Agent><id root="B0000000-0000-4000-8000-000000000009"/><id root="2.16.840.1.113883.2.1.4.2" extension="9900009"/><agentPerson><name><family>Away</family></name></agentPerson>
  <representedOrganization><name>Elsewhere</name></representedOrganization></Agent></part>`
const extract = message({
  author: ods,
  agents,
  compositions: [
    composition([wrapper('drug', [observation(cd('code', '14L1.00', 'readV2', 'H/O: penicillin allergy'))])]),
  ],
})

const load = (files: Readonly<Record<string, string | Uint8Array>>, options = {}) =>
  withFiles(files, folder => practice(microtest, ods).load(folder, options))
const refusal = (files: Readonly<Record<string, string>>, options = {}) =>
  load(files, options).then(
    () => 'imported',
    (error: unknown) => (error instanceof ImportRefused ? error.message : `not refused: ${error}`),
  )

describe('the list', () => {
  test('a patient of two records, registered, with the usual GP (FND-PAT-04)', async () => {
    const { records, rejects } = await load({ [listFile]: list(...ann, ...bob) })
    expect(rejects).toEqual([])
    expect(records.get('nhs:9990101043')?.patient).toEqual({
      source: 'microtest',
      key: 'GPR4:nhs:9990101043',
      nhsNumber: '9990101043',
      nhsNumberStatus: 'unknown',
      name: { prefix: 'MRS', given: ['ANN', 'MARY'], family: 'REES' },
      formerNames: [{ given: ['ANN', 'MARY'], family: 'PRICE' }],
      gender: 'female',
      birthDate: '1950-02-03',
      addresses: [
        {
          use: 'home',
          lines: ['TY BACH', '1 LARCH RISE', 'NETHER POOLE'],
          city: 'EASTMOOR',
          county: 'LANCASHIRE',
          postcode: 'ZZ99 3VZ',
        },
      ],
      contacts: [],
      relations: [],
      usualGp: 'GP:9900004',
      registration: { type: 'regular' },
      sensitive: false,
    })
    expect(records.get('nhs:9990101019')?.patient?.addresses[0]?.postcode).toBe('ZZ9 3VZ')
  })

  test('it is whole: who is no longer on it is no longer registered here', async () => {
    await withFiles({ [listFile]: list(...ann, ...bob) }, async first => {
      await withFiles({ [listFile]: list(...bob) }, async second => {
        const { load: into } = practice(microtest, ods)
        expect((await into(first)).records.size).toBe(2)
        expect([...(await into(second)).records.keys()]).toEqual(['nhs:9990101019'])
        await into(first)
        expect((await into(second, { mode: 'delta' })).records.size).toBe(2)
      })
    })
  })

  test('a new list with the same patients changes no row', async () => {
    const rows = async (date: string) =>
      (await load({ [listFile]: list(...ann.map(line => line.replace('20260112~0200~1', date))) })).rows
    expect(await rows('20260301~0915~77')).toEqual(await rows('20260112~0200~1'))
  })

  test('in several files, of which only the first has a header', async () => {
    const files = { [listFile]: list(...ann), 'X99004_GPR4ZZ91.ACB': `${bob.join('\n')}\n` }
    expect((await load(files)).records.size).toBe(2)
    expect(await refusal({ [listFile]: list(...ann), 'X99004_GPR4ZZ91.ACC': '' })).toContain('lacks its file')
    expect(await refusal({ 'X99004_GPR4ZZ91.ACB': list(...ann) })).toContain('GPR4ZZ91.ACA')
    expect(await refusal({ [listFile]: list(), 'X99004_GPR4ZZ91.ADA': list() })).toContain('more than one')
  })

  test('names of files', () => {
    expect(listName('K82070_GPR4LNA1.IAA')).toEqual({ ods: 'K82070', stem: 'GPR4LNA1.IA', part: 'A' })
    expect(listName('gpr4lna1.iab')).toEqual({ stem: 'GPR4LNA1.IA', part: 'B' })
    for (const name of ['GPR4LNA1.MAA', 'GPR4LNA2.IAA', 'list.csv', 'GPR4LNA1.I0A'])
      expect(listName(name)).toBeUndefined()
  })

  test('one bad record stops nothing: rejects with line, column and the record itself', async () => {
    const broken = [
      ann[0] ?? '',
      ...bob,
      'DOW~2~ORPHAN~~~~~~~~',
      'rubbish',
      ...ann.map(line => line.replace('9990101043', '9990101044')),
      ...ann.map(line => line.replace('19500203', '19500230')),
      ...ann.map(line => line.replace('~2~1950', '~7~1950')),
      ...ann.map(line => line.replace('~Y~~~~', '~Y')),
      ...ann.map(line => line.replace('REES', 'RÉES')),
      ...ann,
      ...ann,
      ann[0] ?? '',
    ]
    const { rejects, records } = await load({ [listFile]: list(...broken) })
    expect([...records.keys()].sort()).toEqual(['nhs:9990101019', 'nhs:9990101043'])
    expect(rejects.map(({ at, column, reason }) => [at.line, column, reason])).toEqual([
      [2, undefined, 'its second record (DOW~2) is missing'],
      [5, undefined, 'its first record (DOW~1) is missing'],
      [6, undefined, 'neither a DOW~1 nor a DOW~2 record'],
      [7, 'NhsNumber', 'not a ten-digit NHS number: the patient cannot be told by it'],
      [9, 'BirthDate', 'not a date (yyyymmdd)'],
      [11, 'Sex', 'not 0, 1, 2 or 9'],
      [13, undefined, '5 fields in record 2 where 9 are expected'],
      [15, undefined, 'bytes that are not ASCII text'],
      [19, 'NhsNumber', 'the list has this NHS number twice'],
      [21, undefined, 'its second record (DOW~2) is missing'],
    ])
    expect(rejects[3]?.row).toBe(ann.map(line => line.replace('9990101043', '9990101044')).join('\n'))
  })
})

describe('whose it is', () => {
  test('by the name of the list, and by the sender of the first message', async () => {
    expect(await refusal({ 'Y12345_GPR4ZZ91.ACA': list(...ann) })).toContain('is of Y12345, not of X99004')
    expect(await refusal({ 'a.xml': message({ author: 'Y1', destination: 'Y2' }) })).toContain(
      'sent by Y1, not by X99004',
    )
    expect(await refusal({ 'GPR4ZZ91.ACA': list(...ann) })).toContain('put X99004_ before its name')
    expect(await refusal({ 'GPR4ZZ91.ACA': list(...ann), 'a.xml': extract })).toBe('imported')
  })

  test('a message of another practice among others is a reject', async () => {
    const { rejects } = await load({ 'a.xml': extract, 'b.xml': message({ author: 'Y1', destination: 'Y2' }) })
    expect(rejects.map(({ reason }) => reason)).toEqual(['it was sent by Y1, not by or to X99004'])
  })

  test('neither list nor messages, a list without its header, an option that there is not', async () => {
    expect(await refusal({ 'a.txt': 'x' })).toContain('neither a registration list')
    expect(await refusal({ [listFile]: ann.join('\n') })).toContain("doesn't begin with 503\\*")
    expect(await refusal({ [listFile]: list() }, { options: new Map([['any', 'on']]) })).toContain('no option any')
  })
})

describe('messages beside the list', () => {
  test('their rows are of source gp2gp, for the same owner', async () => {
    const { items } = await load({ [listFile]: list(...ann), 'a.xml': extract, 'b.xml': extract.slice(0, 500) })
    const rows = items.flatMap(item => (item.kind === 'upsert' ? [[item.source, item.row.table, item.row.owner]] : []))
    expect(rows).toEqual([
      ['gp2gp', 'EhrExtract', 'nhs:9990101043'],
      ['microtest', 'GPR4', 'nhs:9990101043'],
      ['microtest', 'Organisation', ''],
      ['microtest', 'Agent', ''],
      ['microtest', 'Gp', ''],
    ])
  })

  test('the directory: GPs of the list, named by the messages, the practice and its surgery (FND-PRA-03, FND-LOC-04)', async () => {
    const { directory } = await load({ [listFile]: list(...ann, ...bob), 'a.xml': extract })
    expect(directory.organisations).toEqual([
      { source: 'microtest', key: ods, ods, name: 'Rowan Hill Practice', contacts: [], mainSite: `Site:${ods}` },
    ])
    expect(directory.sites).toMatchObject([{ key: `Site:${ods}`, odsSite: ods, organisation: ods }])
    expect(directory.staff).toEqual([
      {
        source: 'microtest',
        key: 'GP:9900004',
        name: { prefix: 'Dr', given: ['Lowri'], family: 'Penhale' },
        gmpNumber: '9900004',
        roles: [{ key: 'GP:9900004', name: 'General Practitioner Principal', snomed: '309394004' }],
      },
      {
        source: 'microtest',
        key: 'GP:9900005',
        name: { given: [], text: 'GP 9900005' },
        gmpNumber: '9900005',
        roles: [],
      },
    ])
  })
})

test('random bytes in a list never stop an import but by a refusal', async () => {
  const bytes = fc.uint8Array({ maxLength: 400 })
  const pieces = fc.array(fc.constantFrom('DOW~1~', 'DOW~2~', '~', '\n', '503\\*', ...ann, '\ufffd', '9'), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(bytes, pieces, fc.boolean(), async (noise, words, headed) => {
      const content = Buffer.concat([
        Buffer.from(headed ? '503\\*\n' : ''),
        Buffer.from(words.join('')),
        Buffer.from(noise),
      ])
      const outcome = await withFiles({ [listFile]: content }, folder =>
        practice(microtest, ods)
          .load(join(folder, listFile))
          .then(
            () => true,
            (error: unknown) => error instanceof ImportRefused,
          ),
      )
      expect(outcome).toBe(true)
    }),
    { numRuns: 60 },
  )
})
