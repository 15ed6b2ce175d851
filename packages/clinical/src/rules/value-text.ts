/** Values as words, for where a profile has no element for them. */
import type { Range, Value } from '../model/observation.ts'

export function valueText(value: Value): string {
  if (value.kind === 'text') return value.text
  if (value.kind === 'concept') {
    const { text, codings } = value.concept
    return text ?? codings.flatMap(({ display, code }) => display ?? code)[0] ?? ''
  }
  return [`${value.comparator ?? ''}${value.value}`, value.unit]
    .filter(part => part !== undefined && part !== '')
    .join(' ')
}

export function rangeText({ low, high, unit, text }: Range): string {
  const bounds = boundsText(low, high)
  return [bounds, bounds === undefined ? undefined : unit, text]
    .filter(part => part !== undefined && part !== '')
    .join(' ')
}

/** Both bounds, or the one that there is: with its own operator, else with its name. */
function boundsText(low: string | undefined, high: string | undefined): string | undefined {
  if (low !== undefined && high !== undefined) return `${low} - ${high}`
  const bound = low ?? high
  if (bound === undefined || /^\s*[<>]/.test(bound)) return bound
  return `${low === undefined ? 'High' : 'Low'}: ${bound}`
}
