/** What a command may touch of the process that runs it: so that tests run commands as programs do. */

export interface Output {
  write(text: string): void
  /** True if a person looks at it: then colours and lines that are written over are right. */
  readonly live: boolean
  readonly columns: number
}

export interface Context {
  readonly out: Output
  readonly err: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the process is asked to end. */
  readonly signal: AbortSignal
}
