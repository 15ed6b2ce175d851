import { londonDay } from '@gpc/fhir'
import { clearFlag, type FlagName, patientsByNhsNumber, setFlag } from '@gpc/store'
import { Argument, type Command } from 'commander'
import { day, nhsNumber, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'

const flags = {
  dissent: 'does not consent to sharing the record: requests are refused',
  'in-transit': 'the record has not wholly arrived from the last practice: answers carry a warning',
  'awaiting-filing': 'results were received that nobody has filed yet: answers carry a warning',
  merged: 'the record has been merged into another: answered as not found',
  hidden: 'the practice does not give this record out: answered as not found',
} as const satisfies Record<FlagName, string>

interface Options {
  readonly practice: string
  readonly date?: string
  readonly into?: string
  readonly clear?: boolean
}

/** `gpc flag`: the provider's own administration of one patient, which no native format carries. */
export function addFlag(program: Command, context: Context): void {
  const names = Object.keys(flags)
  program
    .command('flag')
    .description("Set or clear one of the practice's own flags of a patient.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .addArgument(new Argument('<flag>', 'which').choices(names))
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--date <date>', 'for in-transit: the day that the transfer began; today, if absent', day)
    .option('--into <nhs-number>', 'for merged: the number that the record lives under now', nhsNumber)
    .option('--clear', 'take the flag away')
    .addHelpText(
      'after',
      `\nFlags:\n${Object.entries(flags)
        .map(([name, text]) => `  ${name.padEnd(15)} ${text}\n`)
        .join('')}
Examples:
  gpc flag 9990000018 dissent --practice A99001
  gpc flag 9990000018 in-transit --practice A99001 --date 2026-01-31
  gpc flag 9990000018 dissent --practice A99001 --clear`,
    )
    .action((patient: string, flag: FlagName, { practice, date, into, clear = false }: Options) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        if ((await patientsByNhsNumber(store, practice, patient)).length === 0) {
          throw new Problem(`${practice} has no patient with NHS number ${patient}: check the number and the practice.`)
        }
        if (clear) {
          await clearFlag(store, practice, patient, flag)
          return context.out.write(`${patient} is no longer flagged ${flag} at ${practice}.\n`)
        }
        await setFlag(store, practice, patient, flag, detail(flag, date, into), operator(context))
        context.out.write(`${patient} is flagged ${flag} at ${practice}: ${flags[flag]}.\n`)
      }),
    )
}

function detail(flag: FlagName, date: string | undefined, into: string | undefined): string {
  if (date !== undefined && flag !== 'in-transit') {
    throw new Problem('--date goes with in-transit only: leave it out.', { exitCode: 2 })
  }
  if ((into !== undefined) !== (flag === 'merged')) {
    throw new Problem('merged needs --into NHS-NUMBER, and no other flag has it.', { exitCode: 2 })
  }
  if (flag === 'in-transit') return date ?? londonDay()
  return into ?? ''
}
