/** What stands in a consultation, under its topics and headings. */
import type { InventedConsultation, InventedHeading, InventedTopic } from '../model.ts'
import { availability, effective, identified, readV2, snomed, status, termCode } from './codes.ts'
import { entryId, type PatientContext } from './context.ts'
import { component } from './narrative.ts'
import { element, escaped } from './xml.ts'

/** Statements of a consultation in order; `of` gives (once) the statement of an entry that stands in it. */
export function arranged(
  consultation: InventedConsultation,
  statements: ReadonlyMap<number, string>,
  context: PatientContext,
): readonly string[] {
  const { topics = [], recordedAt } = consultation
  const named = new Set(topics.flatMap(({ headings }) => headings.flatMap(({ items }) => items)))
  const heading = (one: InventedHeading) => {
    const items = one.items.flatMap(key => statements.get(key) ?? [])
    return items.length === 0 ? [] : [compound('CATEGORY', one.key, headingCode(one.title), recordedAt, context, items)]
  }
  const topic = (one: InventedTopic) => {
    const headings = one.headings.flatMap(heading)
    return headings.length === 0
      ? []
      : [compound('TOPIC', one.key, topicCode(one, context), recordedAt, context, headings)]
  }
  const beside = [...statements].filter(([key]) => !named.has(key)).map(([, xml]) => xml)
  return [...topics.flatMap(topic), ...beside]
}

function compound(
  classCode: 'TOPIC' | 'CATEGORY',
  key: number,
  code: string,
  at: string,
  context: PatientContext,
  inner: readonly string[],
): string {
  return element(
    'CompoundStatement',
    { classCode, moodCode: 'EVN' },
    identified(entryId(context, 'CompoundStatement', key)),
    code,
    status('COMPLETE'),
    effective({}),
    availability(at),
    ...inner.map(component),
  )
}

/** The problem's code; words for a title alone; the code of no problem for neither. */
function topicCode({ title, problem }: InventedTopic, { patient }: PatientContext): string {
  const concept = patient.problems?.find(({ key }) => key === problem)?.concept
  if (concept !== undefined) return termCode({ ...concept, text: title ?? concept.text })
  if (title !== undefined) return element('code', { nullFlavor: 'UNK' }, element('originalText', {}, escaped(title)))
  return readV2('code', 'Z....00', 'Unspecified conditions')
}

const headingCodes: ReadonlyMap<string, string> = new Map([
  ['History', '15621000000105'],
  ['Examination', '394831002'],
  ['Additional', '394830001'],
  ['Follow up', '308273005'],
  ['Comment', '394841004'],
])

function headingCode(title: string): string {
  const code = headingCodes.get(title)
  if (code !== undefined) return snomed('code', code, title)
  return snomed('code', '394841004', 'Other category', element('originalText', {}, escaped(title)))
}
