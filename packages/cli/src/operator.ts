/** Who runs a command, for what is kept of changes (SEC-IG-10). */
import { userInfo } from 'node:os'
import type { Context } from './context.ts'

export function operator({ env }: Pick<Context, 'env'>): string {
  return `gpc ${env.SUDO_USER || env.USER || env.USERNAME || `uid ${userInfo().uid}`}`
}
