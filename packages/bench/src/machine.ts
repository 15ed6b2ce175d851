/** What the figures were measured on. */
import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Machine {
  readonly cores: number
  readonly processor: string
  /** Bytes. */
  readonly memory: number
  readonly kernel: string
  readonly node: string
  readonly postgres: string
  /** `yyyy-MM-dd`, UTC. */
  readonly date: string
  /** Short id, with `+` if files differ from it; empty outside of a clone. */
  readonly commit: string
}

export function machine(postgres: string): Machine {
  const found = cpus()
  return {
    cores: found.length,
    processor: found[0]?.model.trim() ?? '',
    memory: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    postgres,
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
  }
}

function commit(): string {
  try {
    const cwd = fileURLToPath(new URL('.', import.meta.url))
    const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim()
    return git('rev-parse', '--short=10', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
  } catch {
    return ''
  }
}
