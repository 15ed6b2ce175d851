import { addDays } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { sampleDay, yearsBetween } from './calendar.ts'
import { tests } from './codes/laboratory.ts'
import { measurements } from './codes/measurements.ts'
import type { InventedPatient } from './model.ts'
import { inventPatients } from './people.ts'
import { inventPractice } from './practices.ts'
import { recordResources } from './resources.ts'
import { entriesOf, faultsOf } from './testing.ts'
import { everyResult } from './testing-record.ts'

const practice = inventPractice('B99999', 'microtest')
const patients = [...inventPatients({ seed: 'life', practice, count: 500 })]
const age = (one: InventedPatient) => yearsBetween(one.birthDate, sampleDay)

describe('invented lives', () => {
  test('most people have little; long-term conditions have problems that hold their medicines and values', () => {
    const ill = patients.filter(one => one.problems?.some(problem => problem.significance === 'major'))
    expect(ill.length / patients.length).toBeGreaterThan(0.15)
    expect(ill.length / patients.length).toBeLessThan(0.6)
    for (const one of ill) {
      const plans = new Set(one.medications.map(plan => plan.key))
      const major = (one.problems ?? []).filter(problem => problem.significance === 'major')
      expect(major.some(problem => problem.links.some(link => plans.has(link)))).toBe(true)
    }
  })

  test('values go on over the years: HbA1c with diabetes, blood pressure, weight with body mass index', () => {
    const results = patients.map(one => (one.reports ?? []).flatMap(report => everyResult(report.results)))
    const long = results.filter(all => new Set(all.filter(r => r.concept === tests.hba1c).map(r => r.date)).size > 3)
    expect(long.length).toBeGreaterThan(3)
    const readings = patients.map(one => (one.observations ?? []).filter(value => value.bloodPressure).length)
    expect(Math.max(...readings)).toBeGreaterThan(10)
    for (const { observations = [] } of patients) {
      const weights = observations.filter(one => one.concept === measurements.weight).length
      expect(observations.filter(one => one.concept === measurements.bodyMassIndex)).toHaveLength(weights)
    }
  })

  test('children have their immunisations in order, older people influenza each autumn, some decline', () => {
    const children = patients.filter(one => age(one) >= 3 && age(one) < 18)
    for (const one of children) {
      const days = (one.immunisations ?? [])
        .filter(dose => dose.disease.startsWith('Diphtheria'))
        .map(dose => dose.date)
      expect(days).toHaveLength(3)
      expect(days.toSorted()).toEqual(days)
    }
    const all = patients.flatMap(one => one.immunisations ?? [])
    expect(all.some(one => one.status === 'declined' && one.reasonNotGiven !== undefined)).toBe(true)
    expect(all.filter(one => one.disease === 'Influenza' && one.status === 'given').length).toBeGreaterThan(100)
    expect(patients.flatMap(one => one.observations ?? []).map(one => one.immunisationStatus)).toEqual(
      expect.arrayContaining(['consent', 'dissent']),
    )
  })

  test('recalls lie ahead, or are overdue; a referral has its letter', () => {
    const diary = patients.flatMap(one => one.diary ?? [])
    expect(diary.some(one => one.due > sampleDay)).toBe(true)
    expect(diary.some(one => one.status === 'open' && one.due < sampleDay)).toBe(true)
    for (const { referrals = [], documents = [] } of patients) {
      for (const one of referrals) expect(documents.some(letter => one.letters.includes(letter.key))).toBe(true)
    }
  })

  test('the day can be another: nothing lies after it but what is planned', () => {
    const today = addDays(sampleDay, -4000)
    const earlier = [...inventPatients({ seed: 'life', practice, count: 60, today })]
    expect(earlier.flatMap(one => faultsOf(practice, one, today))).toEqual([])
    expect(earlier.flatMap(entriesOf).some(one => one.recordedAt.slice(0, 10) > today)).toBe(false)
  })

  test('some whole records have about 500 resources', () => {
    const sizes = patients.map(recordResources)
    expect(sizes.filter(size => size > 450 && size < 600).length).toBeGreaterThan(3)
  })
})
