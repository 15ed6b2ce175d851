import { bookingEvents, type EventSummary, eventDestination, retryEvents, setEventDestination } from '@gpc/store'
import { type Command, InvalidArgumentError } from 'commander'
import { count, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { targetOf } from '../delivery/send.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { counted, painter, table } from '../text.ts'

interface Options {
  readonly practice: string
  readonly to?: string
  readonly failed?: boolean
  readonly retry?: boolean
  readonly most: number
  readonly json?: boolean
}

/** `gpc events`: what is booked here on its way to the practice's own system. */
export function addEvents(program: Command, context: Context): void {
  program
    .command('events')
    .description("Bookings on their way to the practice's own system: where they go, what arrived, what failed.")
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--to <destination>', 'deliver to folder:PATH or https://… from now on; none: keep them here', destination)
    .option('--failed', 'only those that have failed so far')
    .option('--retry', 'try those that failed again at once')
    .option('--most <number>', 'how many at most', count, 50)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  gpc events --practice A99001 --to folder:/srv/bookings/A99001\n  gpc events --practice A99001 --failed --retry',
    )
    .action((options: Options) =>
      withDatabase(context, async ({ store }) => {
        const { practice, to, failed = false, retry = false, most, json = false } = options
        await practiceOf(store, practice)
        if (to !== undefined) {
          await setEventDestination(store, practice, to === 'none' ? undefined : to, operator(context))
          context.err.write(
            to === 'none' ? `Events of ${practice} wait here.\n` : `Events of ${practice} go to ${to}.\n`,
          )
        }
        if (retry) {
          const again = await retryEvents(store, practice)
          context.err.write(`${counted(again, 'event')} will be tried again at once, by gpc serve or the sandbox.\n`)
        }
        const events = await bookingEvents(store, practice, { failed, most })
        if (json) return context.out.write(`${JSON.stringify(events, null, 2)}\n`)
        const target = await eventDestination(store, practice)
        context.out.write(`Destination: ${target ?? 'none, events wait here'}\n`)
        if (events.length === 0) context.out.write(failed ? 'No event has failed.\n' : 'There are no events yet.\n')
        else context.out.write(table(columns, events.map(cells), painter(context, context.out)))
      }),
    )
}

function destination(text: string): string {
  const target = text === 'none' ? text : targetOf(text)
  if (target === undefined)
    throw new InvalidArgumentError('It is folder:/absolute/path, https://…, http:// on this machine, or none.')
  return target
}

const columns = ['Event', 'When', 'What', 'Appointment', 'Version', 'Delivered', 'Tries', 'Failure'].map(title => ({
  title,
  most: title === 'Failure' ? 60 : 40,
}))

const minute = (time: string) => time.slice(0, 16).replace('T', ' ')

function cells({ id, at, kind, appointment, version, delivered, tries, failure, nextTry }: EventSummary): string[] {
  const state = delivered === undefined ? (failure === '' ? 'waits' : `next ${minute(nextTry)}`) : minute(delivered)
  return [String(id), minute(at), kind, appointment, String(version), state, String(tries), failure]
}
