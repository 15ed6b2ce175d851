/** How sections are laid out: titles, banners and tables in the order of the layout guide (HTM-LAY-01 to HTM-LAY-04, HTM-BAN-01 to HTM-BAN-13). */
import type { PartName } from '@gpc/clinical'
import { displayDate, type LocalDate } from '@gpc/fhir'
import { banner, type Column, div, type Html, heading, paragraphs, type Row, table, view } from './markup.ts'
import type { TimePeriod } from './period.ts'
import type { CareRecord } from './record.ts'

/** One table with what stands above it. */
export interface TableView {
  readonly title: string
  readonly id: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Content banners (HTM-BAN-08). */
  readonly notes?: readonly string[]
  /** Parts of the record that it shows: what is withheld of them is told (HTM-BAN-07), and what the practice has switched off (HTM-BAN-11). */
  readonly parts: readonly PartName[]
  /** Something that it would show is withheld besides. */
  readonly excluded?: boolean
  /** True: the consumer's period applies to it. */
  readonly filtered: boolean
  /** Why there can be no table. */
  readonly instead?: 'not-retrievable' | 'not-supported'
}

export interface SectionView {
  readonly title: string
  readonly notes?: readonly string[]
  /** One table without a title of its own, or subsections. */
  readonly tables: TableView | readonly TableView[]
}

export interface Circumstances {
  readonly record: Pick<CareRecord, 'withheld' | 'isOff'>
  /** The section takes a period at all. */
  readonly filtered: boolean
  /** As the consumer sent it. */
  readonly period?: TimePeriod
  /** The beginning of the practice's default time frame, where it applies (HTM-BAN-06). */
  readonly defaultStart?: LocalDate
  /** The record isn't yet here as a whole: since when the patient is registered, or the empty text (HTM-BAN-01). */
  readonly transferred?: LocalDate | ''
}

/** The XHTML of a section. */
export function sectionHtml({ title, notes, tables }: SectionView, circumstances: Circumstances): string {
  const top = [heading('h1', title), ...transferBanner(circumstances), ...contentBanners(notes)]
  if ('id' in tables) return view([...top, ...tableParts(tables, circumstances)])
  const subsections = tables.map(one => div([heading('h2', one.title), ...tableParts(one, circumstances)]))
  return view([...top, ...subsections])
}

function tableParts(one: TableView, circumstances: Circumstances): readonly Html[] {
  return [
    ...contentBanners(one.notes),
    ...dateBanner(one, circumstances),
    ...(isExcluded(one, circumstances)
      ? [banner('exclusion-banner', 'Items excluded due to confidentiality and/or patient preferences')]
      : []),
    content(one, circumstances),
  ]
}

const isExcluded = ({ parts, excluded }: TableView, { record }: Circumstances): boolean =>
  excluded === true || parts.some(part => record.withheld(part) || record.isOff(part))

const elsewhere = 'This data may still exist in the source system.'

function content({ title, id, columns, rows, parts, instead }: TableView, { record }: Circumstances): Html {
  if (parts.every(record.isOff)) return paragraphs(`Access is denied to '${title}' data for this patient.`, elsewhere)
  switch (instead) {
    case 'not-retrievable':
      return paragraphs(`This system does not support retrieval of '${title}' data.`, elsewhere)
    case 'not-supported':
      return paragraphs(`'${title}' data is not supported by this system.`)
    default:
      return rows.length === 0
        ? paragraphs(`No '${title}' data is recorded for this patient.`)
        : table(id, columns, rows)
  }
}

const contentBanners = (notes: readonly string[] = []): readonly Html[] =>
  notes.map(text => banner('content-banner', text))

function transferBanner({ transferred }: Circumstances): readonly Html[] {
  if (transferred === undefined) return []
  const what = transferred === '' ? 'some information' : `information recorded before ${displayDate(transferred)}`
  return [
    banner(
      'gptransfer-banner',
      `Patient record transfer from previous GP practice not yet complete; ${what} may be missing`,
    ),
  ]
}

/** The suite has dates in quotes throughout, as the layout guide has them where there are two (HTM-BAN-02). */
function dateBanner({ filtered }: TableView, circumstances: Circumstances): readonly Html[] {
  if (!circumstances.filtered) return []
  const { period, defaultStart } = circumstances
  if (!filtered && (period !== undefined || defaultStart !== undefined)) {
    return [banner('date-banner', 'Date filter not applied')]
  }
  if (period !== undefined) return [banner('date-banner', periodText(period))]
  if (defaultStart !== undefined) return [banner('date-banner', `All data items from ${displayDate(defaultStart)}`)]
  return [banner('date-banner', 'All relevant items')]
}

function periodText({ start, end }: TimePeriod): string {
  if (start === undefined) return `Data items until '${displayDate(end ?? '')}'`
  if (end === undefined) return `Data items from '${displayDate(start)}'`
  return `For the period '${displayDate(start)}' to '${displayDate(end)}'`
}
