import { addDays } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { sampleDay } from './calendar.ts'
import { capabilities } from './capabilities.ts'
import { documentBytes } from './documents/bytes.ts'
import { sandboxManifest } from './manifest.ts'
import type { InventedPatient } from './model.ts'
import { inventSandbox } from './sandbox.ts'
import { entriesOf, faultsOf } from './testing.ts'
import { kindsOf } from './testing-record.ts'

const sandbox = inventSandbox()
const all = sandbox.practices.flatMap(({ practice, patients }) => patients.map(patient => ({ practice, patient })))
const withTrait = (key: string, ods?: string) =>
  all.filter(one => one.patient.traits.includes(key) && (ods === undefined || one.practice.ods === ods))
const patientsOf = (key: string) => withTrait(key).map(one => one.patient)

const everywhere = ['plain', 'full', 'no-known-allergies', 'no-appointments', 'html-periods', 'hard-text']
const administrative = [
  'in-transit',
  'superseded',
  'not-on-pds',
  'unverified',
  'no-consent',
  'deceased',
  'deceased-recently',
  'inactive',
  'merged',
]
const linkedKinds = (patient: InventedPatient) => {
  const kinds = kindsOf(patient)
  const linked = (patient.problems ?? []).flatMap(one => one.links.map(link => kinds.get(link)))
  return [...new Set(linked)].toSorted()
}
const isCurrent = (one: { end?: string; stopped?: unknown }) =>
  one.stopped === undefined && (one.end === undefined || one.end >= sampleDay)

describe('the federation', () => {
  test('four practices, one on each system, the first with a main surgery and two branches', () => {
    expect(sandbox.practices.map(({ practice }) => [practice.ods, practice.system])).toEqual([
      ['A99001', 'emis'],
      ['A99002', 'tpp'],
      ['A99003', 'vision'],
      ['A99004', 'microtest'],
    ])
    expect(sandbox.practices.map(({ practice }) => practice.sites.length)).toEqual([3, 1, 1, 1])
    expect(sandbox.practices.every(({ practice }) => practice.sites.filter(site => site.main).length === 1)).toBe(true)
  })

  test('staff without a role profile, with one, with two; a locum in several practices; GMC and NMC numbers', () => {
    for (const { practice } of sandbox.practices) {
      const profiles = practice.staff.map(one => one.roles.filter(role => role.roleProfileId !== undefined).length)
      expect(profiles).toContain(0)
      expect(profiles.filter(one => one === 1).length).toBeGreaterThanOrEqual(2)
      expect(profiles.filter(one => one === 2)).toHaveLength(1)
      expect(
        practice.staff.some(one => one.gmc !== undefined) && practice.staff.some(one => one.nmc !== undefined),
      ).toBe(true)
    }
    const locums = sandbox.practices.flatMap(({ practice }) => practice.staff.filter(one => one.family === "O'Hanlon"))
    expect(locums).toHaveLength(3)
    expect(new Set(locums.map(one => one.sdsUserId)).size).toBe(1)
    expect(new Set(locums.flatMap(one => one.roles.map(role => role.roleProfileId))).size).toBe(3)
  })

  test('the same day gives the same sandbox', () => expect(inventSandbox()).toEqual(sandbox))

  test('every patient keeps the rules that writers rely on', () => {
    expect(all.flatMap(({ practice, patient }) => faultsOf(practice, patient, sampleDay))).toEqual([])
  })

  test('NHS numbers and patient numbers are unique; only the visitor of the hub has one in two practices', () => {
    const numbers = [...all.map(one => one.patient.nhsNumber), ...sandbox.people.map(one => one.nhsNumber)]
    const visitor = patientsOf('visits-hub')[0]?.nhsNumber
    expect(numbers.filter((one, at) => numbers.indexOf(one) !== at)).toEqual([visitor])
    for (const { patients } of sandbox.practices) {
      expect(new Set(patients.map(one => one.number)).size).toBe(patients.length)
    }
  })

  test('60 to 120 patients a practice', () => {
    for (const { patients } of sandbox.practices) expect(patients.length >= 60 && patients.length <= 120).toBe(true)
  })

  test('the manifest names every patient with traits, note and administration, and holds no record', () => {
    const manifest = sandboxManifest(sandbox)
    expect(manifest.practices.flatMap(one => one.patients)).toHaveLength(all.length)
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest)
    for (const one of manifest.practices.flatMap(({ patients }) => patients))
      expect(one).not.toHaveProperty('medications')
    expect(JSON.stringify(manifest)).not.toMatch(/"(observations|problems|reports|documents|comments)":/)
  })
})

