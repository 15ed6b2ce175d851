/** What problems are linked to, made one model out of the ways that systems keep it (STR-PRB-09, STR-CON-26). */
import type { Entry, EntryKey, SourceName } from '../model/entry.ts'
import type { TestResult } from '../model/investigation.ts'
import type { Problem } from '../model/problem.ts'
import type { ClinicalEntries } from '../model/record.ts'
import { sourceKey } from './blood-pressure.ts'
import { openReport } from './open-report.ts'
import { isWithheld } from './withheld.ts'

/**
 * The problems, each with everything that is linked to it in `related`: what the source links, then what stands in a topic about it, then the
 * consultations of those topics, of the linked entries, and of the problem itself. Nothing is linked by way of something that is withheld
 * (STR-ERR-10), apart from the consultation of a topic that is withheld as a whole, so that its absence is told. Diary entries that are done are
 * not linked, their consultations are (STR-PRB-17).
 * @param joined of each reading that went into another observation: its `source key`, and the key that has it now
 */
export function withLinkedContent(
  entries: ClinicalEntries,
  context: { readonly everything?: true },
  joined: ReadonlyMap<string, EntryKey>,
): readonly Problem[] {
  if (entries.problems.length === 0) return []
  const encounters = encountersOf(entries, context)
  const topics = topicsOf(entries, context, encounters)
  const done = new Set(
    entries.diary.filter(({ status }) => status === 'done').map(({ source, key }) => sourceKey(source, key)),
  )
  return entries.problems.map((problem): Problem => {
    const { source, key, encounter, actual, related } = problem
    const now = (item: EntryKey): EntryKey => joined.get(sourceKey(source, item)) ?? item
    const about = topics.get(sourceKey(source, key)) ?? { items: [], consultations: [] }
    const items = [...related, ...about.items].map(now)
    const recordedIn = [...(actual === undefined ? [] : [now(actual)]), ...items].flatMap(
      item => encounters.get(sourceKey(source, item)) ?? [],
    )
    const all = new Set([
      ...items,
      ...about.consultations,
      ...recordedIn,
      ...(encounter === undefined ? [] : [encounter]),
    ])
    const { actual: _, ...rest } = problem
    const isDone = (item: EntryKey): boolean => done.has(sourceKey(source, item))
    return {
      ...rest,
      ...(actual === undefined || isDone(actual) ? {} : { actual: now(actual) }),
      related: [...all].filter(item => !isDone(item)),
    }
  })
}

/** Of each entry that isn't withheld, the consultation that it was recorded in, by `source key`. */
type Encounters = ReadonlyMap<string, EntryKey | undefined>

function encountersOf(entries: ClinicalEntries, context: { readonly everything?: true }): Encounters {
  const found = new Map<string, EntryKey | undefined>()
  /** True if the entry isn't withheld. */
  const add = (entry: Entry): boolean => {
    if (isWithheld(entry, context)) return false
    found.set(sourceKey(entry.source, entry.key), entry.encounter)
    return true
  }
  const addResults = (results: readonly TestResult[]): void => {
    for (const result of results) {
      add(result)
      addResults(result.results)
    }
  }
  for (const plan of entries.medications) if (add(plan)) plan.issues.forEach(add)
  for (const report of entries.investigations) {
    const open = report.filed === false ? undefined : openReport(report, context).report
    if (open === undefined) continue
    add(open)
    addResults(open.results)
  }
  const { allergies, immunisations, observations, referrals, documents, diary, problems } = entries
  for (const area of [allergies, immunisations, observations, referrals, documents, diary, problems]) area.forEach(add)
  return found
}

interface About {
  readonly items: EntryKey[]
  readonly consultations: EntryKey[]
}

/** What stands in topics about each problem, by the problem's `source key`. */
function topicsOf(
  { consultations, problems }: ClinicalEntries,
  context: { readonly everything?: true },
  open: Encounters,
): ReadonlyMap<string, About> {
  const isProblem = new Set(problems.map(({ source, key }) => sourceKey(source, key)))
  const found = new Map<string, About>()
  const aboutOf = (source: SourceName, key: EntryKey): About => {
    const name = sourceKey(source, key)
    const about = found.get(name) ?? { items: [], consultations: [] }
    found.set(name, about)
    return about
  }
  for (const consultation of consultations) {
    const { source, key, topics } = consultation
    const hidden = isWithheld(consultation, context)
    for (const { problems: subjects = [], headings } of topics) {
      const items = headings.flatMap(heading => heading.items)
      if (!hidden && !items.some(item => open.has(sourceKey(source, item)))) continue
      for (const subject of subjects) {
        const about = aboutOf(source, subject)
        about.consultations.push(key)
        if (!hidden) about.items.push(...items.filter(item => !isProblem.has(sourceKey(source, item))))
      }
    }
  }
  return found
}
