import { personColumns } from '@gpc/systems'
import { expect, test } from 'vitest'
import { fromOperator, fromPds } from './who-is.ts'

const person = {
  nhsNumber: '9990000018',
  superseded: false,
  invalid: false,
  sensitive: false,
  names: [
    { use: 'old', family: 'Jones', given: ['Ann'] },
    { use: 'usual', prefix: ['Mrs'], family: 'Smith', given: ['Ann', 'Mary'] },
  ],
  gender: 'female',
  birthDate: '1970-03-09',
  addresses: [{ use: 'home', lines: ['1 High Street', 'Leeds'], postcode: 'LS1 1AA' }],
} as const

test('what PDS says becomes the columns that the reader knows', async () => {
  const columns = (await fromPds({ trace: async () => person })('9990000018')) ?? {}
  expect(columns).toEqual({
    nhsNumber: '9990000018',
    prefix: 'Mrs',
    given: 'Ann Mary',
    family: 'Smith',
    gender: 'female',
    birthDate: '1970-03-09',
    addressLine1: '1 High Street',
    addressLine2: 'Leeds',
    postcode: 'LS1 1AA',
  })
  const known: readonly string[] = personColumns
  expect(Object.keys(columns).filter(name => !known.includes(name))).toEqual([])
})

test('somebody whom PDS does not know stays unknown', async () => {
  expect(await fromPds({ trace: async () => undefined })('9990000018')).toBeUndefined()
})

test('FND-PAT-05 a number that PDS has replaced or marked invalid is not imported under', async () => {
  const replaced = { ...person, nhsNumber: '9990000026', superseded: true }
  await expect(fromPds({ trace: async () => replaced })('9990000018')).rejects.toThrow('replaced')
  await expect(fromPds({ trace: async () => ({ ...person, invalid: true }) })('9990000018')).rejects.toThrow('invalid')
})

test('the operator gives family name and birth date together, or nothing', async () => {
  expect(fromOperator({})).toBeUndefined()
  expect(() => fromOperator({ family: 'Smith' })).toThrow('--birth-date')
  expect(await fromOperator({ family: 'Smith', birthDate: '1970-03-09' })?.('9990000018')).toEqual({
    nhsNumber: '9990000018',
    family: 'Smith',
    given: '',
    birthDate: '1970-03-09',
    gender: 'unknown',
  })
})
