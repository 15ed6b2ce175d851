/** The structure of a consultation as lists: consultation, topics, headings (STR-CON-03 to 10). */
import { codeSystems, extensions, profiles, valueSystems } from '@gpc/fhir'
import type { Consultation } from '../model/consultation.ts'
import { entryId } from './identity.ts'
import { ifUnknown, reference, some } from './json.ts'
import type { Ref, RenderContext, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

/** A topic with what may be told of it. Empty ones aren't there (STR-CON-09). */
export interface SentTopic {
  /** Its place in the source, from 0: ids are made of it, so that they stay when others are left out. */
  readonly at: number
  readonly title?: string | undefined
  readonly problems: readonly Ref[]
  readonly headings: readonly SentHeading[]
}

export interface SentHeading {
  readonly at: number
  readonly title?: string | undefined
  readonly items: readonly Ref[]
}

const meta = { profile: [profiles.list] }

const codes = {
  consultation: { system: codeSystems.snomed, code: '325851000000107', display: 'Consultation' },
  topic: { system: codeSystems.snomed, code: '25851000000105', display: 'Topic (EHR)' },
  heading: { system: codeSystems.snomed, code: '24781000000107', display: 'Category (EHR)' },
}

const orderedBy = {
  coding: [{ system: valueSystems.listOrder, code: 'system', display: 'Sorted by System' }],
}

/** The lists, the consultation's first, each topic before its headings. References to items are the group's links. */
export function structureLists(
  consultation: Consultation,
  topics: readonly SentTopic[],
  encounter: Ref,
  context: RenderContext,
  patientRef: Ref,
): readonly RenderedResource[] {
  const { source, key, type, edited: date = consultation.recorded } = consultation
  const listOf = (
    name: string,
    code: keyof typeof codes,
    title: string | undefined,
    items: readonly Ref[],
    problems: readonly Ref[] = [],
  ): RenderedResource => {
    const id = entryId(context.ods, source, `${key}-${name}`)
    const json = JSON.stringify({
      resourceType: 'List',
      id,
      meta,
      extension: some(problems.map(relatedProblem)),
      status: 'current',
      mode: 'snapshot',
      title: clean(title),
      code: { coding: [codes[code]] },
      subject: reference(patientRef),
      encounter: reference(encounter),
      date,
      _date: ifUnknown(date),
      orderedBy,
      entry: items.map(item => ({ item: reference(item) })),
    })
    return { ref: `List/${id}`, json, refs: [], structure: true }
  }
  const lower = topics.map(({ at, title, problems, headings }): readonly [RenderedResource, ...RenderedResource[]] => {
    const [first] = headings
    const name = `TOPIC-${at}`
    // STR-CON-05, STR-CON-06: one heading without a title is no heading.
    if (headings.length === 1 && first !== undefined && clean(first.title) === undefined) {
      return [listOf(name, 'topic', title, first.items, problems)]
    }
    const lists = headings.map(one => listOf(`${name}-HEADING-${one.at}`, 'heading', one.title, one.items))
    return [
      listOf(
        name,
        'topic',
        title,
        lists.map(({ ref }) => ref),
        problems,
      ),
      ...lists,
    ]
  })
  const title = type.text ?? type.codings.find(({ display }) => display !== undefined)?.display
  return [
    listOf(
      'CONSULTATION',
      'consultation',
      title,
      lower.map(([{ ref }]) => ref),
    ),
    ...lower.flat(),
  ]
}

/** STR-CON-08; the profile allows a complex extension only. */
function relatedProblem(ref: Ref): object {
  return { url: extensions.relatedProblemHeader, extension: [{ url: 'target', valueReference: reference(ref) }] }
}
