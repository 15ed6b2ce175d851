import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHtml } from '../../test/html-reading.ts'
import { recordOf } from '../../test/html-record.ts'
import { allergies } from './allergies.ts'
import { encounters } from './encounters.ts'
import { immunisations } from './immunisations.ts'
import { banner, div, heading, paragraphs, table, view } from './markup.ts'
import { medications } from './medications.ts'
import { administrativeItems, clinicalItems, observations } from './observations.ts'
import { problems } from './problems.ts'
import { referrals } from './referrals.ts'
import type { Stored } from './resources.ts'
import { summary } from './summary.ts'
import { sectionHtml } from './view.ts'

/** Text of a source at its worst. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '</td></tr></table><iframe src="x"/>',
    '<img src=x onerror=alert(1)>',
    '&lt;b&gt; & &nbsp; &#60;',
    ']]><![CDATA[ <!-- ',
    '"><a href="javascript:x">',
    'peak flow < 200 & > 100\r\n\tafter "exercise"',
    '\ud800 half',
  ),
)

/** What a reader sees of a text. */
const shown = (source: string): string =>
  source
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/\r\n|[\n\r\u0085\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')

test('HTM-LAY-08 HTM-LAY-09 no text ever becomes a tag, and every text is read as it was', () => {
  fc.assert(
    fc.property(text, text, text, text, (title, said, cell, bold) => {
      const html = view([
        heading('h1', title),
        banner('content-banner', said),
        div([
          paragraphs(said),
          table('adm-tab', [{ name: title }, { name: 'Details' }], [[cell, [cell, { bold }]], { group: bold }]),
        ]),
      ])
      expect(html).not.toMatch(/[\r\n\t]/)
      const read = readHtml(html)
      const structure = 'div h1 div p div div p table thead tr th th tbody tr td td br strong tr td strong'
      expect(read.elements.filter(name => name !== 'br').join(' ')).toBe(structure.replace(' br', ''))
      expect(read.headings).toEqual([shown(title)])
      expect(read.banners.get(shown(title))).toEqual([`content-banner: ${shown(said)}`])
      expect(read.tables[0]?.rows).toEqual([[shown(cell), `${shown(cell)}\n${shown(bold)}`], [shown(bold)]])
    }),
  )
})

describe('whole sections', () => {
  const allowed = new Set('div h1 h2 p table thead tbody tr th td br strong'.split(' '))
  const concept = text.map(words => ({ text: words }))
  const notes = fc.array(
    text.map(words => ({ text: words })),
    { maxLength: 2 },
  )
  const value = fc.oneof(
    text.map(valueString => ({ valueString })),
    fc.record({ valueQuantity: fc.record({ value: fc.constant('5'), unit: text }) }),
  )

  test('HTM-LAY-08 whatever stands in the texts of a record, every view holds its own markup only', () => {
    const arbitrary = fc.record({ concept, said: text, notes, value, unit: text })
    fc.assert(
      fc.property(arbitrary, parts => {
        const record = recordOf(...recordWith(parts))
        for (const one of [
          summary(record, { groups: [['1']], banner: parts.said }),
          encounters(record, undefined),
          clinicalItems(record, undefined),
          problems(record, undefined),
          allergies(record),
          medications(record, undefined),
          referrals(record, undefined),
          observations(record, undefined),
          immunisations(record),
          administrativeItems(record, undefined),
        ]) {
          const html = sectionHtml(one, { record, filtered: true })
          expect(html).not.toMatch(/[\r\n\t]/)
          const { elements, attributes } = readHtml(html)
          expect(elements.filter(name => !allowed.has(name))).toEqual([])
          expect([...attributes].filter(name => !['xmlns', 'id', 'class', 'colspan'].includes(name))).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })
})

interface Texts {
  readonly concept: { readonly text: string }
  readonly said: string
  readonly notes: readonly { readonly text: string }[]
  readonly value: object
  readonly unit: string
}

function recordWith({ concept, said, notes, value, unit }: Texts): Parameters<typeof recordOf> {
  const practitioner: Stored = { resourceType: 'Practitioner', id: 'gp', name: [{ text: said }] }
  const agent = { reference: 'Practitioner/gp' }
  const quantity = { value: '1.50', unit }
  const observation: Stored = {
    resourceType: 'Observation',
    id: 'o',
    status: 'final',
    code: { ...concept, coding: [{ code: '1' }] },
    comment: said,
    interpretation: concept,
    referenceRange: [{ text: said, low: quantity }],
    component: [{ code: concept, ...value }],
    ...value,
  }
  const item: Stored = {
    resourceType: 'Observation',
    id: 'i',
    status: 'final',
    code: { ...concept, coding: [{ code: '1' }] },
    comment: said,
    bodySite: concept,
  }
  const medication: Stored = { resourceType: 'Medication', id: 'm', code: concept }
  const request: Stored = {
    resourceType: 'MedicationRequest',
    id: 'r',
    intent: 'plan',
    status: 'active',
    medicationReference: { reference: 'Medication/m' },
    requester: { agent },
    note: notes,
    dosageInstruction: [{ text: said, patientInstruction: said }],
    dispenseRequest: { quantity },
  }
  const statement: Stored = {
    resourceType: 'MedicationStatement',
    id: 's',
    status: 'active',
    basedOn: [{ reference: 'MedicationRequest/r' }],
    medicationReference: { reference: 'Medication/m' },
    note: notes,
  }
  const list: Stored = {
    resourceType: 'List',
    id: 'l',
    title: said,
    entry: ['Observation/o', 'Immunization/v', 'ReferralRequest/f', 'ProcedureRequest/y', 'DocumentReference/d'].map(
      reference => ({ item: { reference } }),
    ),
  }
  return [
    {
      consultations: [
        {
          resources: [
            {
              resourceType: 'Encounter',
              id: 'e',
              status: 'finished',
              type: [concept],
              participant: [{ individual: agent }],
            },
          ],
        },
      ],
      'consultation-lists': [{ entry: 'Encounter/e', resources: [list] }],
      problems: [
        { resources: [{ resourceType: 'Condition', id: 'c', clinicalStatus: 'active', code: concept, note: notes }] },
      ],
      allergies: [
        {
          resources: [
            {
              resourceType: 'AllergyIntolerance',
              id: 'a',
              code: concept,
              note: notes,
              reaction: [{ manifestation: [concept], description: said }],
            },
          ],
        },
      ],
      medications: [{ resources: [statement, request, { ...request, id: 'q', intent: 'order' }] }],
      immunisations: [
        {
          resources: [
            {
              resourceType: 'Immunization',
              id: 'v',
              vaccineCode: concept,
              lotNumber: said,
              manufacturer: { display: said },
              note: notes,
              doseQuantity: quantity,
            },
          ],
        },
      ],
      'uncategorised-data': [{ resources: [observation] }, { resources: [item] }],
      referrals: [
        {
          resources: [
            {
              resourceType: 'ReferralRequest',
              id: 'f',
              priority: said,
              reasonCode: [concept],
              description: said,
              requester: { agent },
              recipient: [{ display: said }],
              note: notes,
            },
          ],
        },
      ],
      'diary-entries': [
        {
          resources: [
            { resourceType: 'ProcedureRequest', id: 'y', status: 'active', intent: 'plan', code: concept, note: notes },
          ],
        },
      ],
      documents: [{ resources: [{ resourceType: 'DocumentReference', id: 'd', type: concept, description: said }] }],
    },
    {},
    { people: [practitioner], medications: [medication] },
  ]
}
