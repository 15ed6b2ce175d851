import { expect, test } from 'vitest'
import type { ClinicalTerm } from '../model.ts'
import { allergies, noKnownAllergy } from './allergies.ts'
import { allergiesOf, codedTerms, sayable } from './index.ts'
import { drugs } from './medicines.ts'
import { conditions, courses } from './regimes.ts'

/** The Verhoeff check, from its definition: products in the dihedral group of ten, digits permuted by their place. */
function verhoeff(id: string): boolean {
  const product = (a: number, b: number) => {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
    return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5
  }
  const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  let check = 0
  for (const [place, character] of [...id].reverse().entries()) {
    let digit = Number(character)
    for (let times = 0; times < place % 8; times++) digit = permutation[digit] ?? 0
    check = product(check, digit)
  }
  return check === 0
}

const terms: readonly ClinicalTerm[] = [...Object.values(allergies), noKnownAllergy, ...codedTerms]

test('the check itself: a right digit passes, every other fails', () => {
  const right = Array.from({ length: 10 }, (_, digit) => `71618600${digit}`).filter(verhoeff)
  expect(right).toEqual(['716186003'])
})

test('every SNOMED CT and dm+d id passes its check digit', () => {
  const ids = [
    ...terms.flatMap(one => [one.snomed?.code, one.snomed?.descriptionId]),
    ...Object.values(drugs).map(one => one.dmd),
  ]
  expect(ids.filter(one => one !== undefined && !verhoeff(one))).toEqual([])
})

test('concept ids are concepts, description ids descriptions', () => {
  const partition = (id: string) => id.slice(-3, -1)
  for (const one of terms) {
    if (one.snomed !== undefined) expect(['00', '10']).toContain(partition(one.snomed.code))
    if (one.snomed?.descriptionId !== undefined) {
      expect(['01', '11']).toContain(partition(one.snomed.descriptionId))
    }
  }
  for (const one of Object.values(drugs)) expect(['00', '10']).toContain(partition(one.dmd ?? ''))
})

test('no id and no name stands for two things', () => {
  const of = (values: readonly (string | undefined)[]) => expect(new Set(values).size).toBe(values.length)
  const present = (values: readonly (string | undefined)[]) => values.filter(one => one !== undefined)
  of(present(terms.map(one => one.snomed?.code)))
  of(present(terms.map(one => one.readV2?.code)))
  of(present(terms.map(one => one.ctv3?.code)))
  of(codedTerms.map(one => one.text))
  of(Object.values(drugs).map(one => one.dmd))
  of(Object.values(drugs).map(one => one.name))
})

test('Read codes have five characters', () => {
  const codes = terms.flatMap(one => [one.readV2?.code, one.ctv3?.code])
  expect(codes.filter(one => one !== undefined && one.length !== 5)).toEqual([])
})

test('there are enough of them', () => {
  expect(terms.length).toBeGreaterThanOrEqual(15)
  expect(Object.keys(drugs).length).toBeGreaterThanOrEqual(40)
  expect(conditions.length).toBeGreaterThan(20)
  expect(courses.length).toBeGreaterThan(10)
})

test('enough of them can be said in every system', () => {
  for (const system of ['emis', 'tpp', 'vision', 'microtest'] as const) {
    expect(codedTerms.filter(one => sayable(system, one)).length).toBeGreaterThan(50)
  }
})

test('Vision gets the drug allergies only that its format can tell from others', () => {
  const drugAllergies = allergiesOf('vision').filter(one => one.drug)
  expect(drugAllergies.length).toBeGreaterThan(3)
  expect(drugAllergies.every(one => one.readV2?.code.startsWith('14L'))).toBe(true)
})
