/** getstructuredrecord over all areas, asked of the sandbox's samples. */
import { addDays, interactions } from '@gpc/fhir'
import { setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { areas, everything, isStructure, titles, warningsOf } from './areas.ts'
import { htmlOf } from './html-practice.ts'
import { allergies, ask, type Parameter } from './practice.ts'
import {
  type Answer,
  type Found,
  include,
  recordOf,
  references,
  type SamplePractice,
  startSamples,
} from './sample-practice.ts'

let emis: SamplePractice
let tpp: SamplePractice
beforeAll(async () => {
  emis = await startSamples('emis')
  tpp = await startSamples('tpp')
}, 300_000)
afterAll(async () => {
  for (const one of [emis, tpp]) await one.close()
})

const linked = 'problems-linked-problems-not-relating-to-the-primary-query'
const full = (...parameters: Parameter[]) => recordOf(emis, emis.patient('full'), ...parameters)
const whole = (trait = 'full', practice = emis) => recordOf(practice, practice.patient(trait), ...everything)
/** The answers that rules for all of them are held against. */
const many = async (): Promise<readonly Answer[]> => [
  await whole(),
  await whole('confidential'),
  await whole('partial-dates'),
  await whole('hard-text'),
  await whole('full', tpp),
  await whole('no-problems', tpp),
]

describe('primary lists', () => {
  test.each(areas)('STR-LIST-01 STR-LIST-06 %s alone: its list, with entries of its type', async (...row) => {
    const [area, parameter, title, types] = row
    const answer = await full(parameter)
    const lists = answer
      .of('List')
      .filter(one => !isStructure(one) && !/^(consultations|problems)-/.test(one.code.coding[0].code))
    expect(lists.filter(one => one.title !== 'Ended allergies').map(one => one.title)).toEqual([title])
    const found = answer.items(title)
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter(item => !types.some(type => item.startsWith(`${type}/`)))).toEqual([])
    for (const item of found) expect(answer.at(item).resourceType).toBe(item.split('/')[0])
    // STR-LIST-09
    if (area !== 'consultations' && area !== 'problems') {
      expect(answer.secondary.filter(one => one !== linked)).toEqual([])
    }
  })

  test('STR-CON-01 STR-UNC-01 STR-REF-01 STR-DRY-01 STR-PRB-01 each entry of an area once, and nothing of the area missing', async () => {
    const answer = await whole()
    const all = (type: string) => answer.of(type).map(one => `${type}/${one.id}`)
    expect([...answer.items('List of consultations')].sort()).toEqual(all('Encounter').sort())
    expect([...answer.items('Problems')].sort()).toEqual(all('Condition').sort())
    expect([...answer.items('Outbound referral')].sort()).toEqual(all('ReferralRequest').sort())
    expect([...answer.items('Investigations and results')].sort()).toEqual(all('DiagnosticReport').sort())
    expect([...answer.items('Medications and medical devices')].sort()).toEqual(all('MedicationStatement').sort())
    const plans = answer.of('ProcedureRequest').filter(one => one.intent === 'plan')
    expect([...answer.items('Patient recall administration')].sort()).toEqual(
      plans.map(one => `ProcedureRequest/${one.id}`).sort(),
    )
    for (const title of titles) expect(new Set(answer.items(title)).size).toBe(answer.items(title).length)
  })

  test('STR-LIST-07 STR-PRB-20 STR-IMM-21 STR-UNC-20 STR-INV-18 STR-REF-13 STR-DRY-10 STR-ALG-21 nothing recorded: each list says so, and no secondary one comes', async () => {
    const answer = await whole('plain')
    for (const title of titles) {
      const list = answer.list(title)
      expect(list?.emptyReason.coding[0].code, title).toBe('no-content-recorded')
      expect(list?.note).toEqual([{ text: 'Information not available' }])
      expect(list?.entry).toBeUndefined()
    }
    expect(answer.secondary).toEqual([])
  })

  test('STR-PAR-03 filters of one area have no effect on any other', async () => {
    const day = addDays(emis.today, -365)
    const period = (name: string) => ({ name, valuePeriod: { start: day } })
    const plain = await full(
      ...['Medication', 'UncategorisedData', 'Investigations', 'Referrals', 'DiaryEntries', 'Immunisations'].map(name =>
        include(`include${name}`),
      ),
    )
    const filters: readonly Parameter[] = [
      include('includeMedication', { name: 'medicationSearchFromDate', valueDate: day }),
      include('includeUncategorisedData', period('uncategorisedDataSearchPeriod')),
      include('includeInvestigations', period('investigationSearchPeriod')),
      include('includeReferrals', period('referralSearchPeriod')),
      include('includeDiaryEntries', { name: 'diaryEntriesSearchDate', valueDate: emis.today }),
      include('includeImmunisations', { name: 'includeStatus', valueBoolean: false }),
    ]
    const named = [
      'Medications and medical devices',
      'Uncategorised data',
      'Investigations and results',
      'Outbound referral',
      'Patient recall administration',
      'Immunisations',
    ]
    for (const [i, filter] of filters.entries()) {
      const asked = filters.map(one => (one === filter ? one : include(one.name)))
      const answer = await full(...asked)
      for (const [j, title] of named.entries()) {
        if (i === j) expect(answer.items(title).length, title).toBeLessThan(plain.items(title).length)
        else expect(answer.items(title), `${filter.name} and ${title}`).toEqual(plain.items(title))
      }
    }
  })
})

