import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { emis } from './index.ts'
import {
  changed,
  emptyFolder,
  example,
  extract,
  fileName,
  inMemory,
  load,
  patient,
  removeFolders,
  replaced,
  tableText,
} from './test-delivery.ts'

afterAll(removeFolders)

const org = '{E0000001-0000-4000-8000-000000000001}'
const other = '{E1000001-0000-4000-8000-000000000001}'
const owner = { PatientGuid: `{${patient}}`, OrganisationGuid: org }
const allergy = { ObservationGuid: '{E000002C-0000-4000-8000-00000000002C}', ...owner }
const refusal = (folder: string, ods = 'X99001', options = {}) =>
  emis.open(folder, { ods, options: new Map(), ...options }).then(
    () => 'opened',
    error => (error instanceof ImportRefused ? error.message : String(error)),
  )

describe('changes', () => {
  test('the same delivery twice gives the same rows', async () => {
    const memory = inMemory()
    const first = await memory.load(example)
    expect((await memory.load(example)).rows).toEqual(first.rows)
  })

  test('an observation with Deleted=true goes, other columns filled or empty; nothing else does', async () => {
    for (const others of [{}, { CodeId: '900105', EffectiveDate: '1988-01-01' }]) {
      const memory = inMemory()
      const before = await memory.load(example)
      const row = { ...allergy, ...others, Deleted: 'true' }
      const after = await memory.load(await extract(await emptyFolder(), { CareRecord_Observation: [row] }))
      expect(after.rejects).toEqual([])
      expect(before.rows.length - after.rows.length).toBe(1)
      expect(after.records.get(patient)?.allergies).toEqual([])
      expect(after.records.get(patient)?.medications).toHaveLength(2)
    }
  })

  test('a referral goes with its observation', async () => {
    const memory = inMemory()
    await memory.load(example)
    const row = { ...owner, ObservationGuid: '{E000002E-0000-4000-8000-00000000002E}', Deleted: 'true' }
    const after = await memory.load(await extract(await emptyFolder(), { CareRecord_Observation: [row] }))
    expect(after.rows.filter(one => one.key.startsWith('E000002E'))).toEqual([])
  })

  test('a problem with Deleted=true only stops being one: its observation stays', async () => {
    const memory = inMemory()
    await memory.load(example)
    const row = { ...owner, ObservationGuid: '{E0000028-0000-4000-8000-000000000028}', Deleted: 'true' }
    const after = await memory.load(await extract(await emptyFolder(), { CareRecord_Problem: [row] }))
    expect(after.rows.filter(one => one.key.startsWith('E0000028')).map(one => one.table)).toEqual([
      'CareRecord_Observation',
    ])
  })

  test('a deleted patient takes all rows along', async () => {
    const memory = inMemory()
    await memory.load(example)
    const row = { ...owner, Deleted: 'true' }
    const after = await memory.load(await extract(await emptyFolder(), { Admin_Patient: [row] }))
    expect([...after.records.keys()]).toEqual([])
    expect(after.rows.filter(one => one.owner === patient)).toEqual([])
  })

  test('what a delivery has of a patient whom it deletes is rejected, or kept by option', async () => {
    const tables = {
      Admin_Patient: [{ ...owner, Deleted: 'true' }],
      CareRecord_Observation: [{ ...allergy, CodeId: '900105', Deleted: 'false' }],
    }
    const folder = await extract(await emptyFolder(), tables)
    const dropped = await inMemory().load(folder, { options: new Map([['organisation', org]]) })
    expect(dropped.rejects).toMatchObject([
      { column: 'PatientGuid', reason: 'belongs to a patient whom this delivery deletes' },
    ])
    const options = new Map([
      ['organisation', org],
      ['keep-rows-after-patient-delete', 'on'],
    ])
    const kept = await inMemory().load(folder, { options })
    expect(kept.rejects).toEqual([])
    expect(kept.rows.filter(row => row.owner === patient)).toHaveLength(1)
  })

  test('a delta that does not name the practice again is known by what is stored', async () => {
    const memory = inMemory()
    await memory.load(example)
    const folder = await extract(await emptyFolder(), {})
    expect((await memory.load(folder)).records.get(patient)?.allergies).toHaveLength(1)
    expect(await refusal(folder)).toMatch(/doesn't say which practice X99001 is/)
  })

  test('rows take effect by ProcessingId, whatever their order in the file', async () => {
    const row = (text: string, id: string) => ({ ...allergy, CodeId: '900105', AssociatedText: text, ProcessingId: id })
    const rows = [row('third', '30'), row('first', '10'), row('second', '20')]
    const memory = inMemory()
    await memory.load(example)
    const after = await memory.load(await extract(await emptyFolder(), { CareRecord_Observation: rows }))
    expect(after.records.get(patient)?.allergies[0]?.notes).toEqual(['third'])
  })

  test('a patient deleted by a row that comes too late in the file is deleted all the same', async () => {
    const rows = [
      { ...owner, Deleted: 'false', ProcessingId: '10' },
      { ...owner, Deleted: 'true', ProcessingId: '30' },
      { ...owner, Deleted: 'false', ProcessingId: '20' },
    ]
    const memory = inMemory()
    await memory.load(example)
    const after = await memory.load(await extract(await emptyFolder(), { Admin_Patient: rows }))
    expect([...after.records.keys()]).toEqual([])
  })

  test('several extracts in one folder take effect by their processing ids', async () => {
    const folder = await changed()
    const text = (note: string) => [{ ...allergy, CodeId: '900105', AssociatedText: note, Deleted: 'false' }]
    await extract(folder, { CareRecord_Observation: text('of 1000-1004') }, '1000-1004')
    await extract(folder, { CareRecord_Observation: text('of 292') }, '292')
    const got = await load(folder)
    expect(got.rejects).toEqual([])
    expect(got.records.get(patient)?.allergies[0]?.notes).toEqual(['of 1000-1004'])
  })

  test('a bulk takes away what it does not name, except from central tables', async () => {
    const memory = inMemory()
    await memory.load(example)
    const folder = await changed({
      CareRecord_Observation: text =>
        text
          .split('\r\n')
          .filter(line => !line.includes('900105'))
          .join('\r\n'),
      Admin_Location: text => text.slice(0, text.indexOf('\r\n') + 2),
    })
    const after = await memory.load(folder, { mode: 'bulk' })
    expect(after.records.get(patient)?.allergies).toEqual([])
    expect(after.directory.sites).toHaveLength(1)
    expect(after.notices).toEqual([])
  })

  test('a bulk that looks like changes is told of', async () => {
    const folder = await changed({ CareRecord_Observation: replaced(['"false","false","26"', '"true","false","26"']) })
    expect((await load(folder, { mode: 'bulk' })).notices).toEqual([expect.stringMatching(/looks like changes \(1 /)])
  })

  test('a bulk whose file is cut off is refused', async () => {
    const folder = await changed({ Prescribing_IssueRecord: text => text.slice(0, -30) })
    await expect(load(folder, { mode: 'bulk' })).rejects.toThrow(/broken off.*fetch it again/)
    expect((await load(folder)).rejects).toHaveLength(1)
  })

  test('a delta that looks like a bulk is told of, not turned into one', async () => {
    const rows = (count: number, make: (n: string) => Record<string, string>) =>
      Array.from({ length: count }, (_, i) => make(String(i).padStart(12, '0')))
    const tables = {
      Admin_Patient: rows(1000, n => ({ ...owner, PatientGuid: `00000000-0000-4000-8000-${n}` })),
      CareRecord_Observation: rows(4000, n => ({
        ...owner,
        PatientGuid: `00000000-0000-4000-8000-${n.slice(0, -4)}0${n.slice(-3)}`,
        ObservationGuid: `10000000-0000-4000-8000-${n}`,
        CodeId: '900101',
      })),
    }
    const folder = await extract(await emptyFolder(), tables)
    const got = await load(folder, { options: new Map([['organisation', org]]) })
    expect(got.notices.join()).toMatch(/looks like a bulk delivery \(1000 patients, 4000 observations/)
  })
})

describe('several practices in one delivery', () => {
  const twin = (text: string) =>
    text.replaceAll('{E0000001-', '{E1000001-').replaceAll('{E0000005-', '{E1000005-').replaceAll('X99001', 'X99009')
  const both = (text: string) => text + twin(text.slice(text.indexOf('\r\n') + 2))

  test('each import takes its own rows, even where record GUIDs are the same', async () => {
    const tables = ['Agreements_SharingOrganisation', 'Admin_Organisation', 'Admin_Patient', 'CareRecord_Observation']
    const folder = await changed(Object.fromEntries(tables.map(table => [table, both])))
    const first = await load(folder)
    expect([...first.records.keys()]).toEqual([patient])
    expect(first.notices).toEqual(['The delivery is of 2 practices; of X99009 nothing is read.'])
    expect(first.rejects).toEqual([])
    const second = await practice(emis, 'X99009').load(folder)
    expect([...second.records.keys()]).toEqual(['E1000005-0000-4000-8000-000000000005'])
    expect(second.records.values().next().value?.allergies).toHaveLength(1)
  })

  test('a deleted row that names no practice is rejected, for its GUID may be of either', async () => {
    const folder = await changed({
      Agreements_SharingOrganisation: text => `${text}"${other}","true","2024-01-02 03:04:05","false","false"\r\n`,
      CareRecord_Observation: () =>
        tableText('CareRecord_Observation', [{ ObservationGuid: allergy.ObservationGuid, Deleted: 'true' }]),
    })
    expect((await load(folder)).rejects).toMatchObject([{ column: 'OrganisationGuid' }])
  })
})

describe('refusals change nothing and say what to do', () => {
  test.each<[string, () => Promise<string>, RegExp]>([
    ['nothing there', async () => join(example, 'nowhere'), /There is nothing at/],
    [
      'not EMIS',
      async () => join(example, '..', '..', 'columns.ts'),
      /holds no files of the EMIS extract: give the folder/,
    ],
    [
      'a table missing',
      () => changed({ CareRecord_Consultation: () => undefined }),
      /lacks CareRecord_Consultation: fetch/,
    ],
    ['an empty file', () => changed({ Coding_DrugCode: () => '' }), /is empty or has no header row/],
    [
      'a column missing',
      () => changed({ CareRecord_Observation: replaced(['"IsConfidential"', '"Confidential?"']) }),
      /lacks the column IsConfidential/,
    ],
    ['UTF-16', () => changed({ Admin_Patient: text => Buffer.from(text, 'utf16le') }), /Admin_Patient/],
    [
      'disabled',
      () => changed({ Agreements_SharingOrganisation: replaced(['"false","false"', '"true","false"']) }),
      /switched the feed of X99001 off.*wait for the next bulk/,
    ],
    [
      'not activated',
      () => changed({ Agreements_SharingOrganisation: replaced(['"true",', '"false",']) }),
      /doesn't share its record/,
    ],
  ])('%s', async (_, folder, message) => {
    expect(await refusal(await folder())).toMatch(message)
  })

  test('another practice', async () => {
    expect(await refusal(example, 'X99002')).toMatch(/doesn't say which practice X99002 is \(it is of X99001\)/)
  })

  test('an encrypted file, a packed one, and extracts of two agreements', async () => {
    const encrypted = await changed()
    const name = fileName('Admin_Patient')
    await rename(join(encrypted, name), join(encrypted, `${name}.gpg`))
    expect(await refusal(encrypted)).toMatch(/\.gpg is encrypted: decrypt the delivery first/)
    const packed = await changed()
    await writeFile(join(packed, 'X99001_OriginalTerms.7z'), 'x')
    expect(await refusal(packed)).toMatch(/is packed: unpack it first/)
    const two = await changed()
    await writeFile(join(two, fileName('Admin_Patient', '292').replace('11111111', '22222222')), 'x')
    expect(await refusal(two)).toMatch(/2 sharing agreements/)
  })

  test('an option that does not exist, or is neither on nor off', async () => {
    expect(await refusal(example, 'X99001', { options: new Map([['allergies', 'on']]) })).toMatch(
      /There is no option allergies/,
    )
    const options = new Map([['non-drug-allergies-by-category', 'yes']])
    expect(await refusal(example, 'X99001', { options })).toMatch(/is on or off, not yes/)
    expect(await refusal(example, 'X99001', { options: new Map([['organisation', other]]) })).toMatch(
      /leave the option/,
    )
  })

  test('a bulk of an agreement that the practice is no part of', async () => {
    const folder = await changed({ Agreements_SharingOrganisation: replaced(['E0000001', 'E1000001']) })
    expect(await refusal(folder, 'X99001', { mode: 'bulk' })).toMatch(/no part of this sharing agreement/)
    expect((await load(folder)).notices.join()).toMatch(/doesn't name X99001/)
  })
})

test('files that are none of the extract, and tables that are not there, are told of', async () => {
  const folder = await changed()
  await writeFile(join(folder, 'README.txt'), 'hello')
  await rm(join(folder, fileName('CareRecord_Diary')))
  expect((await load(folder)).notices).toEqual([
    'Not in the delivery: CareRecord_Diary.',
    'Passed over, as no files of the extract: README.txt.',
  ])
})
