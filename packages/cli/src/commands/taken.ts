import { displayDate } from '@gpc/fhir'
import { runImport } from '@gpc/intake'
import { patientRows } from '@gpc/store'
import { type TakenSummary, takenRemoval, takenSummary, takenTable } from '@gpc/systems'
import type { Command } from 'commander'
import { nhsNumber, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { systems } from '../systems.ts'
import { counted, painter, table } from '../text.ts'

interface Options {
  readonly practice: string
  readonly remove?: readonly string[]
  readonly removeAll?: boolean
  readonly json?: boolean
}

const columns = [
  { title: 'Key' },
  { title: 'Area' },
  { title: 'Entry', most: 48 },
  { title: 'Taken' },
  { title: 'From', most: 32 },
  { title: 'By', most: 24 },
  { title: 'To be done', most: 44 },
]

/** `gpc taken`: what was taken from other practices into a patient's record; and taking it out again. */
export function addTaken(program: Command, context: Context): void {
  program
    .command('taken')
    .description("List what was taken into a patient's record from other practices, or remove it again.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .requiredOption('--practice <ods>', 'whose record it was taken into', odsCode)
    .option('--remove <keys...>', 'remove these, by the keys that are shown')
    .option('--remove-all', 'remove all of them')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  gpc taken 9990000018 --practice A99003\n  gpc taken 9990000018 --practice A99003 --remove 1f2e3d4c',
    )
    .action((patient: string, { practice: ods, remove = [], removeAll = false, json = false }: Options) =>
      withDatabase(context, async ({ store }) => {
        const practice = await practiceOf(store, ods)
        const rows = await patientRows(store, ods, 'taken', takenTable, patient)
        const all = rows.map(({ key, columns: cells }) => takenSummary(key, cells))
        if (removeAll || remove.length > 0) {
          const keys = removeAll ? all.map(one => one.key) : remove.map(key => keyOf(key, all))
          await runImport(store, {
            practice,
            system: 'taken',
            delivery: takenRemoval(keys, operator(context)),
            systems,
          })
          return context.out.write(`${counted(keys.length, 'entry', 'entries')} removed from the record at ${ods}.\n`)
        }
        if (json) return context.out.write(all.map(one => `${JSON.stringify(one)}\n`).join(''))
        if (all.length === 0) return context.out.write('Nothing was taken from another practice.\n')
        const cells = all
          .toSorted((a, b) => (`${a.area} ${a.title}` < `${b.area} ${b.title}` ? -1 : 1))
          .map(one => [one.key.slice(0, 8), one.area, one.title, displayDate(one.at), one.from, one.by, toDo(one)])
        context.out.write(table(columns, cells, painter(context, context.out)))
        context.out.write(`${counted(all.length, 'entry', 'entries')}.\n`)
      }),
    )
}

function toDo({ needsAuthorisation, degraded, notForPatient }: TakenSummary): string {
  return [
    ...(needsAuthorisation ? ['re-authorise'] : []),
    ...(degraded ? ['code it'] : []),
    ...(notForPatient ? ['keep from the patient'] : []),
  ].join(', ')
}

/** @throws Problem if a key is none's, or several's */
function keyOf(text: string, all: readonly TakenSummary[]): string {
  const found = all.filter(one => one.key.startsWith(text.toLowerCase()))
  const [one] = found
  if (one === undefined || found.length > 1) {
    throw new Problem(
      `There is ${found.length === 0 ? 'nothing' : 'more than one'} with the key ${text}: see them without --remove.`,
    )
  }
  return one.key
}