describe('dates', () => {
  const dated: readonly [string, string, string, (one: Found) => string][] = [
    [
      'includeUncategorisedData',
      'uncategorisedDataSearchPeriod',
      'Uncategorised data',
      one => one.effectiveDateTime ?? one.effectivePeriod?.start,
    ],
    ['includeInvestigations', 'investigationSearchPeriod', 'Investigations and results', one => one.issued],
    ['includeReferrals', 'referralSearchPeriod', 'Outbound referral', one => one.authoredOn],
    ['includeConsultations', 'consultationSearchPeriod', 'List of consultations', one => one.period.start],
  ]
  test.each(
    dated,
  )('STR-DATE-04 STR-DATE-05 STR-DATE-07 STR-DATE-01 %s.%s: open at either end, both days counted whole', async (name, part, title, dateOf) => {
    const all = await full(include(name))
    const days = all
      .items(title)
      .map(item => dateOf(all.at(item)).slice(0, 10))
      .sort()
    const day = days[Math.floor(days.length / 2)] ?? ''
    const within = async (valuePeriod: object) => {
      const answer = await full(include(name, { name: part, valuePeriod }))
      return answer
        .items(title)
        .map(item => dateOf(answer.at(item)).slice(0, 10))
        .sort()
    }
    expect(await within({ start: day })).toEqual(days.filter(one => one >= day))
    expect(await within({ end: day })).toEqual(days.filter(one => one <= day))
    expect(await within({ start: day, end: day })).toEqual(days.filter(one => one === day))
  })

  test('STR-DATE-02 STR-DATE-03 what is dated by a year or a month counts for all of it; what has no date comes always', async () => {
    const patient = emis.patient('partial-dates')
    const all = await recordOf(emis, patient, include('includeUncategorisedData'))
    const title = 'Uncategorised data'
    const partial = all.items(title).filter(item => (all.at(item).effectiveDateTime ?? '').length < 10)
    expect(partial.length).toBeGreaterThan(2)
    for (const item of partial) {
      const { effectiveDateTime: date } = all.at(item)
      const period = (start: string, end: string) =>
        recordOf(
          emis,
          patient,
          include('includeUncategorisedData', { name: 'uncategorisedDataSearchPeriod', valuePeriod: { start, end } }),
        )
      const [year = '2000', month = '07'] = date?.split('-') ?? []
      expect((await period(`${year}-${month}-15`, `${year}-${month}-15`)).items(title)).toContain(item)
      const other = (await period('1890-01-01', '1890-01-01')).items(title)
      if (date === undefined) expect(other).toContain(item)
      else expect(other).not.toContain(item)
    }
  })

  test('STR-DATE-08 STR-DRY-04 a diary is asked for up to a day; what is overdue always comes', async () => {
    const all = await full(include('includeDiaryEntries'))
    const title = 'Patient recall administration'
    const due = (answer: Answer) =>
      answer
        .items(title)
        .map(item => answer.at(item).occurrenceDateTime ?? answer.at(item).occurrencePeriod.start)
        .sort()
    const until = addDays(emis.today, 200)
    const some = await full(include('includeDiaryEntries', { name: 'diaryEntriesSearchDate', valueDate: until }))
    expect(due(some)).toEqual(due(all).filter(one => one.slice(0, 10) <= until))
    expect(due(some).length).toBeLessThan(due(all).length)
  })
})

