import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { zipOf } from '../shared/zip-testing.ts'
import { liveColumns } from './columns.ts'
import { vision } from './index.ts'
import { delivery, fileName, journal, line, ods, plain, type Row } from './testing.ts'

const open = (path: string, mode?: 'bulk' | 'delta', options: readonly (readonly [string, string])[] = []) =>
  vision.open(path, { ods, options: new Map(options), ...(mode === undefined ? {} : { mode }) })

const allergy: Row = { SUBSET: 'L', DATE: '20250310', CODE: '14L1.00', RUBRIC: 'Penicillin allergy' }
const allergyLine = (id: number, row: Row = {}) =>
  line(liveColumns.journal, { PID: '2001', ID: String(id), ACTION: 'I', ...allergy, ...row })

test('rows that do not fit are rejects with file, line, column and their text; the others are read', async () => {
  const text = [
    allergyLine(1),
    allergyLine(2, { DATE: '20250230' }),
    allergyLine(3, { RECORDED_DATE: '2025-03-10' }),
    allergyLine(4, { END_DATE: '99999999' }),
    allergyLine(5, { ACTION: 'X' }),
    allergyLine(6, { ACTION: '' }),
    allergyLine(7, { PID: '' }),
    allergyLine(8).replace(',8,', ',,'),
    allergyLine(9).replace(',,', ','),
    allergyLine(10).replace('Penicillin', 'Peni"cillin'),
    allergyLine(11, { TEXT: 'two\nlines' }),
    allergyLine(12).replace('Penicillin', '"Penicillin'),
    allergyLine(13, { TIME: '2561' }),
    allergyLine(14).trimEnd().slice(0, 40),
  ]
  const { rejects, records } = await practice(vision, ods).load(await delivery({ ...plain, journal: text.join('') }))
  expect(rejects.map(one => [one.at.line, one.column, one.reason])).toEqual([
    [2, 'DATE', 'no calendar date yyyyMMdd'],
    [3, 'RECORDED_DATE', 'no calendar date yyyyMMdd'],
    [4, 'END_DATE', 'no calendar date yyyyMMdd'],
    [5, 'ACTION', 'neither I, U nor D'],
    [6, 'ACTION', 'neither I, U nor D'],
    [7, 'PID', 'no key of letters, digits, dots and dashes'],
    [8, 'ID', 'no key of letters, digits, dots and dashes'],
    [9, undefined, '41 fields where 42 are expected'],
    [10, undefined, 'a quote in the middle of a field'],
    [13, undefined, 'a quote is opened and never closed'],
    [15, undefined, '13 fields where 42 are expected'],
  ])
  expect(rejects.every(one => one.at.file === fileName('journal') && one.row !== '')).toBe(true)
  expect(records.get('2001')?.allergies.map(one => one.key)).toEqual([
    'journal:2001:1',
    'journal:2001:11',
    'journal:2001:13',
  ])
})

test('refuses with one sentence what is not this delivery', async () => {
  const rows = { ...plain, journal: journal(allergy) }
  const { journal: _, ...withoutJournal } = rows
  const refused: [Promise<string>, RegExp, ('bulk' | 'delta')?][] = [
    [Promise.resolve('/nowhere/at/all'), /There is nothing at/],
    [delivery({}), /holds no files/],
    [delivery(rows, { name: table => `${table}.csv` }), /holds no file named like/],
    [delivery(rows, { name: table => fileName(table).replace(ods, 'X99009') }), /is of practice X99009, not X99003/],
    [delivery({ ...rows, practice: [{ ID: '1', IDENTIFIER: 'X99009' }] }), /practice file is of X99009, not X99003/],
    [delivery({ ...rows, practice: [] }), /names no practice in IDENTIFIER/],
    [delivery(withoutJournal), /lacks the file journal_data_extract/],
    [delivery(withoutJournal), /lacks the file journal_data_extract/, 'bulk'],
    [delivery({ ...rows, journal: 'PID;ID;DATE\n1;2;3\n' }), /has rows of 1 columns where 42 or 23/],
    [delivery({ ...rows, journal: allergyLine(1).replace(',,', ',') }), /has rows of 41 columns where 42 or 23/],
    [delivery({ ...rows, journal: [] }), /is empty, and a bulk would delete/, 'bulk'],
    [delivery({ ...rows, journal: allergyLine(1) + allergyLine(2).slice(0, 40) }), /ends in the middle/, 'bulk'],
  ]
  for (const [path, reason, mode] of refused) {
    const error: unknown = await open(await path, mode).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ImportRefused)
    expect(String(error)).toMatch(reason)
    expect(String(error)).not.toContain('\n')
  }
  const days = await delivery(rows)
  await writeFile(join(days, fileName('journal', 'INCREMENTAL', '2026-01-15')), allergyLine(1))
  await expect(open(days)).rejects.toThrow('extracts of 2026-01-14 and 2026-01-15')
  await expect(open(await delivery(rows), 'delta', [['no-issue-match', 'perhaps']])).rejects.toThrow(ImportRefused)
  await expect(open(await delivery(rows), 'delta', [['encoding', 'utf-16']])).rejects.toThrow(ImportRefused)
})

test('each file is UTF-8 or Windows-1252 as its bytes tell, and a notice says which', async () => {
  const umlaut = allergyLine(1, { TEXT: 'Siân – naïve' })
  const windows = Buffer.from(umlaut.replace('–', '\x96'), 'latin1')
  for (const content of [umlaut, windows, `\ufeff${umlaut}`]) {
    const found = await practice(vision, ods).load(await delivery({ ...plain, journal: content }))
    expect(found.rejects).toEqual([])
    expect(found.records.get('2001')?.allergies[0]?.notes).toEqual(['Siân – naïve'])
    const encoding = content === windows ? 'windows-1252' : 'utf-8'
    const notice = found.notices.find(one => one.startsWith(`Read as ${encoding}`))
    expect(notice).toContain(fileName('journal'))
  }
  const named = await delivery({ ...plain, journal: windows })
  const found = await practice(vision, ods).load(named, { options: new Map([['encoding', 'utf-8']]) })
  expect(found.rejects.map(one => [one.column, one.reason])).toEqual([['TEXT', "bytes that aren't utf-8 text"]])
})

