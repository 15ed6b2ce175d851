import { resolve } from 'node:path'
import { inventPatients, inventPractice, type SystemName, sampleDay } from '@gpc/synth'
import { type Command, Option } from 'commander'
import { count, day, odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { progressOn } from '../progress.ts'
import { writeSamples } from '../sandbox/write-samples.ts'
import { practiceSystems, systemTitles } from '../systems.ts'
import { counted, duration, painter } from '../text.ts'
import { writers } from '../writers.ts'

interface Options {
  readonly system?: SystemName
  readonly patients: number
  readonly seed: string
  readonly out?: string
  readonly practice?: string
  readonly today: string
  readonly sandbox?: string
}

const homes: Readonly<Record<SystemName, string>> = {
  emis: 'A99001',
  tpp: 'A99002',
  vision: 'A99003',
  microtest: 'A99004',
}

/** `gpc synth`: invented patients as native files; the same seed and day give the same bytes. */
export function addSynth(program: Command, context: Context): void {
  program
    .command('synth')
    .description("Write invented patients as native files of a system; or the sandbox's sample files.")
    .addOption(new Option('--system <system>', 'whose format').choices([...practiceSystems]))
    .option('--patients <number>', 'how many', count, 1000)
    .option('--seed <text>', 'another seed gives other patients', '1')
    .option('--out <folder>', 'where to write to; made if it is not there')
    .option('--practice <ods>', "ODS code of the practice; the sandbox's practice on that system, if absent", odsCode)
    .option('--today <date>', 'the day that the files are made on', day, sampleDay)
    .option('--sandbox <folder>', "write the sandbox's sample files and their manifest instead")
    .addHelpText(
      'after',
      '\nExamples:\n  gpc synth --system tpp --patients 10000 --out ./tpp\n  gpc import tpp ./tpp --practice A99002\n  gpc synth --sandbox samples',
    )
    .action((options: Options) =>
      options.sandbox === undefined
        ? writePatients(context, options)
        : writeFederation(context, options.sandbox, options.today),
    )
}

async function writePatients(context: Context, options: Options): Promise<void> {
  const { system, patients: wanted, seed, out, today } = options
  if (system === undefined || out === undefined)
    throw new Problem('Give --system and --out, or --sandbox.', { exitCode: 2 })
  const ods = options.practice ?? homes[system]
  const practice = inventPractice(ods, system)
  const progress = progressOn(context.err, painter(context, context.err))
  const began = performance.now()
  function* counting() {
    let done = 0
    for (const patient of inventPatients({ seed, practice, count: wanted, today })) {
      yield patient
      done += 1
      if (done % 50 === 0)
        progress.show({ label: 'Writing', done, of: wanted, rate: { count: done, unit: 'patients' } })
    }
  }
  const { files, patients, entries } = await writers[system](practice, counting(), resolve(out), { today })
  progress.end()
  const seconds = (performance.now() - began) / 1000
  context.out.write(
    `${counted(patients, 'patient')} with ${counted(entries, 'entry', 'entries')} of ${practice.name} (${ods}, ${systemTitles[system]}): ${counted(files.length, 'file')} in ${out}, ${duration(seconds)}.\n`,
  )
}

async function writeFederation(context: Context, folder: string, today: string): Promise<void> {
  for (const { ods, name, patients } of (await writeSamples(resolve(folder), today)).practices) {
    context.out.write(`${ods} ${name}: ${counted(patients.length, 'patient')}\n`)
  }
}
