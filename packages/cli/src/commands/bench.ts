import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { benchmarksPage, type Part, parts, report, runBench } from '@gpc/bench'
import { type Command, Option } from 'commander'
import { count } from '../arguments.ts'
import type { Context } from '../context.ts'
import { home } from '../place.ts'

interface Options {
  readonly json?: boolean
  readonly quick?: boolean
  readonly only?: Part
  readonly seconds?: number
  readonly patients?: number
}

/** `gpc bench` (npm run bench): measures on this machine, and writes BENCHMARKS.md after a whole run. */
export function addBench(program: Command, context: Context): void {
  program
    .command('bench')
    .description(
      'Measure records, find and read, import, disk, memory and start on this machine; writes BENCHMARKS.md.',
    )
    .option('--quick', 'under a minute and a half, with figures that are less steady')
    .addOption(
      new Option(
        '--only <part>',
        'a: structured records, b: the bare server beside them, c: import, d: find and read, f: start; nothing is written then',
      ).choices(parts),
    )
    .option('--seconds <n>', 'how long each load is measured', count)
    .option('--patients <n>', 'how many patients each import has', count)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExamples:\n  npm run bench\n  gpc bench --only c --patients 100000')
    .action(async ({ json = false, ...options }: Options) => {
      const result = await runBench({ ...options, progress: doing => context.err.write(`${doing} …\n`) })
      context.out.write(json ? `${JSON.stringify(result, null, 2)}\n` : `\n${report(result)}\n`)
      if (options.only !== undefined) return
      const path = join(home, 'BENCHMARKS.md')
      await writeFile(path, benchmarksPage(result))
      context.err.write(`\nWritten to ${path}\n`)
    })
}
