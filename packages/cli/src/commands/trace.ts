import type { Command } from 'commander'
import { odsCode, webAddress } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { findPds } from '../pds.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { progressOn } from '../progress.ts'
import { counted, painter } from '../text.ts'
import { traceUntraced } from '../tracing.ts'

/** `gpc trace`: asks PDS about every patient of a practice who hasn't been traced (FND-PAT-04). */
export function addTrace(program: Command, context: Context): void {
  program
    .command('trace')
    .description('Trace the patients of a practice at PDS, as far as that has not been done.')
    .requiredOption('--practice <ods>', 'ODS code of the practice', odsCode)
    .option('--pds <url>', 'PDS FHIR API; GPC_PDS, or the running sandbox, if absent', webAddress)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  gpc trace --practice A99001')
    .action(({ practice, pds: url, json = false }: { practice: string; pds?: string; json?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, practice)
        const pds = await findPds(context, url)
        if (pds === undefined) {
          throw new Problem('There is no PDS to ask: name it by --pds or GPC_PDS, or start the sandbox.')
        }
        const progress = progressOn(context.err, painter(context, context.err))
        const traced = await traceUntraced(store, pds, practice, progress)
        if (json) return context.out.write(`${JSON.stringify(traced)}\n`)
        const results = Object.entries(traced).map(([result, count]) => `${count} ${result}`)
        const total = Object.values(traced).reduce((sum, count) => sum + count, 0)
        context.out.write(
          total === 0
            ? 'Every patient had been traced already.\n'
            : `${counted(total, 'patient')} traced: ${results.join(', ')}.\n`,
        )
      }),
    )
}
