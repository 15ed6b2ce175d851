/** What the load generator is told to do, and what it tells of it: messages between processes. */
import { z } from 'zod'

export const loadPlan = z.object({
  port: z.number(),
  /** `bare`: the yardstick's own path, without headers and token. */
  kind: z.enum(['medicines', 'whole', 'find', 'read', 'bare']),
  gzip: z.boolean(),
  connections: z.number(),
  /** Seconds that are measured, after `warmUp` seconds that aren't. */
  seconds: z.number(),
  warmUp: z.number(),
  practice: z.object({ ods: z.string(), asid: z.string() }),
  /** Asked for in turn. `bytes`: the uncompressed length of the answer, where it is known. */
  patients: z.array(z.object({ nhsNumber: z.string(), id: z.string(), bytes: z.number().optional() })),
})

/** What a request is made of. */
export type RequestPlan = Pick<LoadPlan, 'port' | 'kind' | 'gzip' | 'practice' | 'patients'>

export type LoadPlan = z.infer<typeof loadPlan>

export const loadResult = z.object({
  requests: z.number(),
  /** Requests a second. */
  rate: z.number(),
  /** Milliseconds. */
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
  /** Mean length of the bodies as they were sent. */
  bytes: z.number(),
  /** Every request that was sent, those of the warm-up included: as many rows the audit must have. */
  sent: z.number(),
  /** Processor seconds that the load generator took, a second measured. */
  processor: z.number(),
})

export type LoadResult = z.infer<typeof loadResult>
