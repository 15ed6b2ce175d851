import type { WriteStream } from 'node:tty'
import type { Output } from './context.ts'
import { run } from './run.ts'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())

/** npm passes a signal on to its shell only: when that has gone, this process was meant. */
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || ending.abort(), 500).unref()
}

const output = (stream: WriteStream): Output => ({
  write: text => void stream.write(text),
  get live() {
    return stream.isTTY === true
  },
  get columns() {
    return stream.columns || 100
  },
})

/** A reader that has seen enough, such as `head`, is no error. */
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

const code = await run(process.argv.slice(2), {
  out: output(process.stdout),
  err: output(process.stderr),
  env: process.env,
  signal: ending.signal,
})
if (ending.signal.aborted) process.exit(code)
process.exitCode = code
