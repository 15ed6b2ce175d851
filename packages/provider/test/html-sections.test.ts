import { type Index, parsed } from '@gpc/clinical'
import { addDays, displayDate, londonDay } from '@gpc/fhir'
import { recordsByNhsNumber, setSwitch } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HtmlPractice, htmlOf, startInvented } from './html-practice.ts'
import { type Read, type ReadTable, readHtml } from './html-reading.ts'
import { ods, startPractice, type TestPractice, tamsin } from './practice.ts'

let example: TestPractice
let tpp: HtmlPractice
let emis: HtmlPractice
beforeAll(async () => {
  example = await startPractice()
  await setSwitch(example.store, ods, 'html', true, 'test')
  tpp = await startInvented('tpp')
  emis = await startInvented('emis')
}, 300_000)
afterAll(async () => {
  for (const one of [example, tpp, emis]) await one.close()
})

const read = async (...asked: Parameters<typeof htmlOf>): Promise<Read> => readHtml(await htmlOf(...asked))

function table(view: Read, id: string): ReadTable {
  const found = view.tables.find(one => one.id === id)
  if (found === undefined) throw new Error(`There is no table ${id}.`)
  return found
}

const patientOf = (practice: HtmlPractice, trait: string): string => {
  const found = practice.byTrait.get(trait)
  if (found === undefined) throw new Error(`Nobody has the trait ${trait}.`)
  return found.nhsNumber
}

const codes = ['SUM', 'ENC', 'CLI', 'PRB', 'ALL', 'MED', 'REF', 'OBS', 'IMM', 'ADM'] as const

const tables = {
  'enc-tab': ['Date', 'Title', 'Details'],
  'cli-tab': ['Date', 'Entry', 'Details'],
  'prb-tab-act': ['Start Date', 'Entry', 'Significance', 'Details'],
  'prb-tab-majinact': ['Start Date', 'End Date', 'Entry', 'Significance', 'Details'],
  'prb-tab-othinact': ['Start Date', 'End Date', 'Entry', 'Significance', 'Details'],
  'all-tab-curr': ['Start Date', 'Details'],
  'all-tab-hist': ['Start Date', 'End Date', 'Details'],
  'med-tab-acu-med': [
    ['Type', 'Start Date', 'Medication Item', 'Dosage Instruction', 'Quantity'],
    ['Scheduled End Date', 'Days Duration', 'Additional Information'],
  ].flat(),
  'med-tab-curr-rep': [
    ['Type', 'Start Date', 'Medication Item', 'Dosage Instruction', 'Quantity', 'Last Issued Date'],
    ['Number of Prescriptions Issued', 'Max Issues', 'Review Date', 'Additional Information'],
  ].flat(),
  'med-tab-dis-rep': [
    ['Type', 'Last Issued Date', 'Medication Item', 'Dosage Instruction', 'Quantity', 'Discontinued Date'],
    ['Discontinuation Reason', 'Additional Information'],
  ].flat(),
  'med-tab-all-sum': [
    ['Type', 'Start Date', 'Medication Item', 'Dosage Instruction', 'Quantity', 'Last Issued Date'],
    ['Number of Prescriptions Issued', 'Discontinuation Details', 'Additional Information'],
  ].flat(),
  'med-tab-all-iss': [
    ['Type', 'Issue Date', 'Medication Item', 'Dosage Instruction', 'Quantity', 'Days Duration'],
    ['Additional Information'],
  ].flat(),
  'ref-tab': ['Date', 'From', 'To', 'Priority', 'Details'],
  'obs-tab': ['Date', 'Entry', 'Value', 'Range', 'Details'],
  'imm-tab': ['Date', 'Vaccination', 'Part', 'Contents', 'Details'],
  'adm-tab': ['Date', 'Entry', 'Details'],
} as const