describe('sample traits', () => {
  test.each([...everywhere, ...administrative])('%s is in every practice', key => {
    expect(new Set(withTrait(key).map(one => one.practice.ods)).size).toBe(4)
  })

  test('temporary is in every practice whose format knows such patients', () => {
    expect(withTrait('temporary').map(one => one.practice.system)).toEqual(['emis', 'tpp', 'tpp', 'vision'])
  })

  test('plain: one name, no clinical data', () => {
    for (const one of patientsOf('plain')) {
      expect(entriesOf(one)).toEqual([])
      expect(one.registration).toMatchObject({ kind: 'regular' })
      expect(one.registration.end).toBeUndefined()
    }
  })

  test('full: 20 years, acute and repeat medicines with issues, past ones, a changed dose; the rest as far as the format goes', () => {
    for (const { practice, patient } of withTrait('full')) {
      const days = entriesOf(patient).map(one => one.recordedAt)
      expect(days.some(one => one < addDays(sampleDay, -7300))).toBe(true)
      expect(patient.medications.some(one => one.type === 'acute' && isCurrent(one))).toBe(true)
      expect(patient.medications.some(one => one.type === 'repeat' && isCurrent(one) && one.issues.length > 1)).toBe(
        true,
      )
      expect(patient.medications.some(one => one.stopped !== undefined)).toBe(true)
      expect(patient.medications.some(one => one.replaces !== undefined)).toBe(true)
      expect(patient.allergies.some(one => one.ended === undefined)).toBe(true)
      expect(patient.allergies.some(one => one.ended !== undefined)).toBe(practice.system === 'tpp')
      expect(patient.medications.some(one => one.agency !== 'practice')).toBe(practice.system === 'tpp')
      expect(entriesOf(patient).some(one => one.confidential)).toBe(practice.system === 'emis')
    }
    expect(withTrait('full', 'A99001')[0]?.patient.registration.branch).toBeDefined()
  })

  test('full: every area that the format has', () => {
    for (const { practice, patient } of withTrait('full')) {
      const can = capabilities[practice.system]
      const {
        problems = [],
        observations = [],
        immunisations = [],
        reports = [],
        referrals = [],
        documents = [],
        diary = [],
      } = patient
      expect(problems.some(one => one.ended === undefined && !one.past && one.significance === 'major')).toBe(true)
      expect(problems.some(one => one.significance === 'minor' && (one.ended ?? one.past))).toBe(true)
      expect(problems.some(one => one.parent !== undefined)).toBe(can.problemHierarchy)
      expect(linkedKinds(patient)).toEqual(can.problemLinks.filter(kind => kind !== 'diary' || can.diary).toSorted())
      expect(observations.some(one => one.bloodPressure)).toBe(true)
      expect(observations.some(one => one.immunisationStatus === 'consent')).toBe(true)
      expect(observations.some(one => one.parent !== undefined)).toBe(can.observationHierarchy)
      expect(immunisations.map(one => one.status)).toEqual(expect.arrayContaining(['given', 'declined']))
      expect(reports.some(one => one.specimens.length > 0 && one.filingComments.length > 0)).toBe(
        can.reports === 'structured',
      )
      expect(reports.some(one => one.results.some(result => result.results.length > 3))).toBe(can.reports !== 'results')
      expect(referrals.some(one => one.direction === 'outbound')).toBe(true)
      expect(referrals.some(one => one.direction === 'inbound')).toBe(can.inboundReferrals)
      expect(new Set(documents.map(one => one.contentType)).size).toBeGreaterThanOrEqual(5)
      expect(diary.some(one => one.due > addDays(sampleDay, 3600))).toBe(can.diary)
      expect(
        patient.consultations.some(one =>
          one.topics?.some(topic => topic.problem !== undefined && topic.headings.length > 1),
        ) ?? false,
      ).toBe(can.topics)
      const areas = [
        patient.allergies,
        patient.medications,
        problems,
        observations,
        immunisations,
        reports,
        referrals,
        documents,
        diary,
      ]
      expect(areas.map(area => area.some(one => one.confidential))).toEqual(areas.map(() => can.confidentialEntries))
    }
  })

  test('no-problems: current allergies, ended ones where the format has them, past medicines, the other areas; nothing current', () => {
    for (const { practice, patient } of withTrait('no-problems')) {
      expect(patient.allergies.some(a => a.ended)).toBe(practice.system === 'tpp')
      expect(patient.allergies.some(a => !a.ended)).toBe(true)
      expect(patient.medications.length).toBeGreaterThan(0)
      expect(patient.medications.some(isCurrent)).toBe(false)
      expect([...(patient.problems ?? []), ...(patient.documents ?? [])]).toEqual([])
      expect(patient.immunisations?.length && patient.observations?.length && patient.referrals?.length).toBeTruthy()
      expect((patient.reports ?? []).length > 0).toBe(['emis', 'microtest'].includes(practice.system))
      expect((patient.diary ?? []).length > 0).toBe(practice.system !== 'vision')
    }
    expect(withTrait('no-problems').map(one => one.practice.ods)).toEqual(['A99001', 'A99002', 'A99003', 'A99004'])
  })

  test('allergies-only: allergies, a document and nothing else; above 5 MB where that was asked for', () => {
    for (const one of patientsOf('allergies-only')) {
      expect(one.documents).toHaveLength(1)
      expect(entriesOf(one)).toHaveLength(one.allergies.length + 1)
    }
    expect(patientsOf('allergies-only')).toHaveLength(4)
    const large = inventSandbox(sampleDay, { largeDocuments: true }).practices.flatMap(({ patients }) =>
      patients.filter(one => one.traits.includes('allergies-only')).flatMap(one => one.documents ?? []),
    )
    expect(large.map(one => documentBytes(one).length > 5 * 1024 * 1024)).toEqual([true, true, true, true])
  })

  test('no-known-allergies: that alone, coded; current and repeat medicines, no past ones', () => {
    for (const one of patientsOf('no-known-allergies')) {
      expect(one.allergies.map(a => [a.noKnown, a.concept.snomed?.code])).toEqual([[true, '716186003']])
      expect(one.medications.some(m => m.type === 'repeat')).toBe(true)
      expect(one.medications.every(isCurrent)).toBe(true)
    }
  })

  test('ended-allergies: three patients, each with current and ended ones', () => {
    const three = patientsOf('ended-allergies')
    expect(three).toHaveLength(3)
    for (const one of three) expect(one.allergies.some(a => a.ended) && one.allergies.some(a => !a.ended)).toBe(true)
  })

  test('prescribed-elsewhere: allergies of both kinds, past medicines, one from another agency, none current', () => {
    for (const one of patientsOf('prescribed-elsewhere')) {
      expect(one.allergies.some(a => a.ended) && one.allergies.some(a => !a.ended)).toBe(true)
      expect(one.medications.some(m => m.agency === 'another-organisation' && m.issues.length === 0)).toBe(true)
      expect(one.medications.some(isCurrent)).toBe(false)
    }
    expect(patientsOf('prescribed-elsewhere')).toHaveLength(1)
  })

  test('confidential: allergies and medicines of which some are withheld', () => {
    for (const one of patientsOf('confidential')) {
      for (const entries of [
        one.allergies,
        one.medications,
        one.referrals ?? [],
        one.problems ?? [],
        one.reports ?? [],
      ]) {
        expect(entries.some(e => e.confidential) && entries.some(e => !e.confidential)).toBe(true)
      }
    }
    expect(withTrait('confidential').map(one => one.practice.system)).toEqual(['emis'])
  })

  test('awaiting-filing: in every practice, told by its administration; where the format can say so, by a report', () => {
    expect(new Set(withTrait('awaiting-filing').map(one => one.practice.ods)).size).toBe(4)
    for (const { practice, patient: one } of withTrait('awaiting-filing')) {
      expect(one.administration.awaitingFiling).toBe(addDays(sampleDay, -2))
      expect((one.reports ?? []).some(report => !report.filed)).toBe(capabilities[practice.system].unfiledReports)
    }
  })

  test('sensitive: two in each practice, at PDS; one in EMIS itself too', () => {
    expect(patientsOf('sensitive')).toHaveLength(8)
    expect(patientsOf('sensitive').every(one => one.administration.pds.sensitive)).toBe(true)
    expect(withTrait('sensitive', 'A99001').map(one => one.patient.flags.sensitive)).toEqual([true, false])
  })

  test('administration says what the native files cannot', () => {
    for (const one of patientsOf('in-transit')) expect(one.administration.inTransit).toBe(one.registration.start)
    for (const one of patientsOf('superseded')) expect(one.administration.pds.supersededBy).toMatch(/^999\d{7}$/)
    for (const one of patientsOf('not-on-pds'))
      expect(one.administration).toMatchObject({ verified: false, pds: { known: false } })
    for (const one of patientsOf('unverified'))
      expect(one.administration.pds.differs?.birthDate).not.toBe(one.birthDate)
    for (const one of patientsOf('no-consent')) expect(one.administration.dissent).toBe(true)
  })

  test('deceased long ago, and within 28 days', () => {
    for (const one of patientsOf('deceased')) expect((one.deathDate ?? '') < addDays(sampleDay, -365)).toBe(true)
    for (const one of patientsOf('deceased-recently'))
      expect((one.deathDate ?? '') > addDays(sampleDay, -28)).toBe(true)
  })

  test('inactive, temporary', () => {
    for (const one of patientsOf('inactive')) expect((one.registration.end ?? '9') < sampleDay).toBe(true)
    for (const one of patientsOf('temporary')) expect(one.registration.kind).toBe('temporary')
  })

  test('merged: the record that it went into is in the same practice', () => {
    for (const { practice, patient } of withTrait('merged')) {
      const into = all.find(one => one.patient.nhsNumber === patient.administration.mergedInto)
      expect(into?.practice.ods).toBe(practice.ods)
      expect(into?.patient).toMatchObject({ family: patient.family, birthDate: patient.birthDate })
      expect(into?.patient.registration.end).toBeUndefined()
    }
  })

  test('visits-hub: the same person, regular in one practice and temporary in another', () => {
    const [home, hub, ...more] = withTrait('visits-hub')
    expect(more).toEqual([])
    expect(hub?.patient).toMatchObject({ nhsNumber: home?.patient.nhsNumber, family: home?.patient.family })
    expect([home?.patient.registration.kind, hub?.patient.registration.kind]).toEqual(['regular', 'temporary'])
  })

  test('unregistered: twenty people known to PDS, in no practice', () => {
    expect(sandbox.people).toHaveLength(20)
    const numbers = new Set(all.map(one => one.patient.nhsNumber))
    expect(sandbox.people.some(one => numbers.has(one.nhsNumber))).toBe(false)
  })

  test('html-periods: four medicines issued more than once, a discontinued repeat, an acute one within 12 months', () => {
    for (const one of patientsOf('html-periods')) {
      expect(
        new Set(one.medications.filter(m => m.issues.length > 1).map(m => m.drug.dmd)).size,
      ).toBeGreaterThanOrEqual(4)
      expect(one.medications.some(m => m.type === 'repeat' && m.stopped)).toBe(true)
      expect(one.medications.some(m => m.type === 'acute' && (m.start ?? '') > addDays(sampleDay, -365))).toBe(true)
    }
  })

  test('long-record: 5,000 entries over 40 years', () => {
    const [one, ...more] = patientsOf('long-record')
    expect(more).toEqual([])
    const days = (one === undefined ? [] : entriesOf(one)).map(entry => entry.recordedAt.slice(0, 10)).sort()
    expect(days).toHaveLength(5000)
    expect((days[0] ?? '') < addDays(sampleDay, -39 * 365) && (days.at(-1) ?? '') > addDays(sampleDay, -365)).toBe(true)
  })

  test('hard-text: 10,000 characters, quotes, markup, line breaks, an apostrophe; only what the encoding has', () => {
    for (const { practice, patient } of withTrait('hard-text')) {
      const texts = JSON.stringify([patient, patient.allergies.map(a => a.note)])
      expect(patient.allergies.some(a => a.note?.length === 10_000)).toBe(true)
      expect(patient.allergies.some(a => a.reaction?.includes('\n') && a.reaction.includes('"'))).toBe(true)
      expect(patient.allergies.some(a => a.note?.includes('<b>') && a.note.includes('&'))).toBe(true)
      expect(patient.family).toContain("'")
      expect(texts.includes('😀') && texts.includes('Ŵ')).toBe(practice.system !== 'tpp')
    }
  })

  test('partial-dates: by year, by month, undated, before 1900', () => {
    expect(withTrait('partial-dates').map(one => one.practice.system)).toEqual(['emis', 'microtest'])
    for (const one of patientsOf('partial-dates')) {
      expect(one.allergies.map(a => a.onset?.length)).toEqual(expect.arrayContaining([4, 7, undefined]))
      expect(one.allergies.some(a => a.onset !== undefined && a.onset < '1900')).toBe(true)
      expect(one.observations?.map(o => o.date?.length)).toEqual(expect.arrayContaining([4, 7, 10, undefined]))
      expect(one.problems?.map(p => p.onset?.length)).toEqual(expect.arrayContaining([4, 7, undefined]))
    }
  })
})
