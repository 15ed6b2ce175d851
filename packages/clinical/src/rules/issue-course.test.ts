import { describe, expect, test } from 'vitest'
import { issue, plan } from '../../test/sample.ts'
import type { MedicationIssue } from '../model/medication.ts'
import { issueCourse } from './issue-course.ts'

const course = (fields: Partial<MedicationIssue>) =>
  issueCourse(issue(fields), plan({ supplyDays: '28' }), '2026-03-10')

describe('STR-MED-30 every order has a start and an end', () => {
  test.each<[string, Partial<MedicationIssue>, string, string]>([
    ['the recorded end', { issued: '2026-01-01', end: '2026-01-09' }, '2026-01-01', '2026-01-09'],
    ['else start and its days of supply', { issued: '2026-01-01', supplyDays: '7' }, '2026-01-01', '2026-01-08'],
    ['a part of a day is a day', { issued: '2026-01-01', supplyDays: '3.5' }, '2026-01-01', '2026-01-05'],
    ["else the plan's", { issued: '2026-01-01' }, '2026-01-01', '2026-01-29'],
    ['else the start: days of a month are not known', { issued: '2026-01' }, '2026-01', '2026-01'],
    [
      'else the start: no supply lasts a century',
      { issued: '2026-01-01', supplyDays: '999999' },
      '2026-01-01',
      '2026-01-01',
    ],
    [
      'starts when it was recorded, where no issue date is',
      { recorded: '2026-01-01T09:00:00+00:00' },
      '2026-01-01T09:00:00+00:00',
      '2026-01-29',
    ],
  ])('%s', (_, fields, start, end) => {
    expect(course(fields)).toMatchObject({ start, end })
  })

  test('none is made up where no date is known', () => {
    expect(course({})).toEqual({ status: 'completed' })
  })
})

describe("STR-MED-26 the status is the issue's own", () => {
  test.each<[string, Partial<MedicationIssue>, object]>([
    ['completed', { status: 'completed', issued: '2026-03-09' }, { status: 'completed' }],
    ['cancelled is stopped', { status: 'cancelled', issued: '2026-03-09' }, { status: 'stopped' }],
    ['stopped', { status: 'stopped', issued: '2026-03-09' }, { status: 'stopped' }],
    ['active, run out', { status: 'active', issued: '2026-01-01' }, { status: 'completed' }],
    [
      'active until its end',
      { status: 'active', issued: '2026-03-09' },
      { status: 'active', completedFrom: '2026-04-07' },
    ],
    ['active, no end known', { status: 'active', issued: '2025' }, { status: 'active' }],
  ])('%s', (_, fields, expected) => {
    expect(course(fields)).toMatchObject(expected)
  })
})
