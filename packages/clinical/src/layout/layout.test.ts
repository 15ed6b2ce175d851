import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RenderedArea } from '../render/rendered.ts'
import { fromBlock } from './block.ts'
import { cut, layOut, type Text } from './layout.ts'

const day = fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01')
const text = fc.string({ unit: 'grapheme' })
const shared = ['Medication/1', 'Medication/2']
const resource = fc.record(
  {
    id: fc.uuid(),
    words: text,
    issue: fc.boolean(),
    refs: fc.uniqueArray(fc.constantFrom(...shared, 'Practitioner/1', 'Organization/1')),
    later: day,
  },
  { requiredKeys: ['id', 'words', 'issue', 'refs'] },
)
const area = fc
  .array(
    fc.record({
      from: fc.oneof(day, fc.constant('')),
      to: fc.oneof(day, fc.constant('')),
      always: fc.boolean(),
      resources: fc.array(resource),
    }),
  )
  .map(
    (groups): RenderedArea => ({
      area: 'medications',
      withheld: [],
      shared: shared.map(ref => ({ ref, json: JSON.stringify({ id: ref }), refs: ['Organization/2'] })),
      groups: groups.map(({ from, to, always, resources }, i) => ({
        entry: `MedicationStatement/${i}`,
        from,
        to,
        ...(always ? { always: true as const } : {}),
        resources: resources.map(({ id, words, issue, refs, later }) => ({
          ref: `MedicationRequest/${id}`,
          json: JSON.stringify({ id, words }),
          refs,
          ...(issue ? { issue: true as const } : {}),
          ...(later === undefined ? {} : { later: { from: later, json: JSON.stringify({ id, words, later: true }) } }),
        })),
      })),
    }),
  )

const plain = (text: Text): string => String(typeof text === 'object' && 'deflated' in text ? fromBlock(text) : text)
const resources = (texts: readonly Text[]): unknown[] =>
  JSON.parse(`[${texts.map(plain).join(',')}]`).map((entry: { resource: unknown }) => entry.resource)

test('STR-MED-06 STR-MED-07 STR-MED-08 a cut holds exactly the groups, issues, later texts and shared resources that the filter names', () => {
  const filters = fc.record({ from: day, issues: fc.boolean(), today: day }, { requiredKeys: ['issues', 'today'] })
  fc.assert(
    fc.property(area, filters, (rendered, filter) => {
      const found = cut(layOut(rendered), filter)
      const groups = rendered.groups.filter(
        ({ to, always }) => filter.from === undefined || always || to === '' || to >= filter.from,
      )
      const wanted = groups.flatMap(group => group.resources).filter(one => filter.issues || !one.issue)
      const plain = filter.from === undefined && filter.issues
      const refs = new Set(wanted.flatMap(one => one.refs))
      const due = rendered.groups
        .flatMap(group => group.resources)
        .some(one => one.later !== undefined && one.later.from <= filter.today)
      const medications = rendered.shared.filter(one => (plain && !due) || refs.has(one.ref))
      const expected = [...wanted, ...medications].map(one =>
        JSON.parse(one.later !== undefined && one.later.from <= filter.today ? one.later.json : one.json),
      )
      expect(resources(found.texts)).toEqual(expected)
      expect(JSON.parse(`[${found.entries}]`)).toEqual(groups.map(({ entry }) => ({ item: { reference: entry } })))
      const outside = [...wanted, ...medications].flatMap(one => one.refs).filter(ref => !shared.includes(ref))
      expect(new Set(found.refs)).toEqual(new Set(outside))
    }),
  )
})

test('an area with nothing in it is sent as nothing', () => {
  const empty = layOut({ area: 'allergies', groups: [], shared: [], withheld: [] })
  expect(cut(empty, { issues: true, today: '2026-01-01' })).toEqual({ texts: [], entries: '', refs: [] })
})
