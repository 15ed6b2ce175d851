/** Files of lines, written as they come, with the back pressure of the disk. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface Lines {
  add(line: string): void
  /** Resolves when the disk has caught up. */
  settled(): Promise<void>
  end(): Promise<void>
}

const pieceSize = 1 << 16

/** Opens a file for writing in UTF-8; the folder is made if need be. */
export async function linesTo(folder: string, name: string): Promise<Lines> {
  await mkdir(folder, { recursive: true })
  const stream = createWriteStream(join(folder, name), { highWaterMark: 1 << 20 })
  let failed: Error | undefined
  stream.on('error', error => {
    failed = error
  })
  let piece = ''
  const flush = () => {
    if (piece !== '') stream.write(piece)
    piece = ''
  }
  const settled = async () => {
    if (failed !== undefined) throw failed
    if (!stream.writableNeedDrain) return
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error) => {
        stream.off('drain', done)
        stream.off('error', done)
        if (error === undefined) resolve()
        else reject(error)
      }
      stream.on('drain', done)
      stream.on('error', done)
    })
  }
  return {
    add(line) {
      piece += line
      if (piece.length >= pieceSize) flush()
    },
    settled,
    async end() {
      flush()
      if (failed !== undefined) throw failed
      await new Promise<void>((resolve, reject) => {
        stream.on('error', reject)
        stream.end(() => resolve())
      })
    },
  }
}
