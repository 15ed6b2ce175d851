/** The files of a hand-over: those beside documents.csv, in a folder or a zip. */
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ImportRefused } from '../contract.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { csvName } from './columns.ts'

export interface HandOver {
  readonly csv: SourceFile
  /** By name, its accents as one character each (NFC): systems write the same name differently. */
  readonly files: ReadonlyMap<string, SourceFile>
}

/**
 * Regular files only: links aren't followed. A zip in a folder is a document like others; a zip given by itself is the hand-over.
 * @throws ImportRefused
 */
export async function handOver(path: string): Promise<HandOver> {
  const isFolder = (await lstat(path).catch(() => undefined))?.isDirectory() === true
  const all = isFolder ? await inFolder(path) : await sourceFiles(path)
  const files = new Map<string, SourceFile>()
  for (const file of all) {
    const name = file.name.normalize('NFC')
    if (files.has(name))
      throw new ImportRefused(`${basename(path)} holds several files named ${file.name}: give each another name.`)
    files.set(name, file)
  }
  const csv = files.get(csvName)
  if (csv === undefined)
    throw new ImportRefused(`There is no ${csvName} in ${path}: give the folder or zip that holds it.`)
  files.delete(csvName)
  return { csv, files }
}

async function inFolder(folder: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files: SourceFile[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(folder, entry.name)
    const { size } = await lstat(path)
    files.push({ name: entry.name, size, open: async () => createReadStream(path, { highWaterMark: 1 << 18 }) })
  }
  return files
}
