/** The sandbox's start, step by step: a line for each that is done, with what it gave and how long it took. */

import type { Output } from '../context.ts'
import { type Progress, progressOn } from '../progress.ts'
import { duration, type Paint } from '../text.ts'

export interface Steps {
  /** Does a step; `work` gives its result and a few words about it. */
  run<T>(title: string, work: (progress: Progress) => Promise<readonly [result: T, words: string]>): Promise<T>
}

const width = 36

export function stepsOn(output: Output, paint: Paint): Steps {
  const progress = progressOn(output, paint)
  return {
    async run(title, work) {
      const began = performance.now()
      if (output.live) progress.show({ label: `${title} …`, done: 0, of: 0 })
      try {
        const [result, words] = await work(progress)
        const seconds = (performance.now() - began) / 1000
        const took = seconds < 0.1 ? '' : paint('dim', `  ${duration(seconds)}`)
        progress.line(`  ${paint('green', '✓')} ${title.padEnd(width)}${words}${took}`)
        return result
      } catch (error) {
        progress.end()
        throw error
      }
    },
  }
}
