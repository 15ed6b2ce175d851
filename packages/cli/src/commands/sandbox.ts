import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { port } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ended } from '../ended.ts'
import { Problem } from '../problem.ts'
import { defaultPort } from '../sandbox/ports.ts'
import { type SandboxOptions, startSandbox } from '../sandbox/start.ts'
import { stepsOn } from '../sandbox/steps.ts'
import { welcome } from '../sandbox/welcome.ts'
import { painter } from '../text.ts'

/** `gpc sandbox` (npm start): four practices, one on each system, and the Spine around them, until it is told to end. */
export function addSandbox(program: Command, context: Context): void {
  program
    .command('sandbox')
    .description('Run the sandbox: four practices, the provider, and stand-ins for SSP, SDS and PDS.')
    .option(
      '--port <port>',
      "the provider's port; the Spine's stand-ins take the four above it; 0: any free ones",
      port,
      defaultPort,
    )
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .option('--fresh', 'forget all data and begin anew', false)
    .option('--json', 'print the description as JSON, as GET /sandbox gives it')
    .addHelpText('after', '\nExamples:\n  npm start\n  npm start -- --port 5000\n  npm start -- --fresh')
    .action(async ({ json = false, ...options }: SandboxOptions & { json?: boolean }) => {
      const paint = painter(context, context.err)
      context.err.write(`${paint('bold', 'GP Connect sandbox')}\n\n`)
      const sandbox = await startSandbox(context, options, stepsOn(context.err, paint)).catch((error: unknown) => {
        throw context.signal.aborted ? new Problem('Interrupted.', { exitCode: 130, cause: error }) : error
      })
      const { close, ...description } = sandbox
      if (json) context.out.write(`${JSON.stringify(description, null, 2)}\n`)
      else context.out.write(welcome(description, randomUUID(), painter(context, context.out)))
      await ended(context.signal)
      context.err.write('Ending …\n')
      await close()
    })
}
