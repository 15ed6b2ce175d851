import { type ImportRow, imports } from '@gpc/store'
import type { Command } from 'commander'
import { z } from 'zod'
import { count, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { duration, number, painter, table } from '../text.ts'

const counts = ['rows', 'inserted', 'updated', 'deleted', 'rejected', 'patients', 'entries', 'withheld'] as const
const columns = [
  { title: 'Import', right: true },
  { title: 'System' },
  { title: 'Finished' },
  { title: 'Took', right: true },
  ...counts.map(name => ({ title: name.replace(/^./, first => first.toUpperCase()), right: true })),
]

/** `gpc imports`: what was imported for a practice, newest first. */
export function addImports(program: Command, context: Context): void {
  program
    .command('imports')
    .description('List the imports of a practice, newest first.')
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--most <number>', 'how many at most', count, 20)
    .option('--json', 'as JSON, with the notices of each')
    .addHelpText('after', '\nExample:\n  gpc imports --practice A99001 --most 5')
    .action(({ practice, most, json = false }: { practice: string; most: number; json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        const rows = await imports(store, practice, most)
        if (json) context.out.write(`${JSON.stringify(rows, null, 2)}\n`)
        else if (rows.length === 0) context.out.write('Nothing has been imported yet.\n')
        else context.out.write(table(columns, rows.map(cells), painter(context, context.out)))
      }),
    )
}

const report = z.object({ counts: z.record(z.string(), z.number()) })

function cells({ id, system, finished, seconds, report: text }: ImportRow): string[] {
  const { data } = report.safeParse(text)
  const when = finished.toISOString().slice(0, 16).replace('T', ' ')
  return [
    String(id),
    system,
    `${when} UTC`,
    duration(seconds),
    ...counts.map(name => (data?.counts[name] === undefined ? '' : number(data.counts[name]))),
  ]
}
