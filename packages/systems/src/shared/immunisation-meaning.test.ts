import { expect, test } from 'vitest'
import { immunisationMeaning } from './immunisation-meaning.ts'

test.each([
  ['Influenza vaccination', 'given'],
  ['First diphtheria, tetanus and pertussis vaccination', 'given'],
  ['Administration of second dose of SARS-CoV-2 vaccine', 'given'],
  ['BCG vaccination', 'given'],
  ['Influenza vaccination declined', 'not-given'],
  ['MMR vaccination refused', 'not-given'],
  ['Measles vaccination not done', 'not-given'],
  ['Rubella vaccination contraindicated', 'not-given'],
  ['Pneumococcal vaccination contra-indicated', 'not-given'],
  ['DNA - Did not attend immunisation', 'not-given'],
  ['No consent for MMR', 'status'],
  ['Consent given for influenza vaccination', 'status'],
  ['Consent not given for influenza vaccination', 'status'],
  ['Immunisation dissent', 'status'],
  ['Influenza vaccination invitation first letter sent', 'status'],
  ['Influenza vaccination requested', 'status'],
])('STR-IMM-02, STR-IMM-03 %s: %s', (term, meaning) => {
  expect(immunisationMeaning(term)).toBe(meaning)
})
