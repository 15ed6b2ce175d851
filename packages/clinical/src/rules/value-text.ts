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
  const bounds = low === undefined && high === undefined ? undefined : `${low ?? ''} - ${high ?? ''}`.trim()
  return [bounds, bounds === undefined ? undefined : unit, text]
    .filter(part => part !== undefined && part !== '')
    .join(' ')
}
