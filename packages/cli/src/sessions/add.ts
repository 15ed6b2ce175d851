import { deliveryChannels, organisationTypes, sessionsOf } from '@gpc/clinical'
import { addSessions, healthcareServices } from '@gpc/store'
import { type Command, Option } from 'commander'
import { count, day, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { counted } from '../text.ts'
import { placesOf } from './places.ts'
import { sessionWords, templateOf } from './template.ts'

/** Sessions that one command makes at most: ten years of a weekly one. */
const most = 520

const list = (text: string, before: readonly string[] = []): string[] => [...before, ...text.split(',')]

/** `gpc sessions add`: once, or weekly until a day; the same again adds nothing. */
export function addAdd(group: Command, context: Context): void {
  group
    .command('add')
    .description('Add a session, once or weekly; sessions that are there already stay as they are.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--template <file>', 'JSON file with any of what follows; options come before it')
    .option('--date <date>', 'the (first) day', day)
    .option('--from <HH:mm>', 'begin, London time')
    .option('--to <HH:mm>', 'end')
    .option('--minutes <number>', 'length of a slot', count)
    .addOption(new Option('--channel <channel>', 'delivery channel').choices([...deliveryChannels]))
    .option('--type <text>', 'slot type, as patients know it')
    .option('--category <text>', 'session type')
    .option('--role <code>', 'SDS job role, such as R0260; that of the first of --staff, if absent')
    .option('--location <surgery>', 'name, ODS site code or logical id; the main surgery, if absent')
    .option('--staff <names>', 'name, SDS user id, GMC, GMP or NMC number, or logical id; several with commas', list)
    .option('--service <id>', 'id in the Directory of Services')
    .option('--repeat-until <date>', 'weekly, up to and including that day', day)
    .optionsGroup("Who may book (else as the practice's rules say):")
    .option('--bookable', 'other organisations may')
    .option('--no-bookable', 'the practice alone')
    .option('--for-types <types>', `only organisations of these types: ${organisationTypes.join(', ')}`, list)
    .option('--for-ods <codes>', 'only organisations with these ODS codes', list)
    .option('--window-days <number>', 'no more than so many days ahead', count)
    .option('--embargo-minutes <number>', 'no later than so many minutes before', count)
    .option('--limit <number>', 'as many slots an organisation may hold', count)
    .optionsGroup('Output:')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gpc sessions add A99003 --date 2026-03-02 --from 09:00 --to 12:00 --minutes 10 --channel Telephone \\
    --type "Telephone consultation" --staff "Bettina Marlowe" --repeat-until 2026-05-25 --bookable
  gpc sessions add A99003 --template monday.json --date 2026-06-01`,
    )
    .action((ods: string, { template: file, json = false, ...options }: Readonly<Record<string, unknown>>) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const words = await sessionWords(typeof file === 'string' ? file : undefined, options)
        const template = templateOf(words, await placesOf(store, ods))
        const services = await healthcareServices(store, ods)
        if (template.service !== undefined && !services.some(one => one.dosServiceId === template.service))
          throw new Problem(`${ods} has no service ${template.service}: add it by gpc service add ${ods}.`)
        if (words.repeatUntil !== undefined && words.repeatUntil < words.date)
          throw new Problem('--repeat-until is before --date.', { exitCode: 2 })
        const sessions = sessionsOf(template, words.repeatUntil)
        if (sessions.length > most)
          throw new Problem(`That would be ${sessions.length} sessions: repeat until an earlier day.`, { exitCode: 2 })
        if (sessions.length === 0)
          throw new Problem('Not one slot fits between the two times: give a later end, or fewer minutes.', {
            exitCode: 2,
          })
        const result = await addSessions(store, ods, sessions, operator(context))
        const slots = sessions.reduce((sum, one) => sum + one.slots.length, 0)
        if (json) return context.out.write(`${JSON.stringify(result)}\n`)
        const already = result.already.length === 0 ? '' : ` ${result.already.length} were there already.`
        context.out.write(
          `${counted(result.added.length, 'session')} added${result.added.length === sessions.length ? ` with ${counted(slots, 'slot')}` : ''}.${already}\n`,
        )
      }),
    )
}
