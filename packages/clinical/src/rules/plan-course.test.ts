import { describe, expect, test } from 'vitest'
import { issue, plan } from '../../test/sample.ts'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { planCourse } from './plan-course.ts'

const today = '2026-03-10'
const course = (fields: Partial<MedicationPlan>, issues: readonly MedicationIssue[] = []) =>
  planCourse(plan(fields), issues, today)

describe('STR-MED-17 the start is, in this order,', () => {
  const issued = issue({ issued: '2026-01-03' })
  test.each<[string, Partial<MedicationPlan>, string | undefined]>([
    ['the authorised date', { authorised: '2026-01-01', start: '2026-01-02', recorded: '2026-01-04' }, '2026-01-01'],
    ['the date of the consultation', { start: '2026-01-02', recorded: '2026-01-04' }, '2026-01-02'],
    ['the first issue', { recorded: '2026-01-04' }, '2026-01-03'],
  ])('%s', (_, fields, start) => {
    expect(course(fields, [issued]).start).toBe(start)
  })

  test('the date that it was recorded on, where there is no issue', () => {
    expect(course({ recorded: '2026-01-04' }).start).toBe('2026-01-04')
  })

  test('not known, where the source has none of them', () => {
    const { recorded, ...undated } = plan()
    const found = planCourse(undated, [], today)
    expect(found.start).toBeUndefined()
    expect(found).toMatchObject({ from: '', to: '' })
  })
})

describe('STR-MED-16 STR-MED-17 the status on 10 March 2026, and the end that is sent', () => {
  const acute = { type: 'acute', authorised: '2026-03-01' } as const
  const repeat = { type: 'repeat', authorised: '2025-03-01' } as const
  const done = (fields: Partial<MedicationIssue>) => [issue({ issued: '2026-03-01', ...fields })]
  const cases: [string, Partial<MedicationPlan>, readonly MedicationIssue[], string][] = [
    ['acute, ends in future', { ...acute, end: '2026-03-12' }, [], 'active'],
    ['acute, ends today', { ...acute, end: '2026-03-10' }, [], 'active'],
    ['acute, ended yesterday', { ...acute, end: '2026-03-09' }, [], 'completed 2026-03-09'],
    ['acute, ends this month', { ...acute, end: '2026-03' }, [], 'active'],
    ['acute, end from supply', { ...acute, supplyDays: '7' }, done({}), 'completed 2026-03-08'],
    ['acute, supply lasts', { ...acute, supplyDays: '28' }, done({}), 'active'],
    ['acute, issues over', acute, done({}), 'completed 2026-03-01'],
    ['acute, issue active', acute, done({ status: 'active' }), 'active'],
    ['acute, only cancelled', acute, done({ status: 'cancelled' }), 'active'],
    ['acute, never issued', acute, [], 'active'],
    ['repeat without end', { ...repeat, supplyDays: '28' }, done({}), 'active'],
    ['repeat past its expiry', { ...repeat, authorisationExpires: '2025-09-01' }, [], 'active'],
    ['repeat with end', { ...repeat, end: '2026-02-01' }, [], 'completed 2026-02-01'],
    ['inactive, issued with supply', { ...repeat, inactive: true, supplyDays: '5' }, done({}), 'completed 2026-03-06'],
    ['inactive, issued', { ...repeat, inactive: true }, done({}), 'completed 2026-03-01'],
    ['inactive, nothing known', { ...repeat, inactive: true }, [], 'completed 2025-03-01'],
    ['inactive, end to come', { ...repeat, inactive: true, end: '2027' }, [], 'completed 2025-03-01'],
    ['stopped', { ...repeat, stopped: { date: '2026-01-02' } }, [], 'stopped 2026-01-02'],
    ['stopped today', { ...repeat, stopped: { date: today } }, [], 'stopped 2026-03-10'],
    [
      'stopped before its end',
      { ...repeat, end: '2027-01-01', stopped: { date: '2026-01-02' } },
      [],
      'stopped 2026-01-02',
    ],
    [
      'stopped after its end',
      { ...repeat, end: '2025-06-01', stopped: { date: '2026-01-02' } },
      [],
      'stopped 2025-06-01',
    ],
    ['stopped on no date', { ...repeat, stopped: {} }, done({}), 'stopped 2026-03-01'],
    ['to be stopped', { ...repeat, stopped: { date: '2026-04-01' } }, [], 'active'],
    ['type unknown', { authorised: '1995' }, [], 'active'],
  ]
  test.each(cases)('%s', (_, fields, issues, expected) => {
    const { status, end } = course(fields, issues)
    expect([status, end].join(' ').trim()).toBe(expected)
  })
})

describe('STR-MED-16 what time alone changes says from when, and to what', () => {
  test.each<[string, Partial<MedicationPlan>, object | undefined]>([
    ['ends on the 12th', { end: '2026-03-12' }, { from: '2026-03-13', status: 'completed', end: '2026-03-12' }],
    ['ends today', { end: '2026-03-10' }, { from: '2026-03-11', status: 'completed', end: '2026-03-10' }],
    ['ends in some month', { end: '2026-02' }, undefined],
    ['stops in May', { stopped: { date: '2026-05-01' } }, { from: '2026-05-01', status: 'stopped', end: '2026-05-01' }],
    ['goes on', {}, undefined],
  ])('%s', (_, fields, later) => {
    expect(course(fields).later).toEqual(later)
  })
})

describe('STR-MED-07 STR-DATE-02 STR-DATE-03 the days that count for the search date', () => {
  test.each<[string, Partial<MedicationPlan>, string, string]>([
    [
      'an acute plan with an end, also one to come',
      { type: 'acute', authorised: '2026-03-01', end: '2026-03-20' },
      '2026-03-01',
      '2026-03-20',
    ],
    ['an acute plan without: its start only', { type: 'acute', authorised: '2026-03-01' }, '2026-03-01', '2026-03-01'],
    [
      'a delayed one as an acute one',
      { type: 'delayed-prescribing', authorised: '2026-03' },
      '2026-03-01',
      '2026-03-31',
    ],
    ['a repeat goes on', { type: 'repeat', authorised: '2020' }, '2020-01-01', ''],
    ['a plan of unknown type goes on', { authorised: '2020' }, '2020-01-01', ''],
    [
      'partial ends reach to their last day',
      { type: 'repeat', authorised: '2020', end: '2021-02' },
      '2020-01-01',
      '2021-02-28',
    ],
    [
      'an end before the start does not hide it',
      { type: 'repeat', authorised: '2021-05-05', end: '2020-01-01' },
      '2021-05-05',
      '2021-05-05',
    ],
  ])('%s', (_, fields, from, to) => {
    const { type, ...rest } = plan()
    expect(planCourse({ ...rest, ...fields }, [], today)).toMatchObject({ from, to })
  })
})
