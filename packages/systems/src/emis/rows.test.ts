import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { emisTables } from './columns.ts'
import {
  changed,
  emptyFolder,
  extract,
  fileName,
  load,
  patient,
  removeFolders,
  replaced,
  tableText,
} from './test-delivery.ts'

afterAll(removeFolders)

const observation = 'CareRecord_Observation'

describe('rejects', () => {
  test.each<[string, string, readonly [string, string], string, RegExp]>([
    ['a day that does not exist', observation, ['"1988-01-01"', '"1987-02-29"'], 'EffectiveDate', /calendar/],
    ['a bare number for a date', observation, ['"1988-01-01"', '"44537"'], 'EffectiveDate', /yyyy-MM-dd/],
    [
      'a British date',
      'Prescribing_DrugRecord',
      ['"2026-01-12","YMD"', '"12/01/2026","YMD"'],
      'EffectiveDate',
      /yyyy-MM-dd/,
    ],
    ['an unknown precision', observation, ['"1988-01-01","Y"', '"1988-01-01","C"'], 'EffectiveDatePrecision', /YMDT/],
    [
      'a flag that is neither',
      observation,
      ['"false","true","29"', '"false","yes","29"'],
      'IsConfidential',
      /true or false/,
    ],
    ['a time as a fraction', 'Prescribing_IssueRecord', ['"09:12:31"', '"0.458333"'], 'EnteredTime', /HH:mm:ss/],
    ['a code that is no number', 'Prescribing_DrugRecord', ['"910001"', '"9.1E5"'], 'CodeId', /whole number/],
    [
      'a GUID cut short',
      observation,
      ['"{E000002C-0000-4000-8000-00000000002C}"', '"{E000002C"'],
      'ObservationGuid',
      /GUID/,
    ],
    ['no patient', 'Admin_Patient', ['"{E0000005-0000-4000-8000-000000000005}",', '"",'], 'PatientGuid', /is missing/],
    [
      'no practice',
      'Admin_UserInRole',
      ['"{E0000001-0000-4000-8000-000000000001}"', '""'],
      'OrganisationGuid',
      /which practice/,
    ],
  ])('%s names the column', async (_, table, change, column, reason) => {
    const { rejects } = await load(await changed({ [table]: replaced(change) }))
    expect(rejects[0]).toMatchObject({ source: 'emis', column, reason: expect.stringMatching(reason) })
    expect(rejects[0]?.at.file).toBe(fileName(table))
    expect(rejects[0]?.row).toContain(change[1])
  })

  test('an unclosed quote costs its own line', async () => {
    const folder = await changed({ [observation]: replaced(['"Rash"', '"Rash']) })
    const { rejects, rows } = await load(folder)
    expect(rejects.map(one => one.at.line)).toEqual([6])
    expect(rows.filter(row => row.table === observation)).toHaveLength(7)
  })

  test('a file that is cut off loses its last row only', async () => {
    const { rejects, rows } = await load(await changed({ [observation]: text => text.slice(0, -40) }))
    expect(rejects).toHaveLength(1)
    expect(rows.filter(row => row.table === observation)).toHaveLength(7)
  })

  test('a row in another encoding is rejected; accents in UTF-8, and a byte order mark, are right', async () => {
    const latin = await changed({ [observation]: text => Buffer.from(text.replace('Rash', 'Éruption'), 'latin1') })
    expect((await load(latin)).rejects).toMatchObject(
      [{ column: 'AssociatedText', reason: /utf-8/ }].map(one => ({
        ...one,
        reason: expect.stringMatching(one.reason),
      })),
    )
    const right = await load(await changed({ [observation]: text => `\ufeff${text.replace('Rash', 'Éruption 🌶')}` }))
    expect(right.records.get(patient)?.allergies[0]?.notes).toEqual(['Éruption 🌶'])
  })

  test('line breaks, commas and quotes inside a text are part of it', async () => {
    const folder = await changed({ [observation]: replaced(['"Rash"', '"Rash,\r\nthen ""hives""\nand more"']) })
    const { rejects, records } = await load(folder)
    expect(rejects).toEqual([])
    expect(records.get(patient)?.allergies[0]?.notes).toEqual(['Rash,\r\nthen "hives"\nand more'])
  })

  test('FND-PAT-04 a wrong NHS number is told of, and the patient has none', async () => {
    const record = (await load(await changed({ Admin_Patient: replaced(['9990101019', '9990101018']) }))).records.get(
      patient,
    )
    expect(record?.patient).not.toHaveProperty('nhsNumber')
    expect(record?.unreadable).toMatchObject([{ key: `Admin_Patient:${patient}`, column: 'NhsNumber' }])
  })
})

