/** Runs commands in this process, with their output kept. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../src/context.ts'
import { run } from '../src/run.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Gpc {
  readonly env: Readonly<Record<string, string>>
  /** A context whose output goes to `written`. */
  context(signal?: AbortSignal): Context & { readonly written: { out: string; err: string } }
  run(...args: readonly string[]): Promise<Ran>
  /** Removes the data folder. */
  remove(): Promise<void>
}

/** `gpc` on a database and in a data folder of its own. */
export async function gpcOn(databaseUrl: string, more: Readonly<Record<string, string>> = {}): Promise<Gpc> {
  const folder = await mkdtemp(join(tmpdir(), 'gpc-cli-'))
  const env = { GPC_DATA: folder, DATABASE_URL: databaseUrl, USER: 'tester', ...more }
  const context: Gpc['context'] = (signal = new AbortController().signal) => {
    const written = { out: '', err: '' }
    const output = (name: 'out' | 'err') => ({
      live: false,
      columns: 100,
      write: (text: string) => {
        written[name] += text
      },
    })
    return { out: output('out'), err: output('err'), env, signal, written }
  }
  return {
    env,
    context,
    async run(...args) {
      const here = context()
      const code = await run(args, here)
      return { code, ...here.written }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