describe('secondary lists', () => {
  /** The entry of a list that a resource belongs to: a plan and an order to their statement. */
  const entryOf = (answer: Answer, ref: string): string => {
    if (!ref.startsWith('MedicationRequest/')) return ref
    const request = answer.at(ref)
    const plan = request.intent === 'order' ? request.basedOn[0].reference : ref
    const statement = answer.of('MedicationStatement').find(one => one.basedOn[0].reference === plan)
    return `MedicationStatement/${statement?.id}`
  }
  const listed = (answer: Answer, family: string) =>
    new Set(answer.secondary.filter(one => one.startsWith(family)).flatMap(one => answer.items(one)))

  test('STR-LIST-10 STR-CON-20 what consultations contain is in the lists of consultations', async () => {
    for (const practice of [emis, tpp]) {
      const answer = await recordOf(practice, practice.patient('full'), include('includeConsultations'))
      const named = listed(answer, 'consultations-')
      const contained = answer
        .of('List')
        .filter(isStructure)
        .flatMap(one => one.entry.map(({ item }: Found) => item.reference))
      const items = contained.filter((ref: string) => !ref.startsWith('List/'))
      expect(items.length).toBeGreaterThan(20)
      const comments = new Set(
        answer
          .of('Observation')
          .filter(one => one.code.coding?.[0].code === '37331000000100')
          .map(one => `Observation/${one.id}`),
      )
      expect(items.filter((ref: string) => !comments.has(ref) && !named.has(entryOf(answer, ref)))).toEqual([])
    }
  })

  test('STR-LIST-10 STR-PRB-15 STR-PRB-16 what problems are linked to is in the lists of problems, whatever areas were asked for', async () => {
    for (const practice of [emis, tpp]) {
      const answer = await recordOf(practice, practice.patient('full'), include('includeProblems'))
      const named = listed(answer, 'problems-')
      const primary = new Set(answer.items('Problems'))
      const related = [...primary].flatMap(item => references(answer.at(item).extension))
      expect(related.length).toBeGreaterThan(5)
      expect(related.filter(ref => !primary.has(ref) && !named.has(entryOf(answer, ref)))).toEqual([])
      for (const ref of related) expect(answer.at(ref)).toBeDefined()
    }
  })

  test('STR-LIST-09 STR-LIST-12 each family with its area alone, both with both, neither without; none is empty without a warning', async () => {
    const both = [include('includeConsultations'), include('includeProblems')]
    const families = (answer: Answer) =>
      [...new Set(answer.secondary.filter(one => one !== linked).map(one => one.split('-')[0]))].sort()
    expect(families(await full(include('includeConsultations')))).toEqual(['consultations'])
    expect(families(await full(include('includeProblems')))).toEqual(['problems'])
    expect(families(await full(...both))).toEqual(['consultations', 'problems'])
    expect(families(await full(...both, include('includeReferrals'), allergies()))).toEqual([
      'consultations',
      'problems',
    ])
    expect(families(await full(include('includeMedication'), allergies()))).toEqual([])
    for (const answer of await many()) {
      for (const name of answer.secondary) {
        const list = answer.list(name)
        expect((list?.entry ?? []).length + warningsOf(list).length, name).toBeGreaterThan(0)
      }
    }
  })

  test('STR-LIST-13 STR-LIST-14 STR-PRB-04 problems that come by a link alone are in one list of their own', async () => {
    const answer = await full(
      allergies(),
      include('includeImmunisations'),
      include('includeReferrals'),
      include('includeInvestigations'),
    )
    const conditions = answer.of('Condition').map(one => `Condition/${one.id}`)
    expect(conditions.length).toBeGreaterThan(0)
    expect([...answer.items(linked)].sort()).toEqual(conditions.sort())
    expect(answer.list('Problems')).toBeUndefined()
  })
})

