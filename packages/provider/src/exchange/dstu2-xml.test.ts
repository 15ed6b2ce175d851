import { fromXml } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dstu2Outcome } from './dstu2-outcome.ts'
import { dstu2Xml } from './dstu2-xml.ts'

/** What XML can hold of a text. */
const held = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')

test('HTM-ERR-01 HTM-OP-01 whatever a text holds, the XML is well-formed and has it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), diagnostics => {
      const outcome = dstu2Outcome([{ severity: 'error', code: 'BAD_REQUEST', diagnostics }])
      const found = fromXml(dstu2Xml(JSON.stringify(outcome)))
      expect(found).toEqual({ ...outcome, issue: [{ ...outcome.issue[0], diagnostics: held(diagnostics) }] })
    }),
  )
})
