import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documents } from '@gpc/systems'
import { expect, test } from 'vitest'
import { inventSandbox } from '../sandbox.ts'
import { writeDocuments } from './write.ts'

test('a hand-over that the reader of documents takes whole, the same at every run', async () => {
  const [first] = inventSandbox().practices
  if (first === undefined) throw new Error('There is no practice.')
  const { practice, patients } = first
  const folder = await mkdtemp(join(tmpdir(), 'documents-'))
  try {
    const written = await writeDocuments(practice, patients, folder)
    expect(written).toBe(patients.reduce((sum, one) => sum + (one.documents?.length ?? 0), 0))
    const before = await Promise.all((await readdir(folder)).map(name => readFile(join(folder, name))))
    await writeDocuments(practice, patients, folder)
    const after = await Promise.all((await readdir(folder)).map(name => readFile(join(folder, name))))
    expect(after.map((bytes, at) => before[at]?.equals(bytes))).toEqual(after.map(() => true))

    const delivery = await documents.open(folder, { ods: practice.ods, options: new Map() })
    const kinds: string[] = []
    for await (const batch of delivery.items(() => {})) kinds.push(...batch.map(item => item.kind))
    expect(kinds.filter(kind => kind === 'upsert')).toHaveLength(written)
    expect(kinds.filter(kind => kind === 'attachment')).toHaveLength(written)
    expect(kinds).not.toContain('reject')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
