/** The database that a command works on: DATABASE_URL, or the PostgreSQL that npm brought, in the data folder. */
import { openStore, otherConnections, type Store, startEmbedded } from '@gpc/store'
import type { Context } from './context.ts'
import { dataFolder } from './place.ts'
import { Problem } from './problem.ts'

export interface Database {
  readonly store: Store
  /** `127.0.0.1:4819`, without user and password. */
  readonly place: string
  /** The same for the same database, another one for another. */
  readonly identity: string
  /** Ends the connections, and the embedded server too, if no other program uses it. */
  close(): Promise<void>
  /** Ends the embedded server, if no other program uses it, and leaves work that is under way to die with this process. */
  abandon(): Promise<void>
}

/**
 * Opens the database; the embedded server is started unless it runs.
 * @param port of the embedded server; 0 for any free one
 * @throws Error if there is no database, or it is too old or too new
 */
export async function openDatabase({ env }: Pick<Context, 'env'>, port = 0, connections = 10): Promise<Database> {
  const external = env.DATABASE_URL || undefined
  const embedded = external === undefined ? await startEmbedded(dataFolder({ env }), port) : undefined
  const own = `gpc ${process.pid}`
  const url = databaseUrl(embedded?.url ?? external ?? '')
  const identity = embedded?.data ?? `${url.host}${url.pathname}`
  url.searchParams.set('application_name', own)
  try {
    const store = await openStore(url.href, connections)
    const abandon = async () => {
      if (embedded !== undefined && (await otherConnections(store, own)) === 0) await embedded.stop()
    }
    const close = async () => {
      await abandon()
      await store.close()
    }
    return { store, place: url.host, identity, close, abandon }
  } catch (error) {
    if (embedded?.started) await embedded.stop()
    throw error
  }
}

function databaseUrl(text: string): URL {
  if (!URL.canParse(text) || !/^postgres(ql)?:/.test(text)) {
    throw new Problem('DATABASE_URL must be like postgresql://user:password@host:5432/database.')
  }
  return new URL(text)
}

/** Runs `work` with the database and closes it whatever happens. A signal ends the work at once: PostgreSQL undoes what was begun. */
export async function withDatabase<T>(context: Context, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(context)
  const interrupted = Promise.withResolvers<never>()
  const stop = () => interrupted.reject(new Problem('Interrupted.', { exitCode: 130 }))
  context.signal.addEventListener('abort', stop, { once: true })
  if (context.signal.aborted) stop()
  try {
    return await Promise.race([work(database), interrupted.promise])
  } finally {
    context.signal.removeEventListener('abort', stop)
    await (context.signal.aborted ? database.abandon() : database.close())
  }
}
