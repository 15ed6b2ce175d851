import { withheldEntries } from '@gpc/store'
import type { Command } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { counted, painter, table } from '../text.ts'

const page = 1000
const columns = [{ title: 'Patient', most: 40 }, { title: 'Source' }, { title: 'Entry', most: 64 }, { title: 'Reason' }]

/** `gpc withheld`: entries that are in the record and leave by no API; never their content. */
export function addWithheld(program: Command, context: Context): void {
  program
    .command('withheld')
    .description('List entries of a practice that never leave by an API, with the reason.')
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  gpc withheld --practice A99001')
    .action(({ practice, json = false }: { practice: string; json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        const paint = painter(context, context.out)
        let total = 0
        for (;;) {
          const rows = await withheldEntries(store, practice, page, total)
          total += rows.length
          if (json) for (const row of rows) context.out.write(`${JSON.stringify(row)}\n`)
          else if (rows.length > 0) {
            const cells = rows.map(({ owner, source, key, reason }) => [owner, source, key, reason])
            context.out.write(table(columns, cells, paint))
          }
          if (rows.length < page) break
        }
        if (!json)
          context.out.write(total === 0 ? 'Nothing is withheld.\n' : `${counted(total, 'entry', 'entries')}.\n`)
      }),
    )
}
