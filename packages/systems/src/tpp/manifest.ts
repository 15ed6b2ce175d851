/** SRManifest.csv: which files the extract holds, whether each is whole or changes only, and from when to when. */
import { ImportRefused } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { readTable } from '../shared/table.ts'
import { encoding } from './files.ts'
import { manifestColumns, unchainedTables } from './layout.ts'

export interface ManifestEntry {
  /** File name without `.csv`. */
  readonly table: string
  readonly delta: boolean
  /** `yyyyMMdd_HHmm`; absent where the extract's dates say nothing. */
  readonly from?: string
  readonly to?: string
}

const stamp = /^\d{8}_\d{4}$/

/** Reads the manifest. @throws ImportRefused if any line of it can't be understood: then nothing of the extract can be trusted */
export async function readManifest(file: SourceFile): Promise<readonly ManifestEntry[]> {
  const layout = { table: 'SRManifest', required: manifestColumns }
  const entries = new Map<string, ManifestEntry>()
  for await (const batch of readTable(file, { kind: 'header', layout }, 'tpp', encoding, () => {})) {
    for (const row of batch) {
      const refuse = (reason: string): never => {
        throw new ImportRefused(`${file.name} line ${row.at.line}: ${reason}; fetch the extract again.`)
      }
      if ('kind' in row) return refuse(row.reason)
      const { FileName, IsDelta, DateExtractFrom: from, DateExtractTo: to } = row.cells
      const table = (FileName ?? '').replace(/\.csv$/i, '')
      if (!/^SR\w+$/.test(table)) return refuse('FileName is no SR file')
      if (entries.has(table)) return refuse(`${table} is named twice`)
      if (IsDelta !== 'Y' && IsDelta !== 'N') return refuse('IsDelta is neither Y nor N')
      const delta = IsDelta === 'Y'
      if (unchainedTables.has(table)) {
        entries.set(table, { table, delta })
        continue
      }
      if (to !== undefined && !stamp.test(to)) return refuse('DateExtractTo is no yyyyMMdd_HHmm')
      if (delta && (from === undefined || !stamp.test(from))) return refuse('DateExtractFrom is no yyyyMMdd_HHmm')
      if (delta && to === undefined) return refuse('DateExtractTo is empty')
      entries.set(table, {
        table,
        delta,
        ...(delta && from !== undefined ? { from } : {}),
        ...(to === undefined ? {} : { to }),
      })
    }
  }
  if (entries.size === 0) throw new ImportRefused(`${file.name} names no file: fetch the extract again.`)
  return [...entries.values()]
}
