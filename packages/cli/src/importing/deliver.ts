/** One delivery of one system into one practice. */
import type { SourceName } from '@gpc/clinical'
import { type ImportResult, type ImportStep, runImport } from '@gpc/intake'
import { type Practice, practiceRows, type Store } from '@gpc/store'
import { Problem } from '../problem.ts'
import type { Progress, Step } from '../progress.ts'
import { systems } from '../systems.ts'
import { bytes } from '../text.ts'
import type { WhoIs } from './who-is.ts'

export interface DeliveryRequest {
  readonly practice: Practice
  readonly system: SourceName
  readonly path: string
  readonly mode?: 'bulk' | 'delta'
  readonly options?: ReadonlyMap<string, string>
  readonly whoIs?: WhoIs
  readonly progress: Progress
  /** What the progress lines begin with, such as a file's name. */
  readonly label?: string
}

/** @throws ImportRefused, ImportBusy: nothing has been changed then */
export async function deliver(store: Store, request: DeliveryRequest): Promise<ImportResult> {
  const { practice, path, mode, options = new Map(), whoIs, progress, label = '' } = request
  const system = systems.get(request.system)
  if (system === undefined) throw new Problem(`There is no reader for ${request.system}.`)
  progress.show({ label: `${label}Looking at ${path}`, done: 0, of: 0 })
  const delivery = await system.open(path, {
    ods: practice.ods,
    options,
    stored: (source, table) => practiceRows(store, practice.ods, source, table),
    ...(mode === undefined ? {} : { mode }),
  })
  try {
    return await runImport(store, {
      practice,
      system: system.name,
      delivery,
      systems,
      patientsMustBeKnown: system.name === 'gp2gp',
      ...(whoIs === undefined ? {} : { whoIs }),
      progress: step => show(progress, label, step),
    })
  } finally {
    progress.end()
  }
}

function show(progress: Progress, label: string, step: ImportStep): void {
  progress.show({ ...stepOf(step), label: `${label}${titles[step.step]}` })
}

const titles = { reading: 'Reading', merging: 'Merging rows', rendering: 'Rendering patients' } as const

function stepOf(step: ImportStep): Omit<Step, 'label'> {
  switch (step.step) {
    case 'reading':
      return { done: step.bytes, of: step.of, say: bytes, rate: { count: step.rows, unit: 'rows' } }
    case 'merging':
      return { done: step.rows, of: 0 }
    case 'rendering':
      return { done: step.patients, of: step.of, rate: { count: step.patients, unit: 'patients' } }
  }
}
