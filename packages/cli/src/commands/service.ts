import { healthcareServices, removeHealthcareService, saveHealthcareService } from '@gpc/store'
import { type Command, InvalidArgumentError } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { painter, table } from '../text.ts'

/** `gpc service`: the services that a practice offers, as the Directory of Services names them (FND-HCS, APT-SVC-05). */
export function addService(program: Command, context: Context): void {
  const group = program
    .command('service')
    .description('Add, list and remove the services that a practice offers.')
    .addHelpText(
      'after',
      `${example}\nThey are found by consumers while service-filtering is switched on:\n  gpc practice enable A99001 service-filtering`,
    )
  addAdd(group, context)
  addList(group, context)
  addRemove(group, context)
}

const example = '\nExample:\n  gpc service add A99001 1000000123 --name "Minor illness clinic"\n'

function addAdd(group: Command, context: Context): void {
  group
    .command('add')
    .description('Add a service, or change its name or surgery; it is kept who did it.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .argument('<service-id>', 'its id in the Directory of Services', serviceId)
    .requiredOption('--name <name>', 'its name, as people know it')
    .option('--location <id>', 'logical id of the surgery where it is given')
    .addHelpText('after', example)
    .action((ods: string, dosServiceId: string, { name, location = '' }: { name: string; location?: string }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const { id } = await saveHealthcareService(store, ods, { dosServiceId, name, location }, operator(context))
        context.out.write(`${ods} offers ${name} (${dosServiceId}), which is HealthcareService/${id}.\n`)
      }),
    )
}

function serviceId(text: string): string {
  if (!/^[\w.-]{1,64}$/.test(text)) throw new InvalidArgumentError('A service id is like 1000000123.')
  return text
}

const columns = ['Service id', 'Name', 'Surgery', 'Logical id'].map(title => ({ title }))

function addList(group: Command, context: Context): void {
  group
    .command('list')
    .description('List the services of a practice.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc service list A99001')
    .action((ods: string, { json = false }: { json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const all = await healthcareServices(store, ods)
        if (json) return context.out.write(`${JSON.stringify(all, null, 2)}\n`)
        if (all.length === 0) return context.out.write(`${ods} offers no services: gpc service add adds one.\n`)
        const rows = all.map(one => [one.dosServiceId, one.name, one.location, one.id])
        context.out.write(table(columns, rows, painter(context, context.out)))
      }),
    )
}

function addRemove(group: Command, context: Context): void {
  group
    .command('remove')
    .description('Remove a service from the list; it is kept who did it.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .argument('<service-id>', 'its id in the Directory of Services', serviceId)
    .addHelpText('after', '\nExample:\n  gpc service remove A99001 1000000123')
    .action((ods: string, dosServiceId: string) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        if (!(await removeHealthcareService(store, ods, dosServiceId, operator(context))))
          throw new Problem(`${ods} has no service ${dosServiceId}: gpc service list ${ods} names those that it has.`)
        context.out.write(`${ods} no longer offers ${dosServiceId}.\n`)
      }),
    )
}
