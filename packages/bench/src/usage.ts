/** What a process has taken of the machine. */
import { z } from 'zod'

export const usage = z.object({
  /** The most memory (resident set) that the process ever had, in MB of 1,000,000 bytes. */
  peakMemory: z.number(),
  /** Processor seconds since it started. */
  processor: z.number(),
})

export type Usage = z.infer<typeof usage>

export function usageNow(): Usage {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  return { peakMemory: (maxRSS * 1024) / 1e6, processor: (userCPUTime + systemCPUTime) / 1e6 }
}
