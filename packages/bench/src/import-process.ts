/** The importing process: one import of one delivery. */
import type { SourceName } from '@gpc/clinical'
import { runImport } from '@gpc/intake'
import { openStore } from '@gpc/store'
import { type ClinicalSystem, emis, gp2gp, microtest, tpp, vision } from '@gpc/systems'
import { z } from 'zod'
import { answerMessages } from './children.ts'
import { measuredSystems } from './native.ts'
import { usageNow } from './usage.ts'

const systems: ReadonlyMap<SourceName, ClinicalSystem> = new Map(
  [emis, tpp, vision, microtest, gp2gp].map(one => [one.name, one]),
)

const question = z.object({
  database: z.string(),
  system: z.enum(measuredSystems),
  practice: z.object({ ods: z.string(), name: z.string() }),
  folder: z.string(),
})

answerMessages(question, async ({ database, system, practice, folder }) => {
  const reader = systems.get(system)
  if (reader === undefined) throw new Error(`There is no reader for ${system}.`)
  const store = await openStore(database)
  const delivery = await reader.open(folder, { ods: practice.ods, options: new Map() })
  const { notices: _notices, ...counts } = await runImport(store, { practice, system, delivery, systems })
  await store.close()
  return { ...counts, ...usageNow() }
})
