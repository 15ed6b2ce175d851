/** Source tables and their columns: which number a table has, and in what order its cells are kept. */
import type { SourceName } from '@gpc/clinical'
import type pg from 'pg'

export interface SourceTable {
  readonly id: number
  readonly source: SourceName
  readonly name: string
  readonly columns: readonly string[]
}

export interface SourceTables {
  /** The number of a table; it is entered in the catalogue if it is new. */
  idOf(source: SourceName, name: string): Promise<number>
  /** The number of a table that the catalogue has, or undefined. */
  known(source: SourceName, name: string): number | undefined
  /** A row's cells as text, or undefined if it has a column that the catalogue doesn't know: then `claim` comes first. */
  pack(id: number, columns: Readonly<Record<string, string>>): string | undefined
  /** Enters a row's columns in the catalogue. */
  claim(id: number, columns: readonly string[]): Promise<void>
  unpack(id: number, cells: string): Record<string, string>
  byId(id: number): SourceTable | undefined
}

/**
 * The catalogue. It only ever grows, and it grows outside of the import's transaction, so that imports of different practices
 * don't wait for each other; what an import that was broken off has added does no harm.
 */
export async function sourceTables(pool: pg.Pool): Promise<SourceTables> {
  const tables = new Map<number, SourceTable & { readonly places: ReadonlyMap<string, number> }>()
  const ids = new Map<string, number>()
  const enter = (row: SourceTable): void => {
    tables.set(row.id, { ...row, places: new Map(row.columns.map((column, i) => [column, i])) })
    ids.set(`${row.source} ${row.name}`, row.id)
  }
  const reload = async (): Promise<void> => {
    const found = await pool.query<SourceTable>('SELECT id, source, name, columns FROM source_table')
    found.rows.forEach(enter)
  }
  await reload()
  const tableOf = (id: number) => {
    const table = tables.get(id)
    if (table === undefined) throw new Error(`There is no source table ${id}.`)
    return table
  }
  const idOf = async (source: SourceName, name: string): Promise<number> => {
    const known = ids.get(`${source} ${name}`)
    if (known !== undefined) return known
    await pool.query('INSERT INTO source_table (source, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [source, name])
    await reload()
    return idOf(source, name)
  }
  return {
    idOf,
    known: (source, name) => ids.get(`${source} ${name}`),
    pack(id, columns) {
      const { places } = tableOf(id)
      const cells: string[] = []
      for (const name in columns) {
        const place = places.get(name)
        if (place === undefined) return undefined
        while (cells.length <= place) cells.push('')
        cells[place] = columns[name] ?? ''
      }
      return JSON.stringify(cells)
    },
    async claim(id, columns) {
      const found = await pool.query<SourceTable>(
        `UPDATE source_table SET columns = columns || ARRAY(
           SELECT name FROM unnest($2::text[]) WITH ORDINALITY AS new(name, place) WHERE name <> ALL (columns) ORDER BY place)
         WHERE id = $1 RETURNING id, source, name, columns`,
        [id, columns],
      )
      found.rows.forEach(enter)
    },
    unpack(id, cells) {
      const { columns } = tableOf(id)
      const values: unknown = JSON.parse(cells)
      const row: Record<string, string> = {}
      if (!Array.isArray(values)) return row
      values.forEach((value: unknown, i) => {
        const name = columns[i]
        if (typeof value === 'string' && value !== '' && name !== undefined) row[name] = value
      })
      return row
    },
    byId: id => tables.get(id),
  }
}
