import { expect, test } from 'vitest'
import { printTaking, type Taking } from './print.ts'

const plan = { take: [], decide: [], held: [], before: [], unusable: [] }
const words = 'Patient record transfer from previous GP practice not yet complete.'
const warning = { source: 'list', area: 'Medications', codes: ['data-in-transit'], text: words } as const
const printed = (warnings: Taking['warnings']) =>
  printTaking(
    { plan, warnings, from: 'A99001 Elm', into: 'A99002 Oak', isTrial: false, keyOf: () => '' },
    (_style, text) => text,
    200,
  )

test('MIG-STR-17 what may be missing in the record that is taken from stands above all else', () => {
  const text = printed([warning, { ...warning, area: 'Problems' }])
  expect(text).toMatch(/^ THE RECORD OF A99001 Elm MAY NOT BE COMPLETE /)
  expect(text.split(words)).toHaveLength(2)
  expect(printed([])).not.toContain('MAY NOT BE COMPLETE')
})
