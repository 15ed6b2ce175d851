import { expect, test } from 'vitest'
import { diary, rendered, secret } from '../../test/record-sample.ts'
import type { Json } from '../../test/sample.ts'
import type { DiaryEntry } from '../model/diary.ts'

const render = (fields: Partial<DiaryEntry> = {}) => rendered({ diary: [diary('D', fields)] })
const one = (fields: Partial<DiaryEntry> = {}): Json => render(fields).resource('D')

test('STR-DRY-01 STR-DRY-05 a plan, with who entered it and when', () => {
  expect(one({ due: '2026-06-01', notes: ['Fasting'], reason: { codings: [], text: 'Diabetes' } })).toMatchObject({
    resourceType: 'ProcedureRequest',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-ProcedureRequest-1'] },
    status: 'active',
    intent: 'plan',
    code: { coding: [{ code: '49727002' }] },
    occurrenceDateTime: '2026-06-01',
    authoredOn: '2026-01-12T09:12:31+00:00',
    requester: { agent: { reference: expect.stringMatching(/^Practitioner\//) } },
    reasonCode: [{ text: 'Diabetes' }],
    note: [{ text: 'Fasting' }],
  })
})

test('STR-DRY-05 two days are a period; a mandatory date that is missing says so', () => {
  expect(one({ due: '2026-06-01', dueEnd: '2026-06-30' }).occurrencePeriod).toEqual({
    start: '2026-06-01',
    end: '2026-06-30',
  })
  const { recorded: _recorded, ...rest } = diary('D')
  const found = rendered({ diary: [rest] }).resource('D')
  expect(found._authoredOn.extension[0].valueCode).toBe('unknown')
})

test('STR-DRY-05 what the system made by itself is of the practice, with the name of the system', () => {
  const { recorder: _recorder, ...rest } = diary('D', { system: 'Recall wizard' })
  const { agent } = rendered({ diary: [rest] }).resource('D').requester
  expect(agent).toEqual({ reference: expect.stringMatching(/^Organization\//), display: 'Recall wizard' })
})

test('STR-DRY-04 STR-DATE-08 an upper bound asks for when it can begin; what is overdue or undated always counts', () => {
  expect(render({ due: '2026-06' }).group('D')).toMatchObject({ from: '2026-06-01', to: '' })
  expect(render().group('D')).toMatchObject({ from: '', to: '' })
})

test('STR-DRY-07 nothing that the page does not list', () => {
  const listed = 'resourceType id meta identifier status intent code subject authoredOn requester'.split(' ')
  expect(Object.keys(one())).toEqual(listed)
})

test('STR-DRY-02 STR-ERR-09 done ones are not in the diary, confidential ones are withheld', () => {
  expect(render({ status: 'done' }).area('diary-entries')).toMatchObject({ groups: [], withheld: [] })
  expect(render({ status: 'done', ...secret }).area('diary-entries')).toMatchObject({ groups: [], withheld: [] })
  expect(render(secret).area('diary-entries')).toMatchObject({ groups: [], withheld: [{ key: 'D' }] })
})