describe('warnings', () => {
  test('STR-WARN-05 a transfer that is not complete is told on every list, secondary ones too', async () => {
    for (const practice of [emis, tpp]) {
      const answer = await whole('in-transit', practice)
      const lists = answer.of('List').filter(one => !isStructure(one))
      expect(lists.length).toBeGreaterThan(10)
      for (const list of lists) expect(warningsOf(list), list.title).toEqual(['data-in-transit'])
    }
  })

  test('STR-WARN-06 STR-WARN-07 STR-ERR-09 what is withheld is told on the lists that it would be in', async () => {
    const answer = await whole('confidential')
    for (const title of ['Medications and medical devices', 'Outbound referral', 'Allergies and adverse reactions']) {
      expect(warningsOf(answer.list(title)), title).toEqual(['confidential-items'])
      expect(answer.list(title)?.note[0].text).toContain(
        'Items excluded due to confidentiality and/or patient preferences.',
      )
    }
    expect(warningsOf(answer.list('Immunisations'))).toEqual([])
  })

  test('STR-WARN-04 STR-WARN-11 results that nobody has filed are told on the list of investigations, by a flag where the system has none', async () => {
    for (const practice of [emis, tpp]) {
      const answer = await whole('awaiting-filing', practice)
      const warned = answer.of('List').filter(one => warningsOf(one).length > 0)
      expect(warned.map(one => [one.title, warningsOf(one)])).toEqual([
        ['Investigations and results', ['data-awaiting-filing']],
      ])
      expect(warned[0]?.note[0].text).toMatch(
        /have not been reviewed for inclusion in this message; information recorded before \d\d-[A-Z][a-z][a-z]-\d{4} may be missing\./,
      )
    }
  })

  test('STR-WARN-11 the HTML view tells of them as well', async () => {
    const { provider, at } = emis
    const view = (trait: string) => htmlOf({ provider, ...at, byTrait: new Map() }, emis.patient(trait), 'OBS')
    const words = 'Results that the practice has received and not yet filed are not shown'
    expect(await view('awaiting-filing')).toContain(words)
    expect(await view('full')).not.toContain(words)
  })

  test('STR-WARN-09 STR-CON-10 lists of the structure of a consultation have no warnings and no other element that they must not have', async () => {
    for (const answer of [
      await whole('confidential'),
      await whole('in-transit'),
      await whole(),
      await whole('full', tpp),
    ]) {
      const lists = answer.of('List').filter(isStructure)
      expect(lists.length).toBeGreaterThan(1)
      for (const list of lists) {
        expect(warningsOf(list)).toEqual([])
        for (const name of ['identifier', 'source', 'note', 'emptyReason']) expect(list).not.toHaveProperty(name)
        for (const entry of list.entry) expect(Object.keys(entry)).toEqual(['item'])
      }
    }
  })
})

