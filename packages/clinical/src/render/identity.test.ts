import { expect, test } from 'vitest'
import { document, observation, problem, rendered } from '../../test/record-sample.ts'
import { allergy, issue, plan } from '../../test/sample.ts'

test('STR-COM-03 STR-COM-01 what earlier systems identified an entry by comes behind its own identifier', () => {
  const formerIdentifiers = [{ system: 'https://supplier.example/Id', value: 'G1' }]
  const found = rendered({
    allergies: [allergy({ key: 'A', formerIdentifiers })],
    medications: [plan({ key: 'M', formerIdentifiers, issues: [issue({ key: 'I', formerIdentifiers })] })],
    observations: [{ ...observation('O'), formerIdentifiers }],
    problems: [{ ...problem('P'), formerIdentifiers }],
    documents: [{ ...document('D'), formerIdentifiers }],
  })
  for (const key of ['A', 'M', 'I', 'O', 'P', 'D']) {
    expect(found.resource(key).identifier, key).toEqual([
      { system: expect.stringContaining('/emis/A81001'), value: key },
      ...formerIdentifiers,
    ])
  }
})
