/** The agent directories and compositions of an extract in one column: base64 of raw deflate (RFC 1951), NUL between them. XML has no NUL. */
import { Buffer } from 'node:buffer'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

export interface Unpacked {
  /** The agent directories as they came. */
  readonly agents: string
  /** Each composition as it came, in the message's order. */
  readonly compositions: readonly string[]
}

export function packed({ agents, compositions }: Unpacked): string {
  return deflateRawSync([agents, ...compositions].join('\0'), { level: 1 }).toString('base64')
}

export function unpacked(column: string): Unpacked {
  const [agents = '', ...compositions] = inflateRawSync(Buffer.from(column, 'base64')).toString('utf8').split('\0')
  return { agents, compositions }
}