describe('the worked example of EMIS', () => {
  const rows = async (code: string, id: string) => table(await read(example, tamsin, code), id).rows

  test('HTM-SEC-01 ENC: date, who and where, what was recorded', async () => {
    expect(await rows('ENC', 'enc-tab')).toEqual([
      [
        '12-Jan-2026',
        'Dr Orla FENWICK, Larch Lane Surgery',
        expect.stringMatching(/^Type: GP Surgery\n(Problem: Asthma\n)?Asthma; Night cough, "wheezy"; see plan\n/),
      ],
    ])
    const [[, , details = ''] = []] = await rows('ENC', 'enc-tab')
    expect(details).toContain('O/E - Systolic BP reading: 132 mmHg; O/E - Diastolic BP reading: 84 mmHg')
    expect(details).toContain('Immunisation: Influenza vaccination')
    expect(details).toContain('Referral: Referral to physician; Chest clinic')
    expect(details).toContain('Diary entry: Medication review; planned for 12-Jul-2026')
  })

  test('HTM-SEC-01 HTM-SEC-02 HTM-SEC-06 CLI, OBS and ADM: each coded entry in one of them', async () => {
    expect(await rows('CLI', 'cli-tab')).toEqual([
      ['12-Jan-2026', 'Asthma', 'Night cough, "wheezy"; see plan\nLinked problem: Asthma'],
    ])
    expect(await rows('OBS', 'obs-tab')).toEqual([
      [
        '12-Jan-2026',
        'O/E - blood pressure reading',
        'O/E - Systolic BP reading: 132 mmHg\nO/E - Diastolic BP reading: 84 mmHg',
        'O/E - Systolic BP reading: up to 140 mmHg\nO/E - Diastolic BP reading: up to 90 mmHg',
        'Linked problem: Asthma',
      ],
    ])
    expect(await rows('ADM', 'adm-tab')).toEqual([
      ['12-Jul-2026', 'Medication review', expect.stringContaining('Diary entry, planned for this date')],
    ])
  })

  test('HTM-SEC-01 HTM-SEC-03 PRB: active with its significance; nothing inactive is recorded', async () => {
    expect(await rows('PRB', 'prb-tab-act')).toEqual([
      ['12-Jan-2026', 'Asthma', 'Major', expect.stringContaining('Started in childhood')],
    ])
    const { paragraphs } = await read(example, tamsin, 'PRB')
    const title = 'Major Inactive Problems and Issues'
    expect(paragraphs.get(title)).toEqual([`No '${title}' data is recorded for this patient.`])
  })

  test('HTM-SEC-01 HTM-SEC-04 HTM-BAN-10 ALL: current ones; which have ended, EMIS does not tell', async () => {
    expect(await rows('ALL', 'all-tab-curr')).toEqual([
      ['1988', expect.stringMatching(/^Penicillin allergy\n.*Rash$/s)],
    ])
    const { paragraphs } = await read(example, tamsin, 'ALL')
    expect(paragraphs.get('Historical Allergies and Adverse Reactions')).toEqual([
      "This system does not support retrieval of 'Historical Allergies and Adverse Reactions' data.",
      'This data may still exist in the source system.',
    ])
  })

  test('HTM-SEC-05 REF: the coded term first, all else on lines of their own', async () => {
    expect(await rows('REF', 'ref-tab')).toEqual([
      [
        '12-Jan-2026',
        'Dr Orla FENWICK',
        '',
        'Routine',
        'Referral to physician\nChest clinic\nService: Outpatient\nMode: Written\nLinked problem: Asthma',
      ],
    ])
  })

  test('HTM-SEC-01 IMM', async () => {
    expect(await rows('IMM', 'imm-tab')).toEqual([
      ['12-Jan-2026', 'Influenza vaccination', '', '', expect.stringContaining('Dr Orla FENWICK')],
    ])
  })

  test('HTM-SEC-08 HTM-SEC-10 HTM-SEC-13 HTM-SEC-15 HTM-SEC-17 MED: acute, repeat, all, issues', async () => {
    const view = await read(example, tamsin, 'MED')
    const acute = ['Acute', '12-Jan-2026', 'Erythromycin mixture (practice entry)', '5ml four times a day', '100 ml']
    const repeat = [
      ['Repeat', '12-Jan-2026', 'Salbutamol 100micrograms/dose inhaler CFC free'],
      ['Inhale 2 Doses As Needed', '1 x 200 dose'],
    ].flat()
    const linked = 'Linked problem: Asthma'
    const by = 'Authorised by: Dr Orla FENWICK'
    // the example is of January; the provider asks what day it is
    if (londonDay() < '2027-01-11') {
      expect(table(view, 'med-tab-acu-med').rows).toEqual([[...acute, '17-Jan-2026', '5', by]])
    }
    expect(table(view, 'med-tab-curr-rep').rows).toEqual([[...repeat, '12-Jan-2026', '1', '6', '', `${linked}\n${by}`]])
    expect(table(view, 'med-tab-all-sum').rows).toEqual([
      ['Erythromycin mixture (practice entry)'],
      [...acute, '12-Jan-2026', '1', '', ''],
      ['Salbutamol 100micrograms/dose inhaler CFC free'],
      [...repeat, '12-Jan-2026', '1', '', linked],
    ])
    expect(table(view, 'med-tab-all-iss').rows).toEqual([
      ['Erythromycin mixture (practice entry)'],
      [...acute, '5', ''],
      ['Salbutamol 100micrograms/dose inhaler CFC free'],
      [...repeat, '28', linked],
    ])
    expect(view.banners.get('Discontinued Repeat Medication')).toContain(
      'content-banner: All repeat medication ended by a clinician action',
    )
  })

  test('HTM-SEC-01 SUM: replicas in the order of the summary, without date banners', async () => {
    const view = await read(example, tamsin, 'SUM')
    expect(view.headings).toEqual([
      'Summary',
      'Last 3 Encounters',
      'Active Problems and Issues',
      'Major Inactive Problems and Issues',
      'Current Allergies and Adverse Reactions',
      'Acute Medication (Last 12 Months)',
      'Current Repeat Medication',
    ])
    expect([...view.banners.values()].flat().filter(one => one.startsWith('date-banner'))).toEqual([])
  })
})

