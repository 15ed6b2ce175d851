/** Progress on standard error: a bar that is written over for people, a plain line every few seconds for logs. */
import type { Output } from './context.ts'
import { duration, number, type Paint } from './text.ts'

export interface Step {
  /** What is being done: `Reading`. */
  readonly label: string
  readonly done: number
  /** 0 where nobody knows. */
  readonly of: number
  /** How to say an amount: `12.3 MB`. Counts, if absent. */
  readonly say?: (amount: number) => string
  /** Something that is counted besides, for the rate: rows, patients. */
  readonly rate?: { readonly count: number; readonly unit: string }
}

export interface Progress {
  show(step: Step): void
  /** Writes a line that stays. */
  line(text: string): void
  /** Takes the bar away. */
  end(): void
}

const liveMs = 100
const plainMs = 5000
const barWidth = 24

/** @param now milliseconds of a clock that never goes back */
export function progressOn(output: Output, paint: Paint, now: () => number = () => performance.now()): Progress {
  let label = ''
  let began = 0
  let shown = Number.NEGATIVE_INFINITY
  let standing = false
  const erase = () => {
    if (standing) output.write('\r\x1b[2K')
    standing = false
  }
  return {
    show(step) {
      const at = now()
      if (step.label !== label) {
        label = step.label
        began = at
        shown = output.live ? Number.NEGATIVE_INFINITY : at
      }
      if (at - shown < (output.live ? liveMs : plainMs)) return
      shown = at
      const text = describe(step, (at - began) / 1000)
      if (!output.live) return output.write(`${text}\n`)
      erase()
      const room = output.columns - (step.of > 0 ? barWidth + 4 : 2) - 1
      output.write(`  ${bar(step, paint)}${text.slice(0, Math.max(room, 0))}`)
      standing = true
    },
    line(text) {
      erase()
      output.write(`${text}\n`)
    },
    end: erase,
  }
}

function bar({ done, of }: Step, paint: Paint): string {
  if (of <= 0) return ''
  const full = Math.round(Math.min(done / of, 1) * barWidth)
  return `${paint('green', '━'.repeat(full))}${paint('dim', '━'.repeat(barWidth - full))}  `
}

/** `Reading 54%, 12.3 MB of 22.8 MB, 180,000 rows a second, 4 s left` */
function describe({ label, done, of, say = number, rate }: Step, seconds: number): string {
  const part = of > 0 ? Math.min(done / of, 1) : 0
  const count = rate?.count ?? 0
  return [
    of > 0 ? `${label} ${Math.floor(part * 100)}%` : label,
    of > 0 ? `${say(done)} of ${say(of)}` : done > 0 ? say(done) : '',
    rate !== undefined && seconds > 0.5 ? `${number(count / seconds)} ${rate.unit} a second` : '',
    part > 0 && part < 1 && seconds > 1 ? `${duration((seconds / part) * (1 - part))} left` : '',
  ]
    .filter(text => text !== '')
    .join(', ')
}
