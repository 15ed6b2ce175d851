/** The agent directories and compositions of an extract in one column: base64 of raw deflate (RFC 1951), NUL between them. XML has no NUL. */
import { Buffer } from 'node:buffer'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

export function packed(agents: string, compositions: readonly string[]): string {
  return deflateRawSync([agents, ...compositions].join('\0'), { level: 1 }).toString('base64')
}

/** A piece of a longer text, so that it needn't be copied. */
export interface Piece {
  readonly whole: string
  readonly from: number
  readonly to: number
}

/** The agent directories, then each composition. */
export function unpacked(column: string): readonly [agents: Piece, ...compositions: Piece[]] {
  const whole = inflateRawSync(Buffer.from(column, 'base64')).toString('utf8')
  const pieceAt = (from: number): Piece => {
    const end = whole.indexOf('\0', from)
    return { whole, from, to: end === -1 ? whole.length : end }
  }
  const agents = pieceAt(0)
  const compositions: Piece[] = []
  for (let last = agents; last.to < whole.length; ) {
    last = pieceAt(last.to + 1)
    compositions.push(last)
  }
  return [agents, ...compositions]
}
