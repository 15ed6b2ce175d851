/** Starts one PostgreSQL for a whole test run; each test file makes a database of its own in it (see database.ts). */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { removeEmbedded, startEmbedded } from '../src/embedded/server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_DATABASE_URL
  if (external !== undefined) {
    project.provide('postgres', external)
    return async () => {}
  }
  const folder = await mkdtemp(join(tmpdir(), 'gpc-test-'))
  const server = await startEmbedded(folder)
  project.provide('postgres', server.url)
  return async () => {
    await server.stop()
    await removeEmbedded(server)
    await rm(folder, { recursive: true, force: true })
  }
}
