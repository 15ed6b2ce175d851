/** Writes the sandbox's sample files: each practice's native files in a folder of its own, and the manifest beside them. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inventSandbox, sandboxManifest, staffIdentities, writeDocuments } from '@gpc/synth'
import { writers } from '../writers.ts'
import { documentsFolder, type Manifest, manifestName, readManifest } from './manifest.ts'

/** The same day gives the same bytes. Folders of the practices that are there already are replaced. */
export async function writeSamples(folder: string, today: string): Promise<Manifest> {
  const sandbox = inventSandbox(today)
  const { practices, people, consumers } = sandboxManifest(sandbox)
  await mkdir(folder, { recursive: true })
  for (const { practice, patients } of sandbox.practices) {
    const target = join(folder, practice.system)
    await rm(target, { recursive: true, force: true })
    await writers[practice.system](practice, patients, target, { today })
    if (practice.system !== 'microtest') await writeDocuments(practice, patients, join(target, documentsFolder))
  }
  const manifest = {
    today,
    practices: practices.map((practice, index) => ({
      ...spineDetails(practice, index),
      ...practice,
      identities: staffIdentities(practice),
    })),
    people,
    consumers,
  }
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`)
  return readManifest(folder)
}

function spineDetails({ ods, system }: { readonly ods: string; readonly system: string }, index: number) {
  return { asid: `99000000020${index + 1}`, partyKey: `${ods}-82000${index + 1}`, folder: system }
}
