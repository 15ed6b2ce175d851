/** What a process has taken of the machine. */
import { z } from 'zod'

export const usage = z.object({
  /** The most memory (resident set) that the process ever had, in MB of 1,000,000 bytes. */
  peakMemory: z.number(),
})

export type Usage = z.infer<typeof usage>

export const usageNow = (): Usage => ({ peakMemory: (process.resourceUsage().maxRSS * 1024) / 1e6 })
