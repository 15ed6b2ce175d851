/** Encounters: what was recorded in each, in the order of the consultation (HTM-SEC-01). */
import { type ClinicalDate, codeSystems, extensions, valueSystems } from '@gpc/fhir'
import { described } from './describe.ts'
import type { Cell } from './markup.ts'
import { falls, type TimePeriod } from './period.ts'
import type { CareRecord, Item } from './record.ts'
import { type Encounter, extensionOf, type List } from './resources.ts'
import { sections } from './sections.ts'
import { latestFirst } from './sort.ts'
import type { SectionView, TableView } from './view.ts'
import { labelled, lines, nameOf, names, terms } from './words.ts'

export function encounters(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const { title } = sections.ENC
  return { title, tables: encounterTable(record, title, period) }
}

/** HTM-SEC-01: of the summary. */
export const lastEncounters = (record: CareRecord): TableView =>
  encounterTable(record, 'Last 3 Encounters', undefined, 3)

interface Held {
  readonly item: Item
  readonly encounter: Encounter
  readonly date: ClinicalDate | undefined
}

function encounterTable(
  record: CareRecord,
  title: string,
  period: TimePeriod | undefined,
  most = Number.POSITIVE_INFINITY,
): TableView {
  const all = record
    .items('consultations')
    .flatMap((item): readonly Held[] =>
      item.resources
        .filter(one => one.resourceType === 'Encounter')
        .map(encounter => ({ item, encounter, date: encounter.period?.start })),
    )
  const within = all.filter(({ encounter, date }) => falls(period, date, encounter.period?.end ?? date))
  const shown = latestFirst(within).slice(0, most)
  const structures = new Map(record.items('consultation-lists').map(item => [item.ref, item]))
  return {
    title,
    id: 'enc-tab',
    columns: [{ name: 'Date', date: true }, { name: 'Title' }, { name: 'Details' }],
    rows: shown.map(({ encounter, date }): readonly Cell[] => [
      date ?? '',
      titleOf(record, encounter),
      [...headLines(record, encounter), ...structureLines(record, listsOf(structures, encounter))],
    ]),
    parts: ['consultations'],
    excluded: record.anyOff || shown.some(({ item }) => item.withheld.length > 0),
    filtered: true,
  }
}

/** Whoever led it, and where. */
function titleOf(record: CareRecord, { participant = [], serviceProvider }: Encounter): string {
  const having = (system: string, code: string) =>
    participant.find(({ type = [] }) =>
      type.some(({ coding = [] }) => coding.some(one => one.system === system && one.code === code)),
    )
  const who = having(valueSystems.participationType, 'PPRF') ?? having(valueSystems.participantType, 'REC')
  return lines(nameOf(record, who?.individual), nameOf(record, serviceProvider)).join(', ')
}

function headLines(record: CareRecord, { type, status, location, length }: Encounter): readonly string[] {
  return lines(
    labelled('Type', terms(type)),
    labelled(
      'Place',
      names(
        record,
        location?.map(one => one.location),
      ),
    ),
    length?.value === undefined ? '' : `Duration: ${length.value} minutes`,
    status === 'unknown' ? 'Not yet completed by its author' : '',
  )
}

/** The lists of a consultation's structure. */
function listsOf(structures: ReadonlyMap<string, Item>, encounter: Encounter): readonly List[] {
  const { resources = [] } = structures.get(`Encounter/${encounter.id}`) ?? {}
  return resources.filter(one => one.resourceType === 'List')
}

/** Topics and headings with their titles, and what they hold. */
function structureLines(record: CareRecord, lists: readonly List[]): readonly string[] {
  return lists.flatMap(list => {
    const refs = (list.entry ?? []).flatMap(({ item }) => item.reference ?? [])
    const items = refs.filter(ref => !ref.startsWith('List/')).flatMap(ref => described(record, ref))
    const level = list.code?.coding?.find(({ system }) => system === codeSystems.snomed)?.code
    const title = level === consultation ? '' : (list.title ?? '')
    return lines(title === '' ? '' : `${title}:`, ...problemLines(record, list), ...items)
  })
}

/** The problems that a topic is about. */
function problemLines(record: CareRecord, { extension = [] }: List): readonly string[] {
  return extension
    .filter(({ url }) => url === extensions.relatedProblemHeader)
    .flatMap(one => described(record, extensionOf(one, 'target')?.valueReference?.reference ?? ''))
}

const consultation = '325851000000107'
