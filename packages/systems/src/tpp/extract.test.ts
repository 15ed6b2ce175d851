import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { tpp } from './index.ts'
import { changed, clean, example, header, load, recordOf, replace } from './testing.ts'

afterEach(clean)

test('a delivery tells which tables are whole, and how its files chain', async () => {
  const manifest = (text: string) => replace('"SRCode","N","N",""', '"SRCode","Y","N","20260112_0200"')(text)
  const delivery = await tpp.open(await changed({ SRManifest: manifest }), { ods: 'X99002', options: new Map() })
  const whole = delivery.whole.map(one => one.table)
  expect(whole).toContain('SRPatient')
  expect(whole).not.toContain('SRCode')
  expect(whole).not.toContain('SRMapping')
  expect(delivery.chain).toContainEqual({ table: 'SRCode', from: '20260112_0200', to: '20260113_0200' })
  expect(delivery.chain).toContainEqual({ table: 'SRPatient', to: '20260113_0200' })
})

test('the two files whose dates are unreliable take no part in the chain', async () => {
  const folder = await changed({
    SRManifest: text => `${text}"SRAppointmentAttendees","Y","N","",""\r\n`,
    SRAppointmentAttendees: () => '"RowIdentifier"\r\n',
  })
  const delivery = await tpp.open(folder, { ods: 'X99002', options: new Map() })
  expect(delivery.chain?.map(one => one.table)).not.toContain('SRAppointmentAttendees')
})

/** A delta of one table: its header and these rows. */
const delta = (table: string, ...rows: string[]) =>
  changed({
    ...Object.fromEntries(
      [
        'SRPatient',
        'SRPatientRegistration',
        'SRDrugSensitivity',
        'SRRepeatTemplate',
        'SRPrimaryCareMedication',
        'SRCode',
      ].map(name => [
        name,
        (text: string) => header(text) + (name === table ? rows.map(row => `${row}\r\n`).join('') : ''),
      ]),
    ),
    SRManifest: text =>
      text
        .replaceAll(/"N","([NY])","",/g, '"Y","$1","20260113_0200",')
        .replaceAll(',"20260113_0200"\r', ',"20260114_0200"\r'),
  })

test('a delta deletes by key: a removed row holds just its identifier', async () => {
  const engine = practice(tpp, 'X99002')
  await engine.load(example)
  const { records, rejects } = await engine.load(await delta('SRCode', `"6105"${',""'.repeat(25)},"1"`))
  expect(rejects).toEqual([])
  expect(records.get('5001')?.allergies.map(one => one.key)).toEqual(['SRDrugSensitivity:6301'])
  expect(records.get('5001')?.medications).toHaveLength(2)
})

test('a delta deletes in every area: an observation, an event that entries still name, a whole table that is gone', async () => {
  const engine = practice(tpp, 'X99002')
  await engine.load(example)
  const first = await engine.load(await delta('SRCode', `"6104"${',""'.repeat(25)},"1"`))
  expect(first.records.get('5001')?.observations.map(one => one.key)).not.toContain('SRCode:6104')
  expect(JSON.stringify(first.records.get('5001')?.consultations)).not.toContain('SRCode:6104')
  const gone = { SRProblem: header, SRImmunisation: header, SRRecall: header, SRReferralOut: header, SREvent: header }
  const record = (await engine.load(await changed(gone))).records.get('5001')
  expect(record).toMatchObject({ problems: [], immunisations: [], diary: [], referrals: [], consultations: [] })
  expect(record?.observations[0]?.encounter).toBe('SREvent:6001')
})

test('an organisation that the extract describes comes with the records that name it, and goes with its row', async () => {
  const engine = practice(tpp, 'X99002')
  const hospital = (text: string) =>
    `${text}${text.split('\r\n')[1]?.replace('"1"', '"2"').replace('X99002', 'X99998').replace('Hazel Court Practice', 'Hospital')}\r\n`
  const first = (await engine.load(await changed({ SROrganisation: hospital }))).records.get('5001')
  expect(first?.organisations).toMatchObject([{ key: 'X99998', name: 'Hospital' }])
  expect(first?.referrals[0]?.recipients).toEqual([{ kind: 'organisation', key: 'X99998' }])
  const then = (await engine.load(example)).records.get('5001')
  expect(then?.organisations).toEqual([])
  expect(then?.referrals[0]?.notes).toEqual(['Recipient: X99998'])
})

test('a delta changes one row and leaves the others; the same again changes nothing', async () => {
  const engine = practice(tpp, 'X99002')
  await engine.load(example)
  const row = (await readFile(join(example, 'SRDrugSensitivity.csv'), 'latin1')).split(/\r?\n/)[1] ?? ''
  const folder = await delta('SRDrugSensitivity', row.replace('05 May 2020 00:00:00', ''))
  const first = await engine.load(folder)
  expect(first.records.get('5001')?.allergies[0]).not.toHaveProperty('ended')
  expect(first.records.get('5001')?.allergies).toHaveLength(2)
  expect((await engine.load(folder)).records).toEqual(first.records)
})

