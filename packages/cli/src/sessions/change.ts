import { londonInstant } from '@gpc/fhir'
import { changeSlots, type SlotChange, type Store, sessionSlots } from '@gpc/store'
import { type Command, InvalidArgumentError } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { counted } from '../text.ts'
import { noSession } from './list.ts'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly withBookings?: boolean
  readonly json?: boolean
}

const words = { blocked: 'blocked', cancelled: 'cancelled', free: 'released' } as const

export const addBlock = (group: Command, context: Context): void =>
  addChange(
    group,
    context,
    'block',
    'blocked',
    'Block a session, or its slots between two times: nobody can book them.',
  )

export const addRelease = (group: Command, context: Context): void =>
  addChange(group, context, 'release', 'free', 'Release slots that were blocked or cancelled: they are free again.')

export const addCancel = (group: Command, context: Context): void =>
  addChange(group, context, 'cancel', 'cancelled', 'Cancel a session, or its slots between two times.')

function addChange(
  group: Command,
  context: Context,
  name: string,
  state: SlotChange['state'],
  description: string,
): void {
  const command = group
    .command(name)
    .description(description)
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .argument('<session>', 'its id, as gpc sessions list has it')
    .option('--from <HH:mm>', 'slots that begin then or later', clock)
    .option('--to <HH:mm>', 'slots that begin before', clock)
    .option('--json', 'as JSON')
    .addHelpText('after', `\nExample:\n  gpc sessions ${name} A99003 0f6e2c0a-… --from 10:00 --to 11:00`)
  if (state !== 'free')
    command.option('--with-bookings', 'also slots that are booked: the appointments stay, and are listed as conflicts')
  command.action((ods: string, session: string, options: Options) =>
    withDatabase(context, async ({ store }) => {
      await practiceOf(store, ods)
      const change = await changeOf(store, ods, session, state, options)
      const result = await changeSlots(store, ods, change, operator(context))
      if (result.outcome === 'missing') throw noSession(ods, session)
      if (result.outcome === 'imported')
        throw new Problem(
          `The session comes from ${result.source} files, and the next import would undo this: change it there.`,
        )
      if (result.outcome === 'booked')
        throw new Problem(
          `Nothing was changed: ${counted(result.appointments.length, 'appointment')} in it (${result.appointments.join(', ')}). Cancel them first, or give --with-bookings.`,
        )
      if (options.json === true) return context.out.write(`${JSON.stringify(result)}\n`)
      context.out.write(`${counted(result.slots, 'slot')} ${words[state]}.\n`)
    }),
  )
}

function clock(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new InvalidArgumentError('A time is like 09:30.')
  return text
}

/** Times are of the day on which the session begins. */
async function changeOf(
  store: Store,
  ods: string,
  session: string,
  state: SlotChange['state'],
  { from, to, withBookings = false }: Options,
): Promise<SlotChange> {
  const day = (await sessionSlots(store, ods, session))?.[0]?.starts.slice(0, 10)
  const at = (time: string | undefined) =>
    time === undefined || day === undefined ? undefined : londonInstant(day, `${time}:00`)
  const [begin, end] = [at(from), at(to)]
  return {
    session,
    state,
    bookedToo: withBookings || state === 'free',
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
  }
}
