import { hash } from 'node:crypto'
import {
  healthcareServices,
  type PracticeSettings,
  practiceByOds,
  practices,
  type SwitchName,
  savePractice,
  setDeceasedDays,
  setSwitch,
  settingsReader,
} from '@gpc/store'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { capabilitySwitches, otherSwitches, practiceSystems, systemTitles } from '../systems.ts'
import { painter, table } from '../text.ts'

/** `gpc practice`: which practices this provider serves, and their switches (NFR-ENA-01 to 03). */
export function addPractice(program: Command, context: Context): void {
  const group = program.command('practice').description('Add and list practices, and switch their capabilities.')
  addAdd(group, context)
  addList(group, context)
  addSwitch(group, context, true)
  addSwitch(group, context, false)
}

interface Details {
  readonly name?: string
  readonly system?: string
  readonly asid?: string
  readonly partyKey?: string
  readonly deceasedDays?: number
}

function addAdd(group: Command, context: Context): void {
  group
    .command('add')
    .description(
      'Add a practice, or change its name, system, ASID or party key. A new one has everything switched off.',
    )
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--name <name>', 'name of the practice')
    .addOption(new Option('--system <system>', 'its clinical system').choices([...practiceSystems]))
    .option('--asid <asid>', 'ASID of its system in SDS, twelve digits; made up for a sandbox, if absent', asid)
    .option('--party-key <key>', 'party key in SDS, such as A99001-821234; made up for a sandbox, if absent')
    .option('--deceased-days <days>', 'days after death for which documents stay accessible; 28, if never given', days)
    .addHelpText(
      'after',
      '\nExample:\n  gpc practice add A99009 --name "Riverside Practice" --system emis --asid 200000000205 --party-key A99009-821234',
    )
    .action((ods: string, given: Details) =>
      withDatabase(context, async ({ store }) => {
        const before = await practiceByOds(store, ods)
        const name = given.name ?? before?.name
        const system = given.system ?? before?.system
        if (name === undefined || system === undefined) {
          return group.error('error: a new practice needs --name and --system.', { exitCode: 2 })
        }
        const fallback = madeUp(ods)
        const practice = {
          ods,
          name,
          system,
          asid: given.asid ?? before?.asid ?? fallback.asid,
          partyKey: given.partyKey ?? before?.partyKey ?? fallback.partyKey,
        }
        await savePractice(store, practice)
        if (given.deceasedDays !== undefined) await setDeceasedDays(store, ods, given.deceasedDays, operator(context))
        context.out.write(`${ods} ${name} (${systemTitles[system] ?? system}) is ${before ? 'changed' : 'added'}.\n`)
        if (before !== undefined) return
        context.out.write(`Everything is switched off: switch it on by gpc practice enable ${ods}.\n`)
      }),
    )
}

function days(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 36_500)
    throw new InvalidArgumentError('A number of days, 36500 at most.')
  return Number(text)
}

function asid(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An ASID is twelve digits.')
  return text
}

/** An ASID and a party key that belong to nobody in particular, the same for the same practice. */
function madeUp(ods: string) {
  const digits = String(BigInt(`0x${hash('sha1', ods, 'hex').slice(0, 15)}`)).slice(-10)
  return { asid: `91${digits.padStart(10, '0')}`, partyKey: `${ods}-${digits.slice(0, 6)}` }
}

const columns = ['ODS', 'Name', 'System', 'ASID', 'Party key', 'Switched on'].map(title => ({ title }))

function addList(group: Command, context: Context): void {
  group
    .command('list')
    .description('List the practices with what is switched on.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc practice list')
    .action(({ json = false }: { json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        const reader = await settingsReader(store)
        const all: PracticeSettings[] = []
        for (const { ods } of await practices(store)) {
          const settings = await reader.of(ods)
          if (settings !== undefined) all.push(settings)
        }
        await reader.close()
        if (json) {
          const plain = all.map(one => ({ ...one, enabled: [...one.enabled], areasOff: [...one.areasOff] }))
          return context.out.write(`${JSON.stringify(plain, null, 2)}\n`)
        }
        if (all.length === 0) return context.out.write('There are no practices yet: gpc practice add adds one.\n')
        const rows = all.map(one => [
          one.ods,
          one.name,
          systemTitles[one.system] ?? one.system,
          one.asid,
          one.partyKey,
          switchedOn(one),
        ])
        context.out.write(table(columns, rows, painter(context, context.out)))
      }),
    )
}

function switchedOn({ enabled, areasOff }: PracticeSettings): string {
  const off = areasOff.size === 0 ? '' : ` without ${[...areasOff].join(', ')}`
  if (!enabled.has('gp-connect')) return 'nothing'
  return `${[...enabled]
    .filter(name => !name.startsWith('area:'))
    .sort()
    .join(', ')}${off}`
}

function addSwitch(group: Command, context: Context, on: boolean): void {
  const verb = on ? 'enable' : 'disable'
  group
    .command(verb)
    .description(`Switch capabilities of a practice ${on ? 'on' : 'off'}, at once; it is kept who did it.`)
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .addArgument(
      new Argument(
        '[capability...]',
        `which; all, if absent: ${capabilitySwitches.join(', ')}; or ${otherSwitches.join(', ')}, area:NAME`,
      ).argParser(switchName),
    )
    .addHelpText(
      'after',
      `\nExamples:\n  gpc practice ${verb} A99001\n  gpc practice ${verb} A99001 structured area:allergies`,
    )
    .action((ods: string, names: readonly SwitchName[] | undefined) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const chosen = names === undefined || names.length === 0 ? capabilitySwitches : names
        if (on && chosen.includes('service-filtering') && (await healthcareServices(store, ods)).length === 0)
          throw new Problem(`${ods} offers no services to filter by: add them by gpc service add ${ods}.`)
        for (const name of chosen) await setSwitch(store, ods, name, on, operator(context))
        context.out.write(`Switched ${on ? 'on' : 'off'} at ${ods}: ${chosen.join(', ')}.\n`)
      }),
    )
}

function switchName(text: string, before: readonly SwitchName[] = []): SwitchName[] {
  const all = [...capabilitySwitches, ...otherSwitches]
  const name = all.find(one => one === text) ?? (isArea(text) ? text : undefined)
  if (name === undefined) throw new InvalidArgumentError(`Choose among ${all.join(', ')}, area:NAME.`)
  return [...before, name]
}

const isArea = (text: string): text is `area:${string}` => /^area:[a-z-]+$/.test(text)
