/** Runs one command line to its exit code: 0 ok, 1 failed, 2 wrong use. */
import { CommanderError } from 'commander'
import type { Context } from './context.ts'
import { Problem, sentenceOf } from './problem.ts'
import { makeProgram } from './program.ts'
import { painter } from './text.ts'

/** @param args what follows the program's name */
export async function run(args: readonly string[], context: Context): Promise<number> {
  try {
    await makeProgram(context).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const paint = painter(context, context.err)
    context.err.write(`${paint('red', 'error:')} ${sentenceOf(error)}\n`)
    return error instanceof Problem ? error.exitCode : 1
  }
}
