/** Consultations: an Encounter each, with its structure as lists (STR-CON). */
import { firstDay, lastDay } from '@gpc/fhir'
import type { Consultation } from '../model/consultation.ts'
import type { EntryKey } from '../model/entry.ts'
import { hasContent } from '../rules/consultation-content.ts'
import { mostRecentFirst, spellOf } from '../rules/consultation-time.ts'
import { isWithheld } from '../rules/withheld.ts'
import { type SentHeading, type SentTopic, structureLists } from './consultation-list.ts'
import { encounter } from './encounter.ts'
import { entryId, type Staff, staffOf } from './identity.ts'
import type { Area, Link, Links, Ref, RenderContext, RenderedArea, RenderedGroup, Withheld } from './rendered.ts'

/**
 * One group a consultation, most recent first (STR-CON-02): Encounter, then the lists of its structure, with what it holds in `links` (STR-CON-20).
 * What is withheld of it leaves no trace but its area (STR-CON-22); one of which everything is withheld is withheld itself, as an empty one would
 * say that something was there; one that holds nothing is left out (STR-CON-09).
 */
export function renderConsultations(
  consultations: readonly Consultation[],
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const staff = staffOf(context)
  const withheld: Withheld[] = []
  const leftOut: Withheld[] = []
  const groups: RenderedGroup[] = []
  for (const one of mostRecentFirst(consultations)) {
    const { source, key } = one
    const content = hasContent(one, links)
    if (isWithheld(one, context)) withheld.push({ source, key, reason: 'marked as confidential' })
    else if (content === 'withheld') withheld.push({ source, key, reason: 'everything in it is withheld' })
    else if (content === 'none') leftOut.push({ source, key, reason: 'a consultation with nothing in it (STR-CON-09)' })
    else groups.push(groupOf(one, context, patientRef, links, staff))
  }
  return { area: 'consultations', groups, shared: [], withheld, ...(leftOut.length === 0 ? {} : { leftOut }) }
}

function groupOf(
  consultation: Consultation,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
  staff: Staff,
): RenderedGroup {
  const ref = `Encounter/${entryId(context.ods, consultation.source, consultation.key)}`
  const { topics, withheld } = sentTopics(consultation, links)
  const { start, end = start } = spellOf(consultation)
  const held = topics.flatMap(({ problems, headings }) => [...problems, ...headings.flatMap(({ items }) => items)])
  return {
    entry: ref,
    from: start === undefined ? '' : firstDay(start),
    to: start === undefined || end === undefined ? '' : lastDay(end),
    resources: [
      encounter(ref, consultation, context, patientRef, staff),
      ...structureLists(consultation, topics, ref, context, patientRef),
    ],
    links: [...new Set(held)],
    withheld: [...withheld],
  }
}

/** What of a consultation's structure may be told, without what would be empty, and the areas of what may not. */
function sentTopics(
  { source, topics }: Consultation,
  links: Links,
): { readonly topics: readonly SentTopic[]; readonly withheld: ReadonlySet<Area> } {
  const withheld = new Set<Area>()
  const open = (keys: readonly EntryKey[]): Link[] =>
    keys.flatMap(key => {
      const link = links(source, key)
      if (link?.withheld) withheld.add(link.area)
      return link === undefined || link.withheld || link.area === 'consultations' ? [] : [link]
    })
  const sent = topics.flatMap((topic, at): SentTopic[] => {
    const headings = topic.headings.flatMap(({ title, items }, at): SentHeading[] => {
      // STR-CON-11: of an investigation, the report.
      const refs = new Set(open(items).map(({ area, ref, entry }) => (area === 'investigations' ? entry : ref)))
      return refs.size === 0 ? [] : [{ at, title, items: [...refs] }]
    })
    const subjects = open(topic.problems ?? []).filter(({ area }) => area === 'problems')
    if (headings.length === 0) return []
    return [{ at, title: topic.title, problems: [...new Set(subjects.map(({ ref }) => ref))], headings }]
  })
  return { topics: sent, withheld }
}