test('a whole table deletes what it no longer names', async () => {
  const engine = practice(tpp, 'X99002')
  await engine.load(example)
  const { records } = await engine.load(await changed({ SRDrugSensitivity: header }))
  expect(records.get('5001')?.allergies.map(one => one.key)).toEqual(['SRCode:6105'])
})

test('STR-OP-17 rows that another practice is the controller of are counted and passed over', async () => {
  const more = (text: string) =>
    `${text}${text.split('\r\n')[1]?.replaceAll('X99002', 'X99009').replace('"6301"', '"6302"')}\r\n`
  const { records, notices } = await load(await changed({ SRDrugSensitivity: more }))
  expect(records.get('5001')?.allergies).toHaveLength(2)
  expect(notices).toContain('Rows of other practices passed over: X99009 (1).')
})

test('layout 87: without SNOMED, IsNumeric, RemovedData and SpineMatched; the cross-map gives SNOMED', async () => {
  const without =
    (...names: string[]) =>
    (text: string) => {
      const lines = text
        .trimEnd()
        .split('\r\n')
        .map(line => line.split(/,(?=")/))
      const drop = new Set(names.map(name => lines[0]?.indexOf(`"${name}"`)))
      return lines.map(line => `${line.filter((_, i) => !drop.has(i)).join(',')}\r\n`).join('')
    }
  const folder = await changed({
    SRCode: without(
      'SNOMEDCode',
      'SNOMEDText',
      'IsNumeric',
      'IDQuestionnaire',
      'RemovedData',
      'IDOrganisationRegisteredAt',
    ),
    SRPatient: without('SpineMatched', 'RemovedData'),
    SRManifest: text => `${text}"SRCtv3ToSnomed","N","Y","","20260113_0200"\r\n`,
    SRCtv3ToSnomed: () =>
      '"RowIdentifier","IDOrganisationVisibleTo","Ctv3Code","SnomedCode"\r\n"1","X99002","14L1.","91936005"\r\n',
  })
  const record = await recordOf(folder)
  expect(record.patient?.nhsNumberStatus).toBe('unknown')
  expect(record.allergies[1]?.concept.codings[0]).toEqual({ system: 'http://snomed.info/sct', code: '91936005' })
})

test('later layouts: unknown columns and files are passed over with a notice', async () => {
  const folder = await changed({
    SRDrugSensitivity: text =>
      text.replace('"RemovedData"', '"RemovedData","Mood"').replace(/"0"\r\n$/, '"0","fine"\r\n'),
    SRTask: () => '"RowIdentifier"\r\n"1"\r\n',
  })
  const { records, notices } = await load(folder)
  expect(records.get('5001')?.allergies).toHaveLength(2)
  expect(notices.join(' ')).toMatch(/SRDrugSensitivity \(1\).*|SRTask/)
  expect(notices.join(' ')).toContain('SRTask')
})

test('Windows-1252: accents and the euro sign come through', async () => {
  const record = await recordOf(
    await changed({ SRPatient: replace('Ashdale', 'O\u2019K\u00e9ef\u0080'.replace('\u2019', '\u0092')) }),
  )
  expect(record.patient?.name.family).toBe('O’Kéef€')
})

test('both forms of date and time are read; midnight is a time that is not known', async () => {
  const record = await recordOf(
    await changed({
      SRDrugSensitivity: text => text.replaceAll('09:12:00', '09:12').replaceAll('09:05:00', '00:00:00'),
    }),
  )
  expect(record.allergies[0]).toMatchObject({ recorded: '2026-01-12T09:12:00+00:00', asserted: '2026-01-12' })
})

const rejected: [string, (text: string) => string, string | undefined][] = [
  ['a date that is none', replace('01 Jun 1990 00:00:00', '31 Jun 1990 00:00:00'), 'DateStarted'],
  ['a date in another form', replace('01 Jun 1990 00:00:00', '1990-06-01'), 'DateStarted'],
  ['a key that is no number', replace('"6301"', '"x6301"'), 'RowIdentifier'],
  ['no patient', replace('"5001"', '"-1"'), 'IDPatient'],
  ['a RemovedData that is neither', replace('"0"\r\n', '"maybe"\r\n'), 'RemovedData'],
  ['too few fields', replace(',"X99002","X99002","0"', ''), undefined],
  ['a quote that is never closed', replace('"6301",', '"6301,'), undefined],
  ['bytes that no text has', replace('"FALSE"', '"FAL\u0081SE"'), 'RowIdentifier'],
]

test.each(rejected)('a row with %s is a reject, and the rest is read', async (_, change, column) => {
  const { rejects, records } = await load(await changed({ SRDrugSensitivity: change }))
  expect(rejects).toHaveLength(1)
  expect(rejects[0]).toMatchObject({ at: { file: 'SRDrugSensitivity.csv', line: 2 } })
  expect(rejects[0]?.column).toBe(column)
  expect(rejects[0]?.row).toContain('6301')
  expect(records.get('5001')?.allergies.map(one => one.key)).toEqual(['SRCode:6105'])
})

const refused: [string, Parameters<typeof changed>[0], RegExp][] = [
  ['the manifest is missing', { SRManifest: () => undefined }, /no SRManifest\.csv/],
  ['SRMapping is missing', { SRMapping: () => undefined }, /SRMapping\.csv is missing/],
  ['a file that the manifest names is missing', { SRCode: () => undefined }, /SRCode\.csv is missing/],
  [
    'a file is not in the manifest',
    { SRManifest: replace('"SRCode","N","N","","20260113_0200"\r\n', '') },
    /doesn't name SRCode/,
  ],
  [
    'a column that is read is missing',
    { SRDrugSensitivity: replace('"DateEnded"', '"Ended"') },
    /lacks the column DateEnded/,
  ],
  ['a file is empty', { SRCode: () => '' }, /SRCode\.csv is empty/],
  ['a header is missing', { SRCode: text => text.slice(header(text).length) }, /lacks the column/],
  ['the file is UTF-16', { SRCode: text => Buffer.from(`\ufeff${text}`, 'utf16le') }, /SRCode\.csv/],
  ['the extract is for another practice', { SRPatient: replace('X99002', 'X99009') }, /for X99009, not for X99002/],
  ['a whole SRPatient is empty', { SRPatient: header }, /no patient in it/],
  ['the manifest is garbled', { SRManifest: replace('"SRCode","N"', '"SRCode","?"') }, /IsDelta is neither/],
  ['a delta has no beginning', { SRManifest: replace('"SRCode","N"', '"SRCode","Y"') }, /DateExtractFrom/],
  [
    'a core table is missing',
    { SRManifest: replace('"SRCtv3Hierarchy","N","Y","","20260113_0200"\r\n', ''), SRCtv3Hierarchy: () => undefined },
    /lacks SRCtv3Hierarchy/,
  ],
  ['a file breaks off in a row', { SRCode: text => text.slice(0, -40) }, /breaks off/],
]

test.each(refused)('refused if %s', async (_, changes, message) => {
  const error = await load(await changed(changes)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportRefused)
  expect(error instanceof Error && error.message).toMatch(message)
})

test('refused if there is no such option, or the code list is not there', async () => {
  await expect(load(example, { nonsense: 'on' })).rejects.toThrow(/There is no option nonsense/)
  await expect(load(example, { 'withhold-codes': join(example, 'none.txt') })).rejects.toThrow(ImportRefused)
})

test('STR-ERR-09 a code list withholds entries by any of their codes, and holds for later deltas', async () => {
  const folder = await changed()
  const list = join(folder, 'codes.txt')
  await writeFile(list, '# private\n14L1. Penicillin allergy\n39695211000001102\n')
  const engine = practice(tpp, 'X99002')
  const marks = ({ records }: Awaited<ReturnType<typeof engine.load>>) => {
    const record = records.get('5001')
    return [...(record?.allergies ?? []), ...(record?.medications ?? [])].map(one => one.confidentiality)
  }
  const options = new Map([['withhold-codes', list]])
  expect(marks(await engine.load(folder, { options }))).toEqual(['unknown', 'confidential', 'confidential', 'unknown'])
  expect(marks(await engine.load(await delta('SRCode')))).toEqual([
    'unknown',
    'confidential',
    'confidential',
    'unknown',
  ])
  await writeFile(list, '')
  expect(marks(await engine.load(folder, { options }))).toEqual(Array(4).fill('unknown'))
})

test('whatever is in a file, an import ends, and is refused if it fails', async () => {
  const table = fc.constantFrom(
    'SRManifest',
    'SRMapping',
    'SRPatient',
    'SRDrugSensitivity',
    'SRCode',
    'SRStaffMemberProfile',
  )
  const bytes = fc.uint8Array({ maxLength: 2000 })
  await fc.assert(
    fc.asyncProperty(table, bytes, fc.boolean(), fc.nat({ max: 3000 }), async (name, noise, keepHeader, cut) => {
      const folder = await changed({
        [name]: text => Buffer.concat([Buffer.from(keepHeader ? header(text) : text.slice(0, cut), 'latin1'), noise]),
      })
      await load(folder).catch((error: unknown) => {
        if (!(error instanceof ImportRefused)) throw error
      })
    }),
    { numRuns: 60 },
  )
})
