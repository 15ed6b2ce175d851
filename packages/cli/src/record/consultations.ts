/** Consultations and problems, as a clinician reads them. Pure. */
import type { RecordConsultation, RecordProblem, StructuredRecord } from '@gpc/client'
import type { Encounter } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { itemText, whoOf } from './items.ts'
import { visible, wrap } from './layout.ts'
import { said } from './words.ts'

const asked = (paint: Paint, lines: readonly string[]) => lines.map(line => paint('dim', line))

export function consultationLines(
  { encounter, title, topics }: RecordConsultation,
  record: StructuredRecord,
  paint: Paint,
  width: number,
): string[] {
  const start = encounter.period?.start
  const head = [
    start === undefined ? 'No day given' : said(start),
    title,
    ...(encounter.status === 'unknown' ? ['DRAFT'] : []),
  ].join('  ')
  const place = record.location(encounter.location?.[0]?.location, encounter)?.name
  const facts = [clinicianOf(encounter, record), place].filter(one => one !== undefined).join(', ')
  return [
    ...wrap(visible(head), width, '  ', '    ').map(line => paint('bold', line)),
    ...(facts === '' ? [] : asked(paint, wrap(visible(facts), width, '    '))),
    ...topics.flatMap(topic => {
      const problems = topic.problems.map(one => itemText({ resource: one }, record)).join(', ')
      const name = [topic.title ?? '', problems].filter(one => one !== '').join(' – ')
      return [
        ...(name === '' ? [] : wrap(visible(name), width, '    ', '      ')),
        ...topic.headings.flatMap(({ title: heading, items }) => [
          ...(heading === undefined || heading === '' ? [] : wrap(visible(`${heading}:`), width, '      ')),
          ...items.flatMap(item => wrap(visible(itemText(item, record)), width, '      · ', '        ')),
        ]),
      ]
    }),
  ]
}

/** The one who is responsible, else whoever recorded it. */
function clinicianOf({ participant = [] }: Encounter, record: StructuredRecord): string | undefined {
  const of = (code: string) =>
    participant.filter(one => one.type?.some(type => type.coding?.some(coding => coding.code?.trim() === code)))
  const order = [...of('PPRF'), ...of('REC'), ...participant]
  return whoOf(
    order.flatMap(one => one.individual ?? []),
    record,
  )
}

export const isActive = ({ condition }: RecordProblem): boolean =>
  condition.clinicalStatus !== 'inactive' && condition.clinicalStatus !== 'resolved'

export function problemLines(
  { condition, name, significance, actual, related, problems }: RecordProblem,
  record: StructuredRecord,
  paint: Paint,
  width: number,
): string[] {
  const { onsetDateTime, abatementDateTime, assertedDate, note = [] } = condition
  const facts = [
    significance,
    onsetDateTime === undefined ? undefined : `since ${said(onsetDateTime)}`,
    abatementDateTime === undefined ? undefined : `ended ${said(abatementDateTime)}`,
    assertedDate === undefined ? undefined : `recorded ${said(assertedDate)}`,
    ...problems.map(
      one => `${one.type} problem: ${itemText({ resource: one.problem }, record).replace(/^Problem: /, '')}`,
    ),
  ].filter(one => one !== undefined)
  const links = related.map(one => itemText(one, record))
  const shown = links.slice(0, mostLinks)
  const made = actual === undefined ? undefined : itemText(actual, record)
  return [
    ...wrap(visible(name ?? 'Problem without a name'), width, '  ', '    ').map(line => paint('bold', line)),
    ...(facts.length === 0 ? [] : wrap(visible(facts.join(', ')), width, '    ')),
    ...(made === undefined || made === name ? [] : wrap(visible(`From: ${made}`), width, '    ', '      ')),
    ...note.flatMap(({ text }) => wrap(visible(text), width, '    ')),
    ...shown.flatMap(text => wrap(visible(text), width, '    · ', '      ')),
    ...(links.length > shown.length ? [`    · and ${links.length - shown.length} more, by --json`] : []),
  ]
}

/** Links of a problem that are named; all of them stand in their own areas or consultations. */
const mostLinks = 12
