/** The files of a delivery: a folder, a single file, or zips, as named streams. Names are base names; nothing is unpacked to disk. */
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { ImportRefused } from '../contract.ts'

export interface SourceFile {
  /** Base name, without folders. */
  readonly name: string
  /** Bytes, unpacked. */
  readonly size: number
  open(): Promise<Readable>
}

/** What a zip may unpack to, against its packed size: a CSV packs 20 to 50 times, a bomb thousands of times. */
const largestRatio = 500

/**
 * The regular files of a path: those of the folder itself (hidden ones left out), the file itself, and the members of any `.zip`.
 * Links aren't followed. @throws ImportRefused if there is nothing at the path, or a zip is damaged, encrypted or a bomb
 */
export async function sourceFiles(path: string): Promise<readonly SourceFile[]> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined)
    throw new ImportRefused(`There is nothing at ${path}: give the folder (or file) of the delivery.`)
  const names = found.isDirectory() ? (await readdir(path)).filter(name => !name.startsWith('.')).sort() : undefined
  const paths = names === undefined ? [path] : names.map(name => join(path, name))
  const files: SourceFile[] = []
  for (const one of paths) {
    const info = await lstat(one)
    if (!info.isFile()) continue
    if (one.toLowerCase().endsWith('.zip')) files.push(...(await zipMembers(one)))
    else
      files.push({
        name: basename(one),
        size: info.size,
        open: async () => createReadStream(one, { highWaterMark: 1 << 18 }),
      })
  }
  if (files.length === 0)
    throw new ImportRefused(`The folder ${path} holds no files: give the folder that the delivery was unpacked to.`)
  return files
}

async function zipMembers(path: string): Promise<SourceFile[]> {
  const zip = await openZip(path)
  const members: SourceFile[] = []
  let packed = 0
  try {
    for await (const entry of entries(zip, path)) {
      if (entry.fileName.endsWith('/')) continue
      const name = basename(entry.fileName)
      packed += entry.compressedSize
      if ((entry.generalPurposeBitFlag & 1) !== 0) {
        throw new ImportRefused(`${basename(path)} is encrypted: decrypt it first.`)
      }
      if (entry.uncompressedSize > Math.max(1 << 20, entry.compressedSize * largestRatio)) {
        throw new ImportRefused(
          `${name} in ${basename(path)} unpacks to over ${largestRatio} times its size: it is no delivery.`,
        )
      }
      members.push({ name, size: entry.uncompressedSize, open: () => openMember(path, entry) })
    }
    // members that overlap are how a small zip unpacks to a great deal
    if (packed > zip.fileSize) throw new ImportRefused(`${basename(path)} holds less than it says: it is no delivery.`)
  } finally {
    zip.close()
  }
  return members
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error)
        reject(new ImportRefused(`${basename(path)} can't be read as a zip (${error.message}): fetch it again.`))
      else resolve(zip)
    })
  })
}

async function* entries(zip: yauzl.ZipFile, path: string): AsyncGenerator<yauzl.Entry> {
  for (;;) {
    const entry = await new Promise<yauzl.Entry | undefined>((resolve, reject) => {
      const done = () => {
        zip.removeAllListeners('entry')
        zip.removeAllListeners('end')
        zip.removeAllListeners('error')
      }
      zip.once('entry', one => {
        done()
        resolve(one)
      })
      zip.once('end', () => {
        done()
        resolve(undefined)
      })
      zip.once('error', error => {
        done()
        reject(new ImportRefused(`${basename(path)} is damaged (${error.message}): fetch it again.`))
      })
      zip.readEntry()
    })
    if (entry === undefined) return
    yield entry
  }
}

async function openMember(path: string, entry: yauzl.Entry): Promise<Readable> {
  const zip = await openZip(path)
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        zip.close()
        reject(new ImportRefused(`${basename(path)} is damaged (${error.message}): fetch it again.`))
        return
      }
      stream.once('close', () => zip.close())
      resolve(stream)
    })
  })
}
