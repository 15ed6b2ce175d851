/** Where the program lies and where it keeps its data. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context } from './context.ts'

/** The folder that the program was cloned into. */
export const home = fileURLToPath(new URL('../../../', import.meta.url))

/** What keeps data between runs: GPC_DATA, or `.gpc` in the program's folder. */
export function dataFolder({ env }: Pick<Context, 'env'>): string {
  return env.GPC_DATA || join(home, '.gpc')
}
