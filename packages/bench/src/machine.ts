/** What the figures were measured on. */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Machine {
  readonly cores: number
  readonly processor: string
  /** Bytes. */
  readonly memory: number
  readonly kernel: string
  /** Processes that were running or waiting in the minute before the run; near 0 on a machine that did nothing else. */
  readonly load: number
  readonly node: string
  readonly postgres: string
  /** `yyyy-MM-dd`, UTC. */
  readonly date: string
  /** Short id, with `+` if files differ from it; empty outside of a clone. */
  readonly commit: string
}

/** @param load of the machine before the run */
export function machine(postgres: string, load: number): Machine {
  const found = cpus()
  return {
    cores: found.length,
    processor: found[0]?.model.trim() ?? '',
    memory: totalmem(),
    kernel: `${type()} ${release()}`,
    load,
    node: process.version,
    postgres,
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
  }
}

/** How busy the machine has been for a minute. */
export const loadNow = (): number => loadavg()[0] ?? 0

function commit(): string {
  try {
    const cwd = fileURLToPath(new URL('.', import.meta.url))
    const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim()
    return git('rev-parse', '--short=10', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
  } catch {
    return ''
  }
}
