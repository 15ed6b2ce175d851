import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsOf } from './extracts.ts'
import { MessageFault, readMessage } from './message.ts'
import { recordOf } from './record.ts'
import { cd, composition, guid, message, observation, wrapper } from './testing.ts'

const drug = cd('code', '318906001', 'snomed', 'Ramipril 10mg capsules')
const good = Buffer.from(
  message({
    compositions: [
      composition([
        wrapper('drug', [observation(cd('code', '14L1.00', 'readV2', 'H/O: penicillin allergy'))]),
        `<MedicationStatement><id root="${guid()}"/><consumable><manufacturedProduct><manufacturedMaterial>${drug}</manufacturedMaterial></manufacturedProduct></consumable>
        <component><ehrSupplyAuthorise><id root="${guid()}"/><repeatNumber value="6"/></ehrSupplyAuthorise></component></MedicationStatement>`,
      ]),
    ],
  }),
)

/** Reads and assembles; true if it was taken. @throws anything but MessageFault */
function take(bytes: Buffer): boolean {
  try {
    const rows = itemsOf(readMessage(bytes), '9990101043', 'x.xml', true).flatMap(item =>
      item.kind === 'upsert' ? [item.row] : [],
    )
    recordOf({ owner: 'nhs:9990101043', table: name => rows.filter(({ table }) => table === name) })
    return true
  } catch (error) {
    if (error instanceof MessageFault) return false
    throw error
  }
}

test('random bytes are refused as such', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
      expect(take(Buffer.from(bytes))).toBe(false)
    }),
  )
})

test('a message cut off anywhere is refused, never taken in part', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: good.length - 3 }), end => {
      expect(take(good.subarray(0, end))).toBe(false)
    }),
  )
})

/** Every area, each kind of statement, and links between them. */
const whole = readFileSync(join(import.meta.dirname, 'fixtures/worked-example.xml'))

test('a message with bytes changed is read or refused', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 32, max: 126 })), { minLength: 1, maxLength: 5 }),
      changes => {
        const bytes = Buffer.from(whole)
        for (const [at, byte] of changes) bytes[at] = byte
        take(bytes)
      },
    ),
    { numRuns: 500 },
  )
})

const elements = [...whole.toString().matchAll(/<(\w+)[^>]*\/>/g)].map(({ 0: text, index }) => ({
  index,
  length: text.length,
}))

test('a message without some of its elements is read', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(elements.length - 1), { maxLength: 8 }), chosen => {
      let text = whole.toString()
      for (const at of chosen.sort((a, b) => b - a)) {
        const { index = 0, length = 0 } = elements[at] ?? {}
        text = `${text.slice(0, index)}${text.slice(index + length)}`
      }
      take(Buffer.from(text))
    }),
    { numRuns: 300 },
  )
})

test('whole, it is taken', () => {
  expect(take(good)).toBe(true)
  expect(take(whole)).toBe(true)
})
