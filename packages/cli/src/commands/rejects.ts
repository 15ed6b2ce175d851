import { type RejectRow, rejects } from '@gpc/store'
import type { Command } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { counted, painter, plain, table } from '../text.ts'

const page = 1000

/** `gpc rejects`: what couldn't be read, with its place, the reason and the row itself. */
export function addRejects(program: Command, context: Context): void {
  program
    .command('rejects')
    .description("List rows of a practice's files that could not be read, with place and reason.")
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--json', 'one JSON object a line, the whole row with it')
    .addHelpText(
      'after',
      '\nExamples:\n  gpc rejects --practice A99001\n  gpc rejects --practice A99001 --json > rejects.jsonl',
    )
    .action(({ practice, json = false }: { practice: string; json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        const paint = painter(context, context.out)
        let total = 0
        for (;;) {
          const rows = await rejects(store, practice, page, total)
          total += rows.length
          if (json) for (const row of rows) context.out.write(`${JSON.stringify(row)}\n`)
          else if (rows.length > 0) context.out.write(table(columns, rows.map(cells), paint))
          if (rows.length < page) break
        }
        if (!json)
          context.out.write(`${total === 0 ? 'No' : ''}${total === 0 ? ' rejects' : counted(total, 'reject')}.\n`)
      }),
    )
}

const columns = [
  { title: 'File', most: 48 },
  { title: 'Line', right: true },
  { title: 'Column', most: 24 },
  { title: 'Reason', most: 80 },
  { title: 'Row', most: 48 },
]

const cells = ({ file, line, column, reason, row }: RejectRow) => [file, String(line), column ?? '', reason, plain(row)]
