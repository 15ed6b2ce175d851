/** How other commands find the sandbox that runs on the same data: by a small file, and by asking it. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { dataFolder } from '../place.ts'
import { descriptionSchema, type SandboxDescription } from './description.ts'

const timeoutMs = 3000

export interface RunningSandbox extends SandboxDescription {
  /** Of the provider, where `GET /sandbox` is. */
  readonly url: string
}

const fileOf = (context: Pick<Context, 'env'>) => join(dataFolder(context), 'sandbox.url')

/** The running sandbox, or undefined if none answers. */
export async function runningSandbox(context: Pick<Context, 'env'>): Promise<RunningSandbox | undefined> {
  const url = (await readFile(fileOf(context), 'utf8').catch(() => '')).trim()
  if (!URL.canParse(url)) return undefined
  try {
    const response = await fetch(`${url}/sandbox`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    const described = descriptionSchema.safeParse(await response.json())
    return described.success ? { ...described.data, url } : undefined
  } catch {
    return undefined
  }
}

/** Lets other commands know where the sandbox is, until `forget`. */
export async function announceSandbox(context: Pick<Context, 'env'>, url: string): Promise<void> {
  const file = fileOf(context)
  await mkdir(dataFolder(context), { recursive: true })
  await writeFile(`${file}.new`, `${url}\n`)
  await rename(`${file}.new`, file)
}

export async function forgetSandbox(context: Pick<Context, 'env'>): Promise<void> {
  await rm(fileOf(context), { force: true })
}
