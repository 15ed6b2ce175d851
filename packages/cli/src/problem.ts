/** Errors that end a command, as one sentence on standard error. */

/** Something that whoever called can put right; the message says how. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly exitCode: number

  constructor(message: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}

/** The sentence for any error. Connection errors come without words of their own from some libraries. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return sentenceOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ECONNREFUSED') {
    return 'The database does not answer: check that it runs, and DATABASE_URL.'
  }
  return error.message === '' ? error.name : error.message
}
