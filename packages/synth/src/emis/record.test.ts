import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emis } from '@gpc/systems'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { diaryTerms, referrals } from '../codes/administration.ts'
import { declined } from '../codes/immunisations.ts'
import { specimens } from '../codes/laboratory.ts'
import { guid } from '../keys.ts'
import type { InventedEntry, InventedPatient, InventedReferral, InventedValue } from '../model.ts'
import { inventPatients } from '../people.ts'
import { inventPractice } from '../practices.ts'
import { type Random, seeded } from '../random.ts'
import { recordCheck } from './checks.ts'
import { writeEmis } from './index.ts'

const today = '2026-01-12'
const practice = inventPractice('A99001', 'emis')
const parts = ['a', '"', ',', '\n', '\r\n', '  ', 'é', '😀', '<', '&', "'", ']]>', '\t']

/** The same entries with awkward texts, odd values, partial dates, and some of them confidential. */
function awkward(patient: InventedPatient, random: Random): InventedPatient {
  /** Blanks at the ends of a qualifier's value aren't told from the layout of the fragment. */
  const text = () => `x${Array.from({ length: random.int(0, 6) }, () => random.pick(parts)).join('')}y`
  const mark = () => (random.chance(0.2) ? { confidential: true as const } : {})
  const values: readonly InventedValue[] = [
    { kind: 'quantity', value: '0.10', unit: '10*9/L', low: '0.05' },
    { kind: 'quantity', value: '5', unit: 'mg/L', comparator: '<', high: '9.50' },
    { kind: 'quantity', value: '-4.5', unit: '%', low: '-9', high: '3' },
    { kind: 'text', text: 'trace' },
  ]
  const odd = <Of extends InventedEntry>(list: readonly Of[] | undefined, change: (one: Of) => Partial<Of>): Of[] =>
    (list ?? []).map(one => ({ ...one, ...mark(), ...change(one) }))
  const referral = (at: number): InventedReferral => ({
    ...{ key: 90_000 + at, recordedAt: '2024-07-01T09:00:00', recorder: practice.staff[0]?.key ?? 0, ...mark() },
    ...{ direction: 'outbound', concept: referrals.cardiology, date: '2024-02-29', letters: [], text: text() },
    ...{ priority: random.pick(['routine', 'urgent', 'two-week-wait', 'soon']), ubrn: '000012345678' },
    ...{ service: 'outpatient', mode: 'written', other: { name: `Invented Hospital ${at % 2}`, ods: 'X99A1' } },
  })
  return {
    ...patient,
    consultations: odd(patient.consultations, () => (random.chance(0.3) ? { draft: true } : {})),
    observations: odd(patient.observations, ({ bloodPressure }) => ({
      note: text(),
      qualifiers: [
        { name: 'Laterality', value: text() },
        { name: 'A & "B"', value: text() },
      ],
      ...(bloodPressure === undefined ? { value: random.pick(values), date: random.pick(['1999', '2001-07']) } : {}),
    })),
    comments: odd(patient.comments, () => ({ text: text() })),
    immunisations: odd(patient.immunisations, () => ({
      ...{ date: random.pick(['1999', '2001-07', '2024-02-29']), note: text(), batch: text(), manufacturer: text() },
      ...{ bodySite: text(), route: text(), part: 2, expires: '2027-02-28', dose: { value: '0.5', unit: 'ml' } },
      ...(random.chance(0.3)
        ? { status: 'declined' as const, concept: declined.influenza, reasonNotGiven: text() }
        : {}),
    })),
    reports: odd(patient.reports, ({ key, results }) => ({
      laboratoryText: text(),
      specimens: [
        {
          ...{ key: 80_000 + key, accession: '1', concept: specimens.blood, note: text() },
          ...{ collected: '2024-07-01T09:00:00', received: '2024-07-01T12:00:00' },
        },
      ],
      results: results.map(one => (one.value === undefined ? one : { ...one, laboratoryText: text() })),
    })),
    referrals: [...odd(patient.referrals, () => ({ text: text() })), referral(1), referral(2), referral(3)],
    documents: odd(patient.documents, () => ({ note: text() })),
    diary: odd(patient.diary, () => ({
      ...{ note: text(), concept: random.pick(Object.values(diaryTerms)) },
      ...{ due: random.pick(['2027', '2026-05', '2026-02-01']), status: random.pick(['open', 'done', 'cancelled']) },
    })),
    problems: odd(patient.problems, () => ({ note: text(), lastReview: '2024-02-29' })),
  }
}

test('entries with any text, value, date and mark come back, of every area', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 8 }), async seed => {
      const random = seeded(seed)
      const people = [...inventPatients({ seed, practice, count: 4, today })].map(one => awkward(one, random))
      const folder = await mkdtemp(join(tmpdir(), 'synth-emis-'))
      try {
        await writeEmis(practice, people, folder, { today })
        const { rejects, records } = await engine(emis, practice.ods).load(folder)
        expect(rejects).toEqual([])
        for (const one of people) {
          const record = records.get(guid(practice.ods, 'Patient', one.number).toUpperCase())
          if (record === undefined) throw new Error(`Patient ${one.number} is missing.`)
          expect(record.unreadable).toEqual([])
          recordCheck(practice, one)(record)
        }
      } finally {
        await rm(folder, { recursive: true })
      }
    }),
    { numRuns: 10 },
  )
}, 60_000)
