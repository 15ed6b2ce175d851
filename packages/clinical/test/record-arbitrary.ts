/** Invented whole records: entries of every area, consultations, problems and documents, linked at random, also to what isn't there. */
import fc from 'fast-check'
import type { ClinicalEntries, Consultation, DocumentEntry, Problem } from '../src/index.ts'
import { allergies, concept, date, entry, plans, staffKey, words } from './arbitrary.ts'
import { entries } from './entries-arbitrary.ts'

/** Places in the list of all keys of the record; those beyond its end lead nowhere. */
const place = fc.nat(30)
const places = fc.array(place, { maxLength: 4 })
const notes = fc.array(words, { maxLength: 2 })

const consultation = fc.record(
  {
    ...entry,
    type: concept,
    start: date,
    end: date,
    minutes: fc.constantFrom('10', '7.5', 'x'),
    draft: fc.boolean(),
    participants: fc.array(staffKey, { maxLength: 3 }),
    site: fc.constantFrom('main', 'gone'),
    organisation: fc.constantFrom('hospital', 'gone'),
    edited: date,
    topics: fc.array(
      fc.record(
        {
          title: words,
          problems: places,
          headings: fc.array(fc.record({ title: words, items: places }, { requiredKeys: ['items'] }), { maxLength: 3 }),
        },
        { requiredKeys: ['headings'] },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'type', 'topics'] },
)

const problem = fc.record(
  {
    ...entry,
    concept,
    status: fc.constantFrom('active' as const, 'inactive' as const),
    significance: fc.constantFrom('major' as const, 'minor' as const),
    onset: date,
    ended: date,
    actual: place,
    related: places,
    problems: fc.array(
      fc.record({ type: fc.constantFrom('parent' as const, 'child' as const, 'sibling' as const), place }),
      { maxLength: 3 },
    ),
    notes,
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'concept', 'status', 'related', 'problems', 'notes'] },
)

const document = fc.record(
  {
    ...entry,
    type: concept,
    title: words,
    created: date,
    author: fc.oneof(
      fc.record({ kind: fc.constant('staff' as const), key: staffKey }),
      fc.record({ kind: fc.constant('organisation' as const), key: fc.constantFrom('hospital', 'gone') }),
    ),
    authorText: words,
    attachment: fc.constantFrom('file', 'gone'),
    contentType: fc.constantFrom('application/pdf', 'text/plain; charset=utf-8', ' '),
    size: fc.nat(),
    unavailable: words,
    practiceSetting: concept,
    related: places,
    notes,
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'type', 'notes'] },
)

/** True if no two entries have the same key, which a source never has. */
function hasUniqueKeys(drawn: object): boolean {
  const keys: unknown[] = []
  JSON.stringify(drawn, (name, value) => {
    if (name === 'key' && String(value).startsWith('Table:')) keys.push(value)
    return value
  })
  return new Set(keys).size === keys.length
}

/** A record of one source, so that keys find one another, with three of four entries recorded in some consultation. */
export const records: fc.Arbitrary<ClinicalEntries> = fc
  .record({
    others: entries,
    allergies,
    medications: plans,
    consultations: fc.array(consultation, { maxLength: 3 }),
    problems: fc.array(problem, { maxLength: 4 }),
    documents: fc.array(document, { maxLength: 3 }),
  })
  .filter(hasUniqueKeys)
  .map(({ others, ...own }): ClinicalEntries => {
    const areas = { ...others, allergies: own.allergies, medications: own.medications }
    const all = [own.consultations, own.problems, own.documents, ...Object.values(areas)].flat()
    const keys = [...all.map(({ key }) => key), ...own.medications.flatMap(({ issues }) => issues.map(one => one.key))]
    const keyOf = (at: number): string => keys[at] ?? 'gone'
    const at = <T extends object>(one: T, i: number): T & { readonly source: 'emis'; readonly encounter: string } => ({
      ...one,
      source: 'emis',
      encounter: own.consultations[i % 4]?.key ?? 'gone',
    })
    return {
      allergies: areas.allergies.map(at),
      medications: areas.medications.map(at).map(one => ({ ...one, issues: one.issues.map(at) })),
      immunisations: areas.immunisations.map(at),
      observations: areas.observations.map(at),
      investigations: areas.investigations.map(at),
      referrals: areas.referrals.map(at),
      diary: areas.diary.map(at),
      documents: own.documents.map(
        ({ related, ...one }, i): DocumentEntry => ({
          ...at(one, i),
          ...(related === undefined ? {} : { related: related.map(keyOf) }),
        }),
      ),
      problems: own.problems.map(
        ({ actual, related, problems, ...one }, i): Problem => ({
          ...at(one, i),
          ...(actual === undefined ? {} : { actual: keyOf(actual) }),
          related: related.map(keyOf),
          problems: problems.map(({ type, place }) => ({ type, key: keyOf(place) })),
        }),
      ),
      consultations: own.consultations.map(
        ({ topics, ...one }): Consultation => ({
          ...one,
          source: 'emis',
          topics: topics.map(({ problems, headings, ...topic }) => ({
            ...topic,
            ...(problems === undefined ? {} : { problems: problems.map(keyOf) }),
            headings: headings.map(({ items, ...heading }) => ({ ...heading, items: items.map(keyOf) })),
          })),
        }),
      ),
    }
  })
