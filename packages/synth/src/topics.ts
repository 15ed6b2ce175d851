/** How the entries of a consultation are arranged, for formats that know topics and headings. */
import type { Entries } from './entries.ts'
import type { InventedConsultation, InventedEntry, InventedHeading } from './model.ts'

/** The consultations, each that holds a comment or an observation with one topic: about a problem, if what it holds belongs to one. */
export function topicsOf(all: Entries, nextKey: () => number): readonly InventedConsultation[] {
  const problems = new Map<number, number>()
  for (const { key, madeOf, links } of all.problems) for (const link of [madeOf, ...links]) problems.set(link, key)
  const issues = all.medications.flatMap(plan => plan.issues)
  const inside = (entries: readonly InventedEntry[]) => Map.groupBy(entries, one => one.consultation)
  const history = inside(all.comments)
  const examination = inside(all.observations)
  const treatment = inside([...all.medications, ...issues, ...all.immunisations])
  const plan = inside([...all.referrals, ...all.documents, ...all.diary])
  return all.consultations.map(consultation => {
    const { key } = consultation
    if (!history.has(key) && !examination.has(key)) return consultation
    const sections = [
      ['History', history],
      ['Examination', examination],
      ['Treatment', treatment],
      ['Follow-up', plan],
    ] as const
    const headings = sections.flatMap(([title, by]): readonly InventedHeading[] => {
      const items = (by.get(key) ?? []).map(one => one.key)
      return items.length === 0 ? [] : [{ key: nextKey(), title, items }]
    })
    const about = headings.flatMap(one => one.items).find(item => problems.has(item))
    const problem = about === undefined ? undefined : problems.get(about)
    const title = all.problems.find(one => one.key === problem)?.concept.text
    return {
      ...consultation,
      topics: [
        {
          key: nextKey(),
          ...(title === undefined ? {} : { title }),
          ...(problem === undefined ? {} : { problem }),
          headings,
        },
      ],
    }
  })
}
