import { addDays, londonDay } from '@gpc/fhir'
import { type Capacity, type CapacityRow, capacity, refreshCapacity, type ThirdNext } from '@gpc/store'
import type { Command } from 'commander'
import { day } from '../arguments.ts'
import { odsCodes } from '../booking/options.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { painter, table } from '../text.ts'

interface Options {
  readonly from: string
  readonly to?: string
  readonly practices?: readonly string[]
  readonly csv?: boolean
  readonly json?: boolean
}

/** `gpc capacity`: how the books of practices are used. */
export function addCapacity(program: Command, context: Context): void {
  program
    .command('capacity')
    .description('Report slots given, offered, booked and unused by practice, day, session type, channel and service.')
    .option('--from <date>', 'first day', day, londonDay())
    .option('--to <date>', 'last day; four weeks from the first, if absent', day)
    .option('--practices <ods>', 'ODS codes, with commas between; all, if absent', odsCodes)
    .option('--csv', 'as CSV')
    .option('--json', 'as JSON: rows, and the third next available appointment of each kind')
    .addHelpText(
      'after',
      '\nThe lead time is days from today to the third next available appointment of that kind, whoever it is for.' +
        '\n\nExample:\n  gpc capacity --from 2026-10-01 --to 2026-12-31 --csv > capacity.csv',
    )
    .action(({ from, to = addDays(from, 27), practices, csv = false, json = false }: Options) =>
      withDatabase(context, async ({ store }) => {
        await refreshCapacity(store)
        const now = Date.now()
        const period = { from, to, ...(practices === undefined ? {} : { practices }) }
        const found = await capacity(store, period, { now, today: londonDay(now) })
        if (json) return context.out.write(`${JSON.stringify(found)}\n`)
        const lines = linesOf(found)
        if (csv) return context.out.write([titles, ...lines].map(csvLine).join(''))
        if (lines.length === 0) return context.out.write('No practice has slots on these days.\n')
        const columns = titles.map((title, i) => ({ title, right: i > 4, most: 40 }))
        context.out.write(table(columns, lines, painter(context, context.out)))
      }),
    )
}

const titles = [
  'Practice',
  'Day',
  'Session type',
  'Channel',
  'Service',
  'Slots',
  'Offered',
  'Booked by practice',
  'Booked by others',
  'Unused',
  'Withheld',
  'Cancelled',
  'Did not attend',
  'Lead days',
]

const keyOf = ({ practice, sessionType, channel, service }: CapacityRow | ThirdNext) =>
  `${practice}\t${sessionType}\t${channel}\t${service}`

function linesOf({ rows, thirdNext }: Capacity): readonly (readonly string[])[] {
  const lead = new Map(thirdNext.map(one => [keyOf(one), String(one.leadDays)]))
  return rows.map(row => [
    row.practice,
    row.day,
    row.sessionType,
    row.channel,
    row.service,
    String(row.slots),
    String(row.offered),
    String(row.bookedByPractice),
    String(row.bookedByOthers),
    String(row.unused),
    String(row.withheld),
    String(row.cancelled),
    row.didNotAttend === undefined ? '' : String(row.didNotAttend),
    lead.get(keyOf(row)) ?? '',
  ])
}

/** Quoted where it must be; what a spreadsheet would take for a formula is made plain text. */
const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map(cell => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))
    .map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`
