/** Makes sure that the sandbox's practices are there with their samples imported; quick when they are. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { SourceName } from '@gpc/clinical'
import {
  healthcareServices,
  imports,
  practiceByOds,
  rendererVersion,
  type Store,
  saveHealthcareService,
  savePractice,
  serviceFilteringSwitch,
  setFlag,
  setServiceFilteringSwitch,
  setStaffIdentity,
  setSwitch,
} from '@gpc/store'
import { z } from 'zod'
import { deliver } from '../importing/deliver.ts'
import type { Progress } from '../progress.ts'
import { capabilitySwitches } from '../systems.ts'
import { documentsFolder, type Manifest, type ManifestPractice } from './manifest.ts'

const by = 'sandbox'

/** Adds the practices of the manifest that aren't there, switched on; those that are there keep their switches. */
export async function ensurePractices(store: Store, manifest: Manifest): Promise<void> {
  for (const { ods, name, system, asid, partyKey } of manifest.practices) {
    const known = await practiceByOds(store, ods)
    await savePractice(store, { ods, name, system, asid, partyKey })
    if (known !== undefined) continue
    for (const capability of capabilitySwitches) await setSwitch(store, ods, capability, true, by)
  }
}

/** Services in each practice's list; a practice that has any keeps what it has. */
const sampleServices = ['Minor illness clinic', 'Extended hours clinic']

/** Gives practices without services two, with made-up ids of the Directory of Services, and shows them to consumers. */
export async function ensureServices(store: Store, manifest: Manifest): Promise<void> {
  if ((await serviceFilteringSwitch(store)).state === 'off')
    await setServiceFilteringSwitch(store, { state: 'on', selected: [] }, by)
  for (const [i, { ods }] of manifest.practices.entries()) {
    if ((await healthcareServices(store, ods)).length > 0) continue
    for (const [j, name] of sampleServices.entries()) {
      const dosServiceId = String(1_000_000_101 + i * 100 + j)
      await saveHealthcareService(store, ods, { dosServiceId, name, location: '' }, by)
    }
    await setSwitch(store, ods, 'service-filtering', true, by)
  }
}

/** What has been imported where: fingerprints of sample files by database and practice. */
export interface Memory {
  has(practice: string, fingerprint: string): boolean
  remember(practice: string, fingerprint: string): Promise<void>
}

const memorySchema = z.record(z.string(), z.string())

/** @param identity of the database, so that another one is filled anew */
export async function openMemory(folder: string, identity: string): Promise<Memory> {
  const path = join(folder, 'samples.json')
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const known = new Map(Object.entries(memorySchema.safeParse(parsed(text)).data ?? {}))
  const key = (practice: string) => `${createHash('sha1').update(identity).digest('hex').slice(0, 12)} ${practice}`
  return {
    has: (practice, fingerprint) => known.get(key(practice)) === fingerprint,
    async remember(practice, fingerprint) {
      known.set(key(practice), fingerprint)
      await mkdir(folder, { recursive: true })
      await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(known), null, 2))
      await rename(`${path}.new`, path)
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A hash of a practice's files and of what reads them. */
export async function fingerprintOf(folder: string, practice: ManifestPractice): Promise<string> {
  const hash = createHash('sha1').update(JSON.stringify([rendererVersion, practice]))
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  for (const path of paths.sort()) hash.update(relative(folder, path)).update(await readFile(path))
  return hash.digest('hex')
}

/**
 * Imports a practice's samples and sets its patients' flags, unless that was done with the same files.
 * @returns how many patients were imported, or undefined if nothing had to be done
 */
export async function ensureSamples(
  store: Store,
  samples: string,
  practice: ManifestPractice,
  memory: Memory,
  progress: Progress,
): Promise<number | undefined> {
  const path = join(samples, practice.folder)
  const fingerprint = await fingerprintOf(path, practice)
  if (memory.has(practice.ods, fingerprint) && (await imports(store, practice.ods, 1)).length > 0) return undefined
  for (const identity of practice.identities) {
    await setStaffIdentity(store, practice.ods, { source: practice.system, ...identity }, by)
  }
  const deliverFrom = (system: SourceName, from: string) =>
    deliver(store, { practice, system, path: from, mode: 'bulk', progress, label: `${practice.ods} ` })
  const { patients } = await deliverFrom(practice.system, path)
  const documents = join(path, documentsFolder)
  if (existsSync(documents)) await deliverFrom('documents', documents)
  await setFlags(store, practice)
  await memory.remember(practice.ods, fingerprint)
  return patients
}

/** What no native format says: the provider's own administration. */
async function setFlags(store: Store, { ods, patients }: ManifestPractice): Promise<void> {
  for (const { nhsNumber, administration } of patients) {
    const { dissent, inTransit, awaitingFiling, mergedInto } = administration
    if (dissent === true) await setFlag(store, ods, nhsNumber, 'dissent', '', by)
    if (inTransit !== undefined) await setFlag(store, ods, nhsNumber, 'in-transit', inTransit, by)
    if (awaitingFiling !== undefined) await setFlag(store, ods, nhsNumber, 'awaiting-filing', '', by)
    if (mergedInto !== undefined) await setFlag(store, ods, nhsNumber, 'merged', mergedInto, by)
  }
}
