/** Child processes that are asked by messages: what is measured doesn't share a process with what measures. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'

export interface Child {
  /** Sends a message and waits for the answer to it. One at a time. @throws Error if the process fails */
  ask<T>(message: object, answer: z.ZodType<T>): Promise<T>
  stop(): Promise<void>
}

/** Node's flags, as `gpc` starts the same work (bin/gpc.js). */
const flags: Readonly<Record<string, readonly string[]>> = {
  'import-process.ts': ['--max-semi-space-size=4'],
  'server-process.ts': ['--max-semi-space-size=4'],
}

/** Starts a process of this folder. */
export function startChild(name: `${string}-process.ts`): Child {
  const file = fileURLToPath(new URL(name, import.meta.url))
  const child = fork(file, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [...(flags[name] ?? [])] })
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000)
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    async ask(message, answer) {
      const reply = received(child)
      child.send(message)
      const found = await Promise.race([reply, ended])
      if (found === undefined) throw new Error(`${name} ended: ${words.trim()}`)
      return answer.parse(found)
    },
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

const received = (child: ChildProcess): Promise<unknown> => new Promise(resolve => child.once('message', resolve))

/** Runs a process for one question. */
export async function askOnce<T>(name: `${string}-process.ts`, message: object, answer: z.ZodType<T>): Promise<T> {
  const child = startChild(name)
  try {
    return await child.ask(message, answer)
  } finally {
    await child.stop()
  }
}

/** In a child process: answers each message; what the answer throws ends the process, with its words on stderr. */
export function answerMessages<T>(question: z.ZodType<T>, answer: (message: T) => Promise<object>): void {
  process.on('message', (raw: unknown) => {
    void answer(question.parse(raw)).then(
      found => process.send?.(found),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, () =>
          process.exit(1),
        )
      },
    )
  })
}
