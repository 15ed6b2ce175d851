import { londonInstant, londonTime } from '@gpc/fhir'
import { type AuditEntry, readAudit } from '@gpc/store'
import type { Command } from 'commander'
import { count, day, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { painter, table } from '../text.ts'

interface Options {
  readonly practice: string
  readonly patient?: string
  readonly user?: string
  readonly since?: string
  readonly most: number
  readonly json?: boolean
}

const columns = [
  { title: 'No', right: true },
  { title: 'When (London)' },
  { title: 'User', most: 28 },
  { title: 'At', most: 10 },
  { title: 'Interaction', most: 52 },
  { title: 'Patient' },
  { title: 'Status', right: true },
  { title: 'Error' },
  { title: 'Trace id' },
]

/** `gpc audit`: who asked for what of whom, newest first, by patient, user or date (SEC-AUD-05). */
export function addAudit(program: Command, context: Context): void {
  program
    .command('audit')
    .description('Show who asked for which record and what came of it, newest first.')
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--patient <id>', 'NHS number or logical id, as the request had it')
    .option('--user <id>', "the user's id, as the token had it")
    .option('--since <date>', 'from this day on', day)
    .option('--most <number>', 'how many rows at most', count, 50)
    .option('--json', 'one JSON object a line, with all that was kept')
    .addHelpText(
      'after',
      '\nExamples:\n  gpc audit --practice A99001 --patient 9990000018\n  gpc audit --practice A99001 --since 2026-01-31 --json',
    )
    .action(({ practice, patient, user, since, most, json = false }: Options) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        const rows = await readAudit(store, {
          practice,
          most,
          ...(patient === undefined ? {} : { patient: patient.replace(/(?<=\d) (?=\d)/g, '') }),
          ...(user === undefined ? {} : { user }),
          ...(since === undefined ? {} : { since: new Date(londonInstant(since, '00:00:00')) }),
        })
        if (json) for (const row of rows) context.out.write(`${JSON.stringify(row)}\n`)
        else if (rows.length === 0) context.out.write('Nothing in the audit answers to that.\n')
        else context.out.write(table(columns, rows.map(cells), painter(context, context.out)))
      }),
    )
}

function cells(row: AuditEntry): string[] {
  const when = londonTime(row.at.getTime()).slice(0, 19).replace('T', ' ')
  const interaction = row.interaction.replace('urn:nhs:names:services:gpconnect:', '')
  const { seq, userName, userId, organisation, patient, status, error, traceId } = row
  return [seq, when, userName || userId, organisation, interaction, patient, String(status), error, traceId]
}