test('a character cut off at the end of a file does not make it Windows-1252', async () => {
  const text = Buffer.from(allergyLine(1, { TEXT: 'Siân' }) + allergyLine(2, { RUBRIC: 'Siân' }))
  const cut = text.subarray(0, text.lastIndexOf('Si') + 3)
  const found = await practice(vision, ods).load(await delivery({ ...plain, journal: cut }))
  expect(found.records.get('2001')?.allergies[0]?.notes).toEqual(['Siân'])
  expect(found.rejects).toHaveLength(1)
})

test('zips are read as folders are, and tables of no use are passed over with a notice', async () => {
  const folder = await delivery({ ...plain, journal: journal(allergy) })
  await writeFile(join(folder, `INCREMENTAL_${ods}_active_user_data_extract-2026-01-14-000500.csv`), '1,2\n')
  const names = await readdir(folder)
  const zips = await delivery({})
  const named = (part: string) => join(zips, `INCREMENTAL_${part}_${ods}-(Service)-V1.0.0_2026-01-14-000500.zip`)
  const zip = async (part: string, members: readonly string[]) => {
    const contents = members.map(async name => [name, await readFile(join(folder, name))] as const)
    await writeFile(named(part), zipOf(new Map(await Promise.all(contents))))
  }
  const clinical = names.filter(name => /journal|encounter|referral/.test(name))
  await zip('CLINICAL', clinical)
  await zip(
    'ADMIN',
    names.filter(name => !clinical.includes(name)),
  )
  const found = await practice(vision, ods).load(zips)
  expect(found.records.get('2001')?.allergies).toHaveLength(1)
  expect(found.notices.some(one => one.includes('active_user_data_extract'))).toBe(true)
})

test('the practice must sign off: the format marks nothing as confidential', async () => {
  const { notices } = await open(await delivery(plain))
  expect(notices[0]).toContain('the practice must sign off')
})

test('the heuristic of a bulk is told, and decides nothing', async () => {
  const patients = Array.from({ length: 1000 }, (_, i) => ({ PID: String(i + 1), ACTION: 'I' }))
  const rows = (pid: number) =>
    Array.from({ length: 25_000 }, (_, i) => ({ PID: String(pid), ID: String(i), ACTION: 'I' }))
  const bulk = await open(await delivery({ ...plain, patient: patients, journal: rows(1) }))
  expect(bulk.notices.some(one => one.startsWith('It looks like a bulk'))).toBe(true)
  expect(bulk.whole.map(one => one.table)).not.toContain('journal')
  const strange = await open(await delivery({ ...plain, patient: patients, journal: rows(1001) }), 'bulk')
  expect(strange.notices.find(one => one.includes('changes only'))).toContain('patients that the patient file lacks')
  expect(strange.whole.map(one => one.table)).toContain('journal')
  const gone = [...patients, { PID: '1001', ACTION: 'D' }]
  const deleted = await open(await delivery({ ...plain, patient: gone, journal: rows(1) }))
  expect(deleted.notices.some(one => one.includes('deletions in the patient file'))).toBe(true)
})

test('rows of a patient whom the same delivery deletes are rejects', async () => {
  const patient = [{ PID: '2001', ACTION: 'D' }]
  const found = await practice(vision, ods).load(await delivery({ ...plain, patient, journal: journal(allergy) }))
  expect(found.rejects.map(one => one.reason)).toEqual(['a row of a patient whom the same delivery deletes'])
  expect(found.records.size).toBe(0)
})

test('garbage as content is refused or rejected, and reading always ends', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc
      .array(fc.constantFrom(',', '"', '\n', '\r\n', 'I', '1', 'é', '\0', allergyLine(1)), { maxLength: 200 })
      .map(parts => Buffer.from(parts.join(''))),
  )
  const table = fc.constantFrom('practice', 'staff', 'patient', 'encounter', 'referral', 'journal')
  await fc.assert(
    fc.asyncProperty(table, bytes, fc.constantFrom('bulk', 'delta', undefined), async (name, content, mode) => {
      const folder = await delivery({ ...plain, journal: journal(allergy), [name]: content })
      try {
        await practice(vision, ods).load(folder, mode === undefined ? {} : { mode })
      } catch (error) {
        expect(error).toBeInstanceOf(ImportRefused)
      }
    }),
    { numRuns: 150 },
  )
})

test('a damaged zip is refused or read, never anything else', async () => {
  const folder = await delivery({ ...plain, journal: journal(allergy) })
  const names = await readdir(folder)
  const contents = await Promise.all(names.map(async name => [name, await readFile(join(folder, name))] as const))
  const zip = zipOf(new Map(contents))
  const zips = await delivery({})
  const damage = fc.array(fc.tuple(fc.nat({ max: zip.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(damage, fc.option(fc.nat({ max: zip.length }), { nil: zip.length }), async (places, length) => {
      const damaged = Uint8Array.from(zip).subarray(0, length)
      for (const [at, byte] of places) if (at < length) damaged[at] = byte
      await writeFile(join(zips, 'damaged.zip'), damaged)
      try {
        await practice(vision, ods).load(zips)
      } catch (error) {
        expect(error).toBeInstanceOf(ImportRefused)
      }
    }),
    { numRuns: 200 },
  )
})
