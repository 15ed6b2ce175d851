/** The neutral file as CSV: sessions.csv and slots.csv, columns by name, UTF-8. */
import { notOffered, type Offer, organisationTypes } from '@gpc/clinical'
import type { SourceFile } from '../shared/files.ts'
import { type Cells, readTable, type TableLayout } from '../shared/table.ts'
import { type Fault, isFault, type NeutralReject, type Placed, type SessionText, type SlotText } from './book.ts'

export const sessionLayout: TableLayout = {
  table: 'sessions',
  required: ['SessionId', 'Start', 'End'],
  optional: [
    'Location',
    'Practitioners',
    'Role',
    'SessionType',
    'ServiceId',
    'Bookable',
    'OrganisationTypes',
    'Organisations',
    'WindowDays',
    'EmbargoMinutes',
    'Limit',
  ],
}

export const slotLayout: TableLayout = {
  table: 'slots',
  required: ['SlotId', 'SessionId', 'Start', 'End'],
  optional: ['Channel', 'SlotType', 'State', 'NhsNumber', 'Attendance', 'Booked', 'Description'],
}

interface Read<T> {
  readonly rows: readonly Placed<T>[]
  readonly rejects: readonly NeutralReject[]
}

/** @throws ImportRefused if the header lacks a column that must be there */
export const readSessions = (file: SourceFile): Promise<Read<SessionText>> => readRows(file, sessionLayout, sessionText)

/** @throws ImportRefused if the header lacks a column that must be there */
export const readSlots = (file: SourceFile): Promise<Read<SlotText>> => readRows(file, slotLayout, slotText)

async function readRows<T extends object>(
  file: SourceFile,
  layout: TableLayout,
  textOf: (cells: Cells) => T,
): Promise<Read<T>> {
  const rows: Placed<T>[] = []
  const rejects: NeutralReject[] = []
  // the name of the source doesn't leave this function
  for await (const batch of readTable(file, { kind: 'header', layout }, 'local', 'utf-8', () => {})) {
    for (const row of batch) {
      if ('kind' in row) {
        rejects.push({ ...row.at, column: row.column ?? '', reason: row.reason, row: row.row })
        continue
      }
      rows.push({ text: textOf(row.cells), at: row.at, row: row.text })
    }
  }
  return { rows, rejects }
}

const list = (cell = ''): string[] =>
  cell
    .split(';')
    .map(one => one.trim())
    .filter(one => one !== '')

function sessionText(cells: Cells): SessionText {
  const { SessionId = '', Start = '', End = '', Location = '', Role = '', SessionType = '', ServiceId = '' } = cells
  const offer = offerIn(cells)
  return {
    key: SessionId,
    start: Start,
    end: End,
    location: Location,
    practitioners: list(cells.Practitioners),
    role: Role,
    category: SessionType,
    service: ServiceId,
    ...(offer === undefined ? {} : isFault(offer) ? { fault: offer } : { offer }),
  }
}

/** How the session is marked; undefined where it is left to the practice's rules. */
function offerIn(cells: Cells): Offer | Fault | undefined {
  const { Bookable = '', WindowDays, EmbargoMinutes = '0', Limit } = cells
  if (Bookable === '') return undefined
  const bookable = Bookable.toLowerCase()
  if (bookable !== 'true' && bookable !== 'false') return { column: 'Bookable', reason: 'is neither true nor false' }
  const types = list(cells.OrganisationTypes)
  const known = organisationTypes.filter(one => types.includes(one))
  if (known.length < new Set(types).size)
    return { column: 'OrganisationTypes', reason: `are ${organisationTypes.join(' and ')}, with a semicolon between` }
  for (const column of ['WindowDays', 'EmbargoMinutes', 'Limit']) {
    if (!/^\d{0,6}$/.test(cells[column] ?? '')) return { column, reason: 'is no whole number' }
  }
  return {
    ...notOffered,
    bookable: bookable === 'true',
    organisationTypes: known,
    organisations: list(cells.Organisations).map(one => one.toUpperCase()),
    embargoMinutes: Number(EmbargoMinutes),
    ...(WindowDays === undefined ? {} : { windowDays: Number(WindowDays) }),
    ...(Limit === undefined ? {} : { limit: Number(Limit) }),
  }
}

function slotText(cells: Cells): SlotText {
  const { SlotId = '', SessionId = '', Start = '', End = '', Channel = '', SlotType = '', State = '' } = cells
  const { NhsNumber = '', Attendance = '', Booked = '', Description = '' } = cells
  return {
    key: SlotId,
    session: SessionId,
    start: Start,
    end: End,
    channel: Channel,
    type: SlotType,
    state: State,
    nhsNumber: NhsNumber,
    attendance: Attendance,
    booked: Booked,
    description: Description,
  }
}
