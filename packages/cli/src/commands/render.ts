import { runImport } from '@gpc/intake'
import { practices } from '@gpc/store'
import type { Command } from 'commander'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { progressOn } from '../progress.ts'
import { systems } from '../systems.ts'
import { counted, painter } from '../text.ts'

/** `gpc render`: after an update of this software, records are rendered again from the rows that were imported. */
export function addRender(program: Command, context: Context): void {
  program
    .command('render')
    .description('Render records again that another version of this software rendered; nothing is imported.')
    .option('--practice <ods>', 'ODS code of one practice; all of them, if absent', odsCode)
    .addHelpText('after', '\nExamples:\n  gpc render\n  gpc render --practice A99001')
    .action(({ practice }: { practice?: string }) =>
      withDatabase(context, async ({ store }) => {
        const all = practice === undefined ? await practices(store) : [await practiceOf(store, practice)]
        const progress = progressOn(context.err, painter(context, context.err))
        for (const one of all) {
          const { patients } = await runImport(store, {
            practice: one,
            system: one.system,
            delivery: nothing,
            systems,
            progress: step => {
              if (step.step !== 'rendering') return
              progress.show({
                label: `Rendering patients of ${one.name}`,
                done: step.patients,
                of: step.of,
                rate: { count: step.patients, unit: 'patients' },
              })
            },
          })
          progress.end()
          context.out.write(`${one.ods} ${one.name}: ${counted(patients, 'patient')} rendered again.\n`)
        }
      }),
    )
}

/** A delivery with nothing in it. */
const nothing = {
  notices: [],
  bytes: 0,
  whole: [],
  async *items() {},
}
