/** What a practice withholds of one consultation and one problem, in the worked example of EMIS. */
import { interactions } from '@gpc/fhir'
import { setSwitch } from '@gpc/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { warningsOf } from './areas.ts'
import { ask, askRecord, claims, nhsNumber, ods, type Parameter, startPractice, type TestPractice } from './practice.ts'
import { type Answer, answerOf, include } from './sample-practice.ts'
import { confidential, importChanged } from './worked-example.ts'

/** The referral is all that the consultation holds of its kind, and linked to the problem. */
const referral = '{E000002E-0000-4000-8000-00000000002E}'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

const record = async (...parameters: Parameter[]): Promise<Answer> => {
  const response = await askRecord(practice, [nhsNumber(), ...parameters])
  expect(response.statusCode).toBe(200)
  return answerOf(response.json())
}
const consultations = include('includeConsultations')
const problems = include('includeProblems')
const inConsultations = 'consultations-outbound-referrals-in-consultations'
const ofProblems = 'problems-outbound-referrals-related-to-problems'

test('STR-MED-37 STR-DRY-03 a review of medicines is in the diary, not among the medicines', async () => {
  const answer = await record(include('includeDiaryEntries'), include('includeMedication'))
  const [review] = answer.items('Patient recall administration').map(answer.at)
  expect(JSON.stringify(review?.code)).toContain('Medication review')
  expect(answer.of('Medication').map(one => one.code.coding[0].display)).toHaveLength(2)
  expect(JSON.stringify(answer.of('Medication'))).not.toMatch(/review/i)
})

test('NFR-PERF-10 STR-OP-18 what is imported counts from the next request on, and asking changes nothing', async () => {
  const before = await record(consultations, problems)
  expect(before.items(inConsultations)).toHaveLength(1)
  expect(before.items(ofProblems)).toEqual(before.items(inConsultations))
  const state = async () =>
    (await practice.store.pool.query('SELECT md5(string_agg(p::text, $1)) AS all FROM patient p', [','])).rows[0].all
  const stored = await state()
  expect((await record(consultations, problems)).resources.length).toBe(before.resources.length)
  expect(await state()).toBe(stored)
  await importChanged(practice, [confidential(referral)])
  expect((await record(consultations, problems)).of('ReferralRequest')).toEqual([])
})

test('STR-LIST-11 STR-WARN-06 STR-CON-22 STR-PRB-18 STR-ERR-10 what is withheld leaves a warning on the lists that it would be in, and no trace', async () => {
  const answer = await record(consultations, problems)
  for (const name of [inConsultations, ofProblems]) {
    const list = answer.list(name)
    expect(warningsOf(list)).toEqual(['confidential-items'])
    expect(list?.entry).toBeUndefined()
    expect(list?.note[0].text).toContain('Items excluded due to confidentiality and/or patient preferences.')
  }
  expect(JSON.stringify(answer.resources)).not.toMatch(/Chest clinic|ReferralRequest|hidden entry/)
  expect(warningsOf(answer.list('consultations-medications-contained-in-consultations'))).toEqual([])
  expect(warningsOf((await record(include('includeReferrals'))).list('Outbound referral'))).toEqual([
    'confidential-items',
  ])
})

test('SEC-JWT-28 conf/R with a request for direct care is taken, and gives no confidential item', async () => {
  const response = await ask(practice, {
    interaction: interactions.getStructuredRecord,
    url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
    claims: { ...claims(interactions.getStructuredRecord), requested_scope: 'patient/*.read conf/R' },
    body: { resourceType: 'Parameters', parameter: [nhsNumber(), include('includeReferrals')] },
  })
  expect(response.statusCode).toBe(200)
  expect(answerOf(response.json()).of('ReferralRequest')).toEqual([])
})

test('STR-ERR-11 STR-WARN-10 with its area switched off as well it is withheld, not told as switched off', async () => {
  await setSwitch(practice.store, ods, 'area:referrals', false, 'test')
  await expect
    .poll(async () => (await record(include('includeReferrals'))).warnings, { timeout: 10_000 })
    .toHaveLength(1)
  const answer = await record(consultations, problems)
  expect(answer.warnings).toEqual([])
  expect(JSON.stringify(answer.resources)).not.toContain('have been disabled')
  for (const name of [inConsultations, ofProblems]) {
    expect(warningsOf(answer.list(name))).toEqual(['confidential-items'])
  }
})
