import { addDays, londonDay } from '@gpc/fhir'
import { type SessionSlot, type SessionSummary, sessionSlots, sessionSummaries } from '@gpc/store'
import type { Command } from 'commander'
import { day, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { painter, table } from '../text.ts'

interface ListOptions {
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** `gpc sessions list`: sessions of all sources, how full they are, and how old what is known of them is. */
export function addList(group: Command, context: Context): void {
  group
    .command('list')
    .description('List sessions with how many slots are free, booked, blocked or unknown.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--from <date>', 'the first day; today, if absent', day)
    .option('--to <date>', 'the last day; two weeks later, if absent', day)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc sessions list A99003 --from 2026-03-02 --to 2026-03-08')
    .action((ods: string, { from = londonDay(), to = addDays(from, 13), json = false }: ListOptions) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const all = await sessionSummaries(store, ods, from, to)
        if (json) return context.out.write(`${JSON.stringify(all, null, 2)}\n`)
        if (all.length === 0)
          return context.out.write(`${ods} has no sessions from ${from} to ${to}: gpc sessions add adds one.\n`)
        context.out.write(table(columns, all.map(cells), painter(context, context.out)))
      }),
    )
}

const columns = [
  { title: 'Session' },
  { title: 'When' },
  { title: 'What', most: 40 },
  { title: 'Source' },
  { title: 'As of' },
  ...['Slots', 'Free', 'Booked', 'Blocked', 'Unknown', 'Offered'].map(title => ({ title, right: true })),
]

function cells(one: SessionSummary): string[] {
  const { id, starts, ends, category, role, source, fileDay } = one
  const counts = [
    one.slots,
    one.free,
    one.booked,
    one.blocked + one.embargoed + one.cancelled,
    one.unknown,
    one.offered,
  ]
  const what = category === '' ? role : category
  return [id, when(starts, ends), what, source, fileDay, ...counts.map(String)]
}

const when = (starts: string, ends: string): string =>
  `${starts.slice(0, 10)} ${starts.slice(11, 16)}–${ends.slice(11, 16)}`

/** `gpc sessions show`: the slots of one session. */
export function addShow(group: Command, context: Context): void {
  group
    .command('show')
    .description('Show the slots of a session.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .argument('<session>', 'its id, as gpc sessions list has it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc sessions show A99003 0f6e2c0a-…')
    .action((ods: string, session: string, { json = false }: { json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const slots = await sessionSlots(store, ods, session)
        if (slots === undefined) throw noSession(ods, session)
        if (json) return context.out.write(`${JSON.stringify(slots, null, 2)}\n`)
        context.out.write(table(slotColumns, slots.map(slotCells), painter(context, context.out)))
      }),
    )
}

export const noSession = (ods: string, session: string): Problem =>
  new Problem(`${ods} has no session ${session}: gpc sessions list ${ods} names them.`)

const slotColumns = ['When', 'Channel', 'Type', 'State', 'Offered', 'Appointment', 'Slot'].map(title => ({ title }))

const slotCells = ({ starts, ends, channel, type, state, offered, appointment, id }: SessionSlot): string[] => [
  when(starts, ends),
  channel,
  type,
  appointment === '' ? state : 'booked',
  offered ? 'yes' : '',
  appointment,
  id,
]
