/** Whether slots that the file can't tell to be free (state `unknown`) are offered: the practice says so, by source. */
import type { AvailabilityRule, BookSource, SlotTraits } from './model.ts'

/**
 * A practice's rules with its word on the slots of a source whose state is unknown. Rules for that source are changed; one that is for
 * any source is parted in two, so that other sources stay as they were. Which slots are bookable at all stays as the rules have it.
 */
export function trusting(
  rules: readonly AvailabilityRule[],
  source: BookSource,
  unknownToo: boolean,
): readonly AvailabilityRule[] {
  return rules.flatMap((rule, i): readonly AvailabilityRule[] => {
    if (rule.source !== undefined && rule.source !== source) return [rule]
    if (rule.offer.unknownToo === unknownToo) return [rule]
    const changed = { ...rule, source, offer: { ...rule.offer, unknownToo } }
    if (rule.source === source) return [changed]
    const before = rules[i - 1]
    return before !== undefined && sameConditions(before, changed) ? [rule] : [changed, rule]
  })
}

const conditions: readonly (keyof SlotTraits)[] = ['source', 'category', 'type', 'channel', 'role', 'location']

const sameConditions = (a: AvailabilityRule, b: AvailabilityRule): boolean =>
  conditions.every(name => a[name] === b[name])
