/** The loop that delivers events: each practice by itself, so that a destination that is slow or dead holds up no other. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  eventDelivered,
  eventFailed,
  practicesWithEvents,
  refreshCapacity,
  type Store,
  takeDueEvents,
} from '@gpc/store'
import { sentenceOf } from '../problem.ts'
import { send } from './send.ts'

/** Seconds until an event that failed so many times is tried again: 2, 4, 8 and so on, an hour at most. */
export const backOff = (tries: number): number => Math.min(2 ** tries, 3600)

/** Events that are taken at once, and seconds for which they are kept from other processes: more than they can take. */
const lot = { most: 5, seconds: 120 }

/**
 * Delivers what is due for a practice, until there is no more.
 * @returns how many arrived
 */
export async function deliverDue(store: Store, practice: string, signal?: AbortSignal): Promise<number> {
  let arrived = 0
  while (signal?.aborted !== true) {
    const events = await takeDueEvents(store, practice, lot)
    if (events.length === 0) return arrived
    for (const event of events) {
      try {
        await send(event, signal)
      } catch (error) {
        await eventFailed(store, event, { failure: sentenceOf(error), seconds: backOff(event.tries) })
        continue
      }
      await eventDelivered(store, event)
      arrived++
    }
  }
  return arrived
}

const tickMs = 1000
/** How often the sums of capacity are brought up to date in between reports. */
const refreshMs = 30_000

/**
 * Delivers from now on, and keeps the sums of capacity fresh.
 * @param failed is told what goes wrong with the database; it is tried again
 * @returns what ends it, and breaks off what is under way: it comes again
 */
export function startDelivery(store: Store, failed: (error: unknown) => void): () => Promise<void> {
  const over = new AbortController()
  const busy = new Map<string, Promise<unknown>>()
  const tell = (error: unknown) => {
    if (!over.signal.aborted) failed(error)
  }
  const begin = (name: string, work: () => Promise<unknown>) => {
    if (busy.has(name)) return
    const done = work()
      .catch(tell)
      .finally(() => busy.delete(name))
    busy.set(name, done)
  }
  const loop = async () => {
    let refreshed = Number.NEGATIVE_INFINITY
    while (!over.signal.aborted) {
      const practices = await practicesWithEvents(store).catch(error => {
        tell(error)
        return []
      })
      for (const practice of practices) begin(practice, () => deliverDue(store, practice, over.signal))
      if (performance.now() - refreshed > refreshMs) {
        refreshed = performance.now()
        begin('capacity', () => refreshCapacity(store))
      }
      await pause(tickMs, undefined, { signal: over.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return async () => {
    over.abort()
    await running
    await Promise.all(busy.values())
  }
}
