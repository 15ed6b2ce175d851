/** A practice's directory, rendered: kept in memory for the version that a record's query names. */
import type { Store } from '../store.ts'

export interface AdminResource {
  readonly ref: string
  readonly versionId: string
  /** References that must come along. */
  readonly refs: readonly string[]
  readonly sdsUserId: string
  readonly ods: string
  readonly body: string
}

export type DirectoryView = ReadonlyMap<string, AdminResource>

export interface DirectoryReader {
  /** The directory at a version; read again if the version has moved on. */
  of(practice: string, version: string): Promise<DirectoryView>
  /** The directory as it is now. */
  current(practice: string): Promise<DirectoryView>
}

/** Practices whose directory is kept at most. */
const most = 200

export function directoryReader(store: Store): DirectoryReader {
  const cache = new Map<string, { readonly version: string; readonly view: DirectoryView }>()
  const read = async (practice: string): Promise<{ version: string; view: DirectoryView }> => {
    const found = await store.pool.query<{
      version: string
      ref: string | null
      versionId: string
      refs: string
      sdsUserId: string
      ods: string
      body: string
    }>({
      name: 'directory',
      text: `SELECT p.directory_version AS version, a.ref, a.version_id AS "versionId", a.refs, a.sds_user_id AS "sdsUserId", a.ods, a.body
        FROM practice p LEFT JOIN admin_resource a ON a.practice = p.practice WHERE p.practice = $1`,
      values: [practice],
    })
    const view = new Map<string, AdminResource>()
    for (const { ref, versionId, refs, sdsUserId, ods, body } of found.rows) {
      if (ref === null) continue
      const list: unknown = JSON.parse(refs)
      const strings = Array.isArray(list) ? list.filter(one => typeof one === 'string') : []
      view.set(ref, { ref, versionId, refs: strings, sdsUserId, ods, body })
    }
    const entry = { version: found.rows[0]?.version ?? '', view }
    if (cache.size >= most) cache.clear()
    cache.set(practice, entry)
    return entry
  }
  return {
    async of(practice, version) {
      const known = cache.get(practice)
      return known?.version === version ? known.view : (await read(practice)).view
    },
    async current(practice) {
      const known = cache.get(practice)
      const found = await store.pool.query<{ version: string }>({
        name: 'directory-version',
        text: 'SELECT directory_version AS version FROM practice WHERE practice = $1',
        values: [practice],
      })
      return known !== undefined && known.version === found.rows[0]?.version ? known.view : (await read(practice)).view
    },
  }
}