describe('STR-CFG-01 areas that this practice has switched off', () => {
  const soon = { timeout: 10_000 }
  const off = async (area: string, parameter: string, work: () => Promise<void>) => {
    await setSwitch(emis.store, emis.at.ods, `area:${area}`, false, 'test')
    await expect.poll(async () => (await whole()).warnings, soon).toEqual([`${parameter} has been disabled`])
    try {
      await work()
    } finally {
      await setSwitch(emis.store, emis.at.ods, `area:${area}`, true, 'test')
      await expect.poll(async () => (await whole()).warnings, soon).toEqual([])
    }
  }
  const words: Readonly<Record<string, string>> = {
    allergies: 'Allergy',
    medications: 'Medication',
    consultations: 'Consultation',
    problems: 'Problem',
    immunisations: 'Immunisation',
    'uncategorised-data': 'Uncategorised data',
    investigations: 'Investigation',
    referrals: 'Referral',
    'diary-entries': 'Diary entry',
  }
  test.each(
    areas,
  )('STR-CFG-01 STR-CFG-04 STR-CFG-05 STR-CFG-07 %s off: the others, one warning, words in place of links', async (...row) => {
    const [area, parameter, title, types] = row
    await off(area, parameter.name, async () => {
      const answer = await whole()
      expect(answer.list(title)).toBeUndefined()
      const [type] = types
      if (type !== 'Observation' && type !== 'ProcedureRequest') expect(answer.of(type)).toEqual([])
      expect(answer.of('OperationOutcome')).toHaveLength(1)
      const names = new Set(answer.resources.map(one => `${one.resourceType}/${one.id}`))
      const dangling = answer.resources.flatMap(references).filter(ref => !names.has(ref.split('#')[0] ?? ''))
      expect(dangling).toEqual([])
      const displays = new Set(
        [...JSON.stringify(answer.resources).matchAll(/"([^"]* items have been disabled)"/g)].map(([, text]) => text),
      )
      expect([...displays].filter(text => text !== `${words[area]} items have been disabled`)).toEqual([])
      for (const other of titles) if (other !== title) expect(answer.list(other), other).toBeDefined()
      expect((await recordOf(tpp, tpp.patient('full'), parameter)).warnings).toEqual([])
    })
  })

  test('STR-CFG-03 STR-DOC-05 documents off: told as DocumentReferences, words in place of links, and Access Documents goes on', async () => {
    const before = await whole()
    expect(before.of('DocumentReference').length).toBeGreaterThan(0)
    await off('document-references', 'DocumentReferences', async () => {
      const answer = await whole()
      expect(answer.of('DocumentReference')).toEqual([])
      expect(JSON.stringify(answer.resources)).toContain('"display":"Document items have been disabled"')
      expect(answer.secondary.filter(one => one.includes('documents'))).toEqual([])
      const identifier = `https://fhir.nhs.uk/Id/nhs-number|${emis.patient('full')}`
      const found = await ask(emis, {
        interaction: interactions.documentsFindPatient,
        url: `gpconnect/documents/Patient?identifier=${identifier}`,
      })
      expect(found.statusCode).toBe(200)
    })
  })
})

describe('documents', () => {
  test('STR-DOC-01 STR-DOC-02 STR-DOC-03 metadata with where the bytes are, only by a link, named in the list of what links to them', async () => {
    for (const practice of [emis, tpp]) {
      const answer = await recordOf(practice, practice.patient('full'), include('includeConsultations'))
      const found = answer.of('DocumentReference').map(one => `DocumentReference/${one.id}`)
      expect(found.length).toBeGreaterThan(0)
      expect([...answer.items('consultations-documents-contained-in-consultations')].sort()).toEqual(found.sort())
      expect(answer.of('Binary')).toEqual([])
      for (const { content } of answer.of('DocumentReference')) {
        expect(content[0].attachment.data).toBeUndefined()
        if (content[0].attachment.url !== undefined)
          expect(content[0].attachment.url).toMatch(/\/gpconnect\/documents\/Binary\/[^/]+$/)
      }
    }
    const unasked = await full(
      allergies(),
      include('includeMedication'),
      include('includeUncategorisedData'),
      include('includeImmunisations'),
    )
    expect(unasked.of('DocumentReference')).toEqual([])
    expect((await full(include('includeDocuments'))).warnings).toEqual([
      'includeDocuments is an unrecognised parameter',
    ])
    const problems = await full(include('includeProblems'))
    expect(problems.items('problems-documents-related-to-problems')).toEqual(
      problems.of('DocumentReference').map(one => `DocumentReference/${one.id}`),
    )
  })
})
