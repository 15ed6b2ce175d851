import { type FreeSlot, inTimeOrder, isWished, type NoAnswer, type SlotAnswer } from '@gpc/client'
import { addDays, londonDay } from '@gpc/fhir'
import type { Command } from 'commander'
import { count, day } from '../arguments.ts'
import { type AskingOptions, addAsking, askingOf, odsCodes, organisationTypeOption } from '../booking/options.ts'
import { undecided } from '../booking/outcome.ts'
import { nameOfSlot, slotTable, whyNot } from '../booking/print.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { counted, painter } from '../text.ts'

interface Options extends AskingOptions {
  readonly practices: readonly string[]
  readonly from: string
  readonly to?: string
  readonly type?: string
  readonly channel?: string
  readonly service?: string
  readonly timeout: number
  readonly json?: boolean
}

/** `gpc slots`: free slots of many practices at once, through SDS and SSP. */
export function addSlots(program: Command, context: Context): void {
  const command = program
    .command('slots')
    .description('Search for free slots in many practices at once; those that do not answer hold up nothing.')
    .requiredOption('--practices <ods>', 'ODS codes, with commas between', odsCodes)
    .option('--from <date>', 'first day', day, londonDay())
    .option('--to <date>', 'last day; a week later, if absent', day)
    .option('--type <word>', 'a word of the slot type, session type or role, such as nurse')
    .option('--channel <channel>', 'In-person, Telephone or Video')
    .option('--service <id>', 'id in the Directory of Services')
    .option('--timeout <seconds>', 'for each practice', count, 10)
    .option('--json', 'one line of JSON for each slot, and for each practice that did not answer')
    .addOption(organisationTypeOption())
  addAsking(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all practices answered, 3 some did, 1 none did.' +
        '\n\nExamples:\n  gpc slots --practices A99001,A99002 --from 2026-12-01 --to 2026-12-14 --type nurse' +
        '\n  gpc slots --practices A99001,A99002 --service 2000001234 --json',
    )
    .action((options: Options) => search(context, options))
}

async function search(context: Context, options: Options): Promise<void> {
  const { practices, from, to = addDays(from, 7), type, channel, service, timeout, json = false } = options
  const { gpc, organisationType } = await askingOf(context, options)
  const found: FreeSlot[] = []
  const failed = new Map<string, NoAnswer>()
  const paint = painter(context, context.err)
  const answers = gpc.slots({
    practices,
    from,
    to,
    organisationType,
    serviceId: service,
    timeoutMs: timeout * 1000,
    signal: context.signal,
  })
  for await (const answer of answers) {
    const wished = 'failed' in answer ? [] : answer.slots.filter(slot => isWished(slot, { type, channel }))
    if ('failed' in answer) failed.set(answer.practice, answer.failed)
    found.push(...wished)
    if (json) context.out.write(jsonLines(answer, wished))
    context.err.write(`${'failed' in answer ? paint('yellow', told(answer, wished)) : told(answer, wished)}\n`)
  }
  if (!json) {
    if (found.length === 0) context.out.write('No free slots were found.\n')
    else context.out.write(slotTable(inTimeOrder(found), painter(context, context.out)))
  }
  if (failed.size === 0) return
  const names = [...failed].map(([ods, why]) => `${ods} ${whyNot[why]}`).join('; ')
  throw new Problem(`Slots of these practices are not known: ${names}.`, {
    exitCode: failed.size < practices.length ? undecided : 1,
  })
}

/** A line as soon as a practice has answered; APT-SRCH-22 for one that doesn't filter by service. */
function told(answer: SlotAnswer, wished: readonly FreeSlot[]): string {
  const { practice, range } = answer
  if ('failed' in answer) return `${practice} ${whyNot[answer.failed]} (from ${range.from} on): ${answer.error.message}`
  const { filter, unreadable } = answer
  const unfiltered =
    filter === undefined || filter === 'enabled' ? '' : `; NOT filtered by service, the practice says: ${filter}`
  const lost = unreadable === 0 ? '' : `; ${counted(unreadable, 'slot')} could not be read`
  return `${practice}: ${counted(wished.length, 'slot')} from ${range.from} to ${range.to}${unfiltered}${lost}`
}

function jsonLines(answer: SlotAnswer, wished: readonly FreeSlot[]): string {
  if ('failed' in answer) {
    const { practice, range, failed, error } = answer
    return `${JSON.stringify({ practice, range, failed, message: error.message })}\n`
  }
  return wished
    .map(slot => {
      const { resources: _, ...rest } = slot
      return `${JSON.stringify({ slot: nameOfSlot(slot), ...rest })}\n`
    })
    .join('')
}
