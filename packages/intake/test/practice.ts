/** A practice in a fresh database, and deliveries for it: invented patients written in a native format. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store, savePractice } from '@gpc/store'
import { type InventedPatient, inventPatients, inventPractice, sampleDay } from '@gpc/synth'
import { type ClinicalSystem, documents, emis, gp2gp, local, microtest, pds, tpp, vision } from '@gpc/systems'
import { freshDatabase } from '../../store/test/database.ts'
import { runImport } from '../src/index.ts'

export const systems = new Map(
  [emis, tpp, vision, microtest, gp2gp, pds, documents, local].map(system => [system.name, system]),
)
export const practice = inventPractice('A99001', 'emis')

export async function openPractice(url?: string): Promise<Store> {
  const store = await openStore(url ?? (await freshDatabase()))
  await savePractice(store, { ods: practice.ods, name: practice.name, system: 'emis', asid: '1', partyKey: 'A99001-1' })
  return store
}

export function patients(count: number, from = 1): Iterable<InventedPatient> {
  return inventPatients({ seed: 'intake', practice, count, from, today: sampleDay })
}

export async function importDelivery(
  store: Store,
  folder: string,
  mode?: 'bulk' | 'delta',
  system: ClinicalSystem = emis,
) {
  const delivery = await system.open(folder, {
    ods: practice.ods,
    options: new Map(),
    ...(mode === undefined ? {} : { mode }),
  })
  return runImport(store, { practice, system: system.name, delivery, systems })
}

/** What readers can see of a practice, as text to compare. */
export async function visible(store: Store): Promise<string> {
  const queries = [
    'SELECT id, nhs_number, version_id, body FROM patient WHERE practice = $1 ORDER BY id',
    'SELECT patient, area, entries, body FROM record_area WHERE practice = $1 ORDER BY patient, area',
    'SELECT ref, body FROM admin_resource WHERE practice = $1 ORDER BY ref',
    'SELECT owner, key, reason FROM withheld WHERE practice = $1 ORDER BY owner, key',
    'SELECT file, line, reason, row FROM reject WHERE practice = $1 ORDER BY file, line, reason',
    'SELECT tbl, key, owner, cells FROM source_row WHERE practice = $1 ORDER BY tbl, key',
  ]
  const parts: string[] = []
  for (const query of queries) parts.push(JSON.stringify((await store.pool.query(query, [practice.ods])).rows))
  return parts.join('\n')
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'gpc-intake-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