describe('layouts', () => {
  test('5.0: misspelt columns, no time of entry, no ParentCodeId, no text', async () => {
    const without = (column: number) => (text: string) =>
      text.replaceAll(/^.*\r\n/gm, line => {
        const cells = line.trimEnd().split('","')
        return `${cells.toSpliced(column, 1).join('","')}\r\n`
      })
    const folder = await changed({
      Admin_Patient: replaced(['"ExternalUsualGP"', '"ExternalUsusalGP"']),
      Prescribing_DrugRecord: text => without(6)(replaced(['ClinicianUserInRoleGuid', 'ClinicanUserInRoleGuid'])(text)),
      [observation]: replaced(['"AssociatedText"', '"Extra"']),
    })
    const { rejects, records, notices } = await load(folder)
    expect(rejects).toEqual([])
    expect(notices).toEqual([
      expect.stringMatching(/has 1 columns that this reader doesn't know/),
      expect.stringMatching(/comes without AssociatedText/),
    ])
    expect(records.get(patient)?.medications[0]).toMatchObject({
      recorded: '2026-01-12',
      clinician: 'E0000003-0000-4000-8000-000000000003',
    })
  })

  test('8.2: other order, other case, plural names, further columns; GUIDs without braces in lower case', async () => {
    const folder = await changed({ [observation]: () => undefined, Coding_ClinicalCode: () => undefined })
    const [columns, values] = [
      [
        'processingid',
        'ISCONFIDENTIAL',
        'Deleted',
        'Abnormal',
        'AbnormalReason',
        'Qualifiers',
        'Episode',
        'NumericRangeHigh',
      ],
      ['1', 'FALSE', 'False', 'true', 'HI', '<q/>', 'First', '7'],
    ]
    const rest = {
      ObservationGuid: 'e000002c-0000-4000-8000-00000000002c',
      PatientGuid: patient.toLowerCase(),
      OrganisationGuid: 'e0000001-0000-4000-8000-000000000001',
      EffectiveDate: '1988-07-01',
      EffectiveDatePrecision: 'ym',
      EnteredDate: '2026-07-12',
      EnteredTime: '09:12:31',
      ClinicianUserInRoleGuid: '',
      EnteredByUserInRoleGuid: '',
      ParentObservationGuid: '',
      CodeId: '900105',
      ProblemGuid: '',
      ConsultationGuid: '',
      Value: '9',
      NumericUnit: 'kU/L',
    }
    const line = (cells: readonly string[]) => `${cells.map(cell => `"${cell}"`).join(',')}\r\n`
    const all = line([...columns, ...Object.keys(rest)]) + line([...values, ...Object.values(rest)])
    await writeFile(join(folder, fileName(observation)), all)
    const code = {
      CodeId: '900105',
      Term: 'Penicillin allergy',
      ReadTermId: '14L1',
      SnomedCTConceptId: '91936005',
      EmisCodeCategoryDescription: 'Allergy and adverse drug reactions',
    }
    const parents = ['1', '2', ''].map(ParentCodeId => ({ ...code, ParentCodeId }))
    await writeFile(join(folder, fileName('Coding_ClinicalCodes')), tableText('Coding_ClinicalCode', parents))
    const { rejects, records, rows } = await load(folder)
    expect(rejects).toEqual([])
    expect(
      rows
        .filter(row => row.table === 'Coding_ClinicalCode')
        .map(row => row.key)
        .sort(),
    ).toEqual(['900105', '900105/1', '900105/2'])
    expect(records.get(patient)?.allergies).toMatchObject([
      {
        key: 'CareRecord_Observation:E000002C-0000-4000-8000-00000000002C',
        onset: '1988-07',
        recorded: '2026-07-12T09:12:31+01:00',
        notes: [
          'Value: 9 kU/L',
          'Range: to 7',
          'Abnormal: true',
          'Reason for abnormal: HI',
          'Qualifiers: <q/>',
          'Episode: First',
        ],
      },
    ])
  })

  test('STR-OP-17 the custom extract: original terms become the text, rows of other practices are left out', async () => {
    const folder = await changed()
    const lines = [
      `99001\tX99001\t${patient.toLowerCase()}\te000002c-0000-4000-8000-00000000002c\tAllergic to penicillin "V"`,
      `99002\tX99002\t${patient}\te000002c-0000-4000-8000-00000000002c\tnot ours`,
      'too\tshort',
    ]
    await writeFile(join(folder, 'X99001_OriginalTerms_1.txt'), `${lines.join('\n')}\n`)
    await writeFile(
      join(folder, 'RegistrationHistory.txt'),
      `e0000001-0000-4000-8000-000000000001\t${patient}\t18/06/2012\t4\t4\t1\r\n`,
    )
    const { records, rejects, rows } = await load(folder)
    expect(records.get(patient)?.allergies[0]?.concept.text).toBe('Allergic to penicillin "V"')
    expect(rejects.map(one => one.row)).toEqual(['too\tshort'])
    expect(rows.find(row => row.table === 'Custom_RegistrationHistory')?.columns).toMatchObject({ Date: '2012-06-18' })
  })
})

test('random bytes as any file are refused or rejected, and reading ends', async () => {
  const names = emisTables.map(table => table.name)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.string({ unit: fc.constantFrom('"', ',', '\r\n', '\n', 'a', '\u0000', '{'), maxLength: 300 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), bytes, fc.boolean(), async (table, content, headed) => {
      const folder = await extract(await changed(), {}, '292')
      const garbage = typeof content === 'string' ? Buffer.from(content) : content
      const header = headed ? Buffer.from(tableText(table, [])) : Buffer.alloc(0)
      await writeFile(join(folder, fileName(table, '292')), Buffer.concat([header, garbage]))
      const found = await load(folder).catch(error => error)
      if (found instanceof Error) expect(found).toBeInstanceOf(ImportRefused)
      await removeFolders()
    }),
    { numRuns: 40 },
  )
})

test('an empty folder is refused', async () => {
  await expect(load(await emptyFolder())).rejects.toBeInstanceOf(ImportRefused)
})
