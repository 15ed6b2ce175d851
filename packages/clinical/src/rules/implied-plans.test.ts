import { describe, expect, test } from 'vitest'
import { aspirin, issue, paracetamol, plan } from '../../test/sample.ts'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { planParts } from './implied-plans.ts'

const issued = (key: string, day: string, fields: Partial<MedicationIssue> = {}) =>
  issue({ key, issued: day, dosage: 'One daily', ...fields })
const twice = { dosage: 'Two daily' }
const parts = (fields: Partial<MedicationPlan>, issues: readonly MedicationIssue[]) =>
  planParts(plan(fields), issues).map(
    ({ plan: { key, stopped, repeatsAllowed, repeatsIssued, end }, issues: own, prior }) => ({
      key,
      issues: own.map(one => one.key).join(' '),
      ...(prior === undefined ? {} : { prior }),
      ...(stopped?.date === undefined ? {} : { stopped: stopped.date }),
      ...(end === undefined ? {} : { end }),
      ...(repeatsAllowed === undefined ? {} : { allowed: repeatsAllowed }),
      ...(repeatsIssued === undefined ? {} : { issued: repeatsIssued }),
    }),
  )

describe('STR-MED-33 issues of another medicine or dosage have a plan of their own', () => {
  test('none, where all are alike: case, blanks and what is not told make no difference', () => {
    const alike = [
      issued('a', '2026-01-01', { dosage: ' one  DAILY' }),
      issue({ key: 'b' }),
      issued('c', '2026-02-01', { drug: { codings: paracetamol.codings, text: 'Panadol' } }),
    ]
    expect(parts({}, alike)).toEqual([{ key: 'Drug:1', issues: 'a b c' }])
  })

  test('STR-MED-34 a changed dosage: counts as they were, then what was left; the plan names the one before', () => {
    const issues = [issued('a', '2026-01-01', twice), issued('b', '2026-02-01')]
    expect(parts({ repeatsAllowed: 6, authorised: '2026-01-01' }, issues)).toEqual([
      { key: 'a-PLAN', issues: 'a', stopped: '2026-02-01', allowed: 6, issued: 1 },
      { key: 'Drug:1', issues: 'b', prior: 'a-PLAN', allowed: 5, issued: 1 },
    ])
  })

  test('STR-MED-34 the original dates stay, unless the issue is older than they', () => {
    const [kept] = planParts(plan({ authorised: '2026-01-01' }), [
      issued('a', '2026-01-05', twice),
      issued('b', '2026-02-01'),
    ])
    expect(kept?.plan.authorised).toBe('2026-01-01')
    const [older] = planParts(plan({ authorised: '2026-02-01' }), [
      issued('a', '2025-01-05', twice),
      issued('b', '2026-02-01'),
    ])
    expect(older?.plan.authorised).toBeUndefined()
  })

  test('a chain of changes, from a brand to the generic too, each naming the one before', () => {
    const issues = [
      issued('a', '2025-10-01', { drug: aspirin }),
      issued('b', '2025-11-01', twice),
      issued('c', '2025-12-01', twice),
      issued('d', '2026-01-01'),
    ]
    expect(parts({ repeatsAllowed: 12, repeatsIssued: 4, replaces: 'Drug:0' }, issues)).toEqual([
      { key: 'a-PLAN', issues: 'a', prior: 'Drug:0', stopped: '2025-11-01', allowed: 12, issued: 1 },
      { key: 'b-PLAN', issues: 'b c', prior: 'a-PLAN', stopped: '2026-01-01', allowed: 11, issued: 2 },
      { key: 'Drug:1', issues: 'd', prior: 'b-PLAN', allowed: 9, issued: 1 },
    ])
  })

  test('the latest issue alone differs: nothing says that it was stopped, so it runs as long as it lasts', () => {
    const issues = [issued('a', '2026-01-01'), issued('b', '2026-02-01', { ...twice, supplyDays: '28' })]
    expect(parts({}, issues)).toEqual([
      { key: 'b-PLAN', issues: 'b', prior: 'Drug:1', end: '2026-03-01', issued: 1 },
      { key: 'Drug:1', issues: 'a', issued: 1 },
    ])
  })

  test("the source's count doesn't cover old issues: it stays, and nothing is said of what was allowed then", () => {
    const issues = [issued('a', '2025-01-01', twice), issued('b', '2025-02-01', twice), issued('c', '2026-02-01')]
    expect(parts({ repeatsAllowed: 6, repeatsIssued: 1 }, issues)).toEqual([
      { key: 'a-PLAN', issues: 'a b', stopped: '2026-02-01', issued: 2 },
      { key: 'Drug:1', issues: 'c', prior: 'a-PLAN', allowed: 6, issued: 1 },
    ])
  })
})

describe('STR-MED-04 an acute plan has one order', () => {
  test('each further issue is an acute plan of its own, on its own dates', () => {
    const issues = [issued('a', '2026-01-01', twice), issued('b', '2026-01-05'), issued('c', '2026-02-01')]
    const found = planParts(plan({ type: 'acute' }), issues)
    expect(
      found.map(one => [one.plan.key, one.issues.map(({ key }) => key), one.plan.authorised, one.plan.dosage]),
    ).toEqual([
      ['a-PLAN', ['a'], '2026-01-01', 'Two daily'],
      ['c-PLAN', ['c'], '2026-02-01', 'One daily'],
      ['Drug:1', ['b'], undefined, 'One daily'],
    ])
  })

  test('its only issue stays with it, whatever it says', () => {
    expect(parts({ type: 'acute' }, [issued('a', '2026-01-01', twice)])).toEqual([{ key: 'Drug:1', issues: 'a' }])
  })
})
