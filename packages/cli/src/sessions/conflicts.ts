import { type BookingConflict, bookingConflicts } from '@gpc/store'
import type { Command } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { painter, table } from '../text.ts'

/** `gpc sessions conflicts`: appointments that were booked here, and that the practice's own system or staff see otherwise. */
export function addConflicts(group: Command, context: Context): void {
  group
    .command('conflicts')
    .description("List appointments booked here that the practice's own system sees otherwise.")
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc sessions conflicts A99001')
    .action((ods: string, { json = false }: { json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const all = await bookingConflicts(store, ods)
        if (json) context.out.write(`${JSON.stringify(all, null, 2)}\n`)
        else if (all.length === 0) context.out.write('No conflicts.\n')
        else context.out.write(table(columns, all.map(cells), painter(context, context.out)))
      }),
    )
}

const columns = ['When', 'Appointment', 'Booked by', 'Why', 'In the practice', 'Noticed'].map(title => ({ title }))

const cells = ({ starts, appointment, organisation, reason, held, noticed }: BookingConflict): string[] => [
  starts.slice(0, 16).replace('T', ' '),
  appointment,
  organisation,
  reason,
  held,
  noticed.slice(0, 16).replace('T', ' '),
]