const number = () => patientOf(tpp, 'html-periods')

describe('invented records', () => {
  test('HTM-LAY-05 HTM-LAY-07 HTM-SEC-01 every table has its id and its columns', async () => {
    const seen = new Map<string, readonly string[]>()
    for (const practice of [tpp, emis]) {
      for (const trait of ['full', 'html-periods', 'no-problems']) {
        for (const code of codes) {
          const view = await read(practice, patientOf(practice, trait), code)
          for (const { id, columns } of view.tables) {
            expect(columns).toEqual(id === 'cli-tab' || id in tables ? tables[id as keyof typeof tables] : [])
            seen.set(id, columns)
          }
        }
      }
    }
    // nobody invented has had a major problem that is over
    expect([...seen.keys(), 'prb-tab-majinact'].toSorted()).toEqual(Object.keys(tables).toSorted())
  })

  test('HTM-LAY-06 date cells, and nothing else, have the class of dates; titles of groups theirs', async () => {
    for (const code of codes) {
      for (const { columns, rows, classes } of (await read(tpp, patientOf(tpp, 'full'), code)).tables) {
        const wanted = columns.map(name => (/Date$/.test(name) ? 'date-column' : ''))
        for (const [i, row] of rows.entries()) {
          expect(classes[i]).toEqual(row.length === 1 ? ['med-item-column'] : wanted)
        }
      }
    }
  })

  test('HTM-LAY-08 HTM-LAY-09 elements of narratives only, no attributes but ids, classes and spans, no line ends', async () => {
    const allowed = ['div', 'h1', 'h2', 'p', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'br', 'strong']
    for (const practice of [tpp, emis]) {
      for (const trait of ['full', 'hard-text', 'partial-dates', 'confidential', 'html-periods']) {
        if (!practice.byTrait.has(trait)) continue
        for (const code of codes) {
          const html = await htmlOf(practice, patientOf(practice, trait), code)
          expect(html).not.toMatch(/[\r\n\t]/)
          expect(html).toMatch(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml"><h1>/)
          const { elements, attributes } = readHtml(html)
          expect(elements.filter(name => !allowed.includes(name))).toEqual([])
          expect([...attributes].filter(name => !['xmlns', 'id', 'class', 'colspan'].includes(name))).toEqual([])
        }
      }
    }
  })

  test('HTM-SEC-01 rows stand in the order of their dates, latest first, in groups by name', async () => {
    const sorts: Record<string, string> = { 'prb-tab-majinact': 'End Date', 'prb-tab-othinact': 'End Date' }
    sorts['all-tab-hist'] = 'End Date'
    sorts['med-tab-dis-rep'] = 'Last Issued Date'
    for (const code of codes) {
      for (const { id, columns, rows } of (await read(tpp, patientOf(tpp, 'full'), code)).tables) {
        const at =
          sorts[id] === undefined ? columns.findIndex(name => name.endsWith('Date')) : columns.indexOf(sorts[id])
        let last = '9999'
        let title = ''
        for (const row of rows) {
          if (row.length === 1) {
            expect(title.localeCompare(row[0] ?? '', 'en-GB', { sensitivity: 'base' })).toBeLessThan(0)
            title = row[0] ?? ''
            last = '9999'
            continue
          }
          if (title !== '') expect(row[2]).toBe(title)
          const date = sortable(row[at] ?? '')
          expect(date <= last).toBe(true)
          last = date
        }
      }
    }
  })

  test('HTM-SEC-01 HTM-SEC-02 every coded entry is in exactly one of OBS, CLI and ADM', async () => {
    const patient = patientOf(emis, 'full')
    const parts = [
      'uncategorised-data',
      'diary-entries',
      'documents',
      'immunisations-not-given',
      'immunisation-status',
    ] as const
    const [stored] = await recordsByNhsNumber(emis.store, emis.ods, patient, {
      parts,
      open: new Set(parts),
      today: sampleDay,
    })
    const entries = (part: (typeof parts)[number]): number => {
      const index = stored?.parts.get(part)?.index
      return index === undefined ? 0 : parsed<Index>(index).groups.length
    }
    const rows = async (code: string, id: string) => table(await read(emis, patient, code), id).rows
    const tests = /^(Laboratory report|Report: )/
    const observed = (await rows('OBS', 'obs-tab')).filter(row => !tests.test(row[4] ?? '')).length
    const items =
      (await rows('CLI', 'cli-tab')).filter(row => row[1] !== 'Comment').length -
      entries('immunisations-not-given') -
      entries('immunisation-status')
    const administrative = (await rows('ADM', 'adm-tab')).length - entries('diary-entries') - entries('documents')
    for (const count of [observed, items, administrative]) expect(count).toBeGreaterThan(0)
    expect(observed + items + administrative).toBe(entries('uncategorised-data'))
  })

  test('HTM-SEC-01 the summary has the last three encounters and the same rows as the sections', async () => {
    const all = table(await read(tpp, number(), 'ENC'), 'enc-tab').rows
    const summary = await read(tpp, number(), 'SUM')
    expect(all.length).toBeGreaterThan(3)
    expect(table(summary, 'enc-tab').rows).toEqual(all.slice(0, 3))
    for (const [code, id] of [
      ['PRB', 'prb-tab-act'],
      ['ALL', 'all-tab-curr'],
      ['MED', 'med-tab-acu-med'],
      ['MED', 'med-tab-curr-rep'],
    ] as const) {
      expect(table(summary, id).rows).toEqual(table(await read(tpp, number(), code), id).rows)
    }
  })

  test('HTM-SEC-10 HTM-SEC-12 HTM-SEC-14 HTM-SEC-15 a discontinued repeat has its table, its date and its reason', async () => {
    const view = await read(emis, patientOf(emis, 'html-periods'), 'MED')
    const [row = []] = table(view, 'med-tab-dis-rep').rows
    expect(row[2]).toMatch(/omeprazole/i)
    // EMIS's extract has the day and not the reason
    expect(row[6]).toBe('No information available')
    const ended = row[5] ?? ''
    expect(ended).toMatch(/^\d\d-Jul-2025$/)
    const all = table(view, 'med-tab-all-sum').rows.find(one => one[2] === row[2])
    expect(all?.[7]).toBe(`DISCONTINUED: ${ended} No information available`)
    expect(table(view, 'med-tab-curr-rep').rows.map(one => one[2])).not.toContain(row[2])
    expect(table(view, 'med-tab-all-iss').rows.filter(one => one.length > 1).length).toBeGreaterThan(4)
  })

  test('HTM-SEC-08 acute medicines of the last 365 days only', async () => {
    const rows = table(await read(tpp, number(), 'MED'), 'med-tab-acu-med').rows
    expect(rows.length).toBe(1)
    expect(rows[0]?.[1]).toBe(displayDate(addDays(sampleDay, -100)))
  })

  test('HTM-SEC-08 HTM-SEC-15 what was prescribed elsewhere says so, and has no issues here', async () => {
    const view = await read(tpp, patientOf(tpp, 'prescribed-elsewhere'), 'MED')
    const rows = table(view, 'med-tab-all-sum').rows.filter(one => one.length > 1)
    const elsewhere = rows.find(one => /methotrexate/i.test(one[2] ?? ''))
    expect(elsewhere?.[0]).toMatch(/^Acute (-|–) \S/)
    expect(elsewhere?.slice(5, 7)).toEqual(['', ''])
    expect(table(view, 'med-tab-all-iss').rows.some(one => /methotrexate/i.test(one.join()))).toBe(false)
  })

  test('HTM-SEC-04 ended allergies of a system that has them: with their end, and none of them current', async () => {
    const view = await read(tpp, patientOf(tpp, 'ended-allergies'), 'ALL')
    const ended = table(view, 'all-tab-hist').rows
    expect(ended.length).toBeGreaterThan(0)
    for (const row of ended) expect(row[1]).toMatch(/^\d\d-[A-Z][a-z][a-z]-\d{4}$/)
    const current = table(view, 'all-tab-curr').rows.map(row => row.at(-1)?.split('\n')[0])
    for (const row of ended) expect(current).not.toContain(row[2]?.split('\n')[0])
  })

  test('HTM-LAY-11 no code of any system stands in a view', async () => {
    for (const code of codes) {
      const html = await htmlOf(emis, patientOf(emis, 'full'), code)
      // the number of a booking at e-RS is no clinical code
      expect(html.replace(/<[^>]*>/g, ' ').replace(/UBRN: \d{12}/g, '')).not.toMatch(/\b\d{8,18}\b/)
    }
  })

  test('HTM-BAN-09 HTM-BAN-13 with nothing recorded the fragment stands in place of the table, headings and banners stay', async () => {
    const nobody = patientOf(tpp, 'no-appointments')
    for (const code of codes) {
      const view = await read(tpp, nobody, code)
      for (const [title, texts] of view.paragraphs) {
        expect(texts).toEqual([`No '${title}' data is recorded for this patient.`])
      }
      expect(view.tables.length + view.paragraphs.size).toBe(Math.max(1, view.headings.length - 1))
    }
  })
})

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function sortable(shown: string): string {
  const parts = shown.split('-')
  const year = parts.at(-1) ?? ''
  const month = parts.length > 1 ? String(months.indexOf(parts.at(-2) ?? '') + 1).padStart(2, '0') : ''
  return [year, month, parts.length > 2 ? (parts[0] ?? '') : ''].filter(one => one !== '').join('-')
}
