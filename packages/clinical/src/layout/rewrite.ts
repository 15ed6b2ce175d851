/** Rewriting stored resources for one answer: references to what doesn't come with it. Only what few requests need is parsed. */
import type { Area, Ref } from '../render/rendered.ts'

/** The area of a reference that must not be made, as the practice has switched it off. */
export type Rewriting = (ref: Ref) => Area | undefined

/** What an area's items are called (STR-CFG-07, STR-DOC-05). */
const itemNames: Readonly<Record<Area, string>> = {
  allergies: 'Allergy',
  'ended-allergies': 'Allergy',
  medications: 'Medication',
  consultations: 'Consultation',
  problems: 'Problem',
  immunisations: 'Immunisation',
  'uncategorised-data': 'Uncategorised data',
  investigations: 'Investigation',
  referrals: 'Referral',
  'diary-entries': 'Diary entry',
  documents: 'Document',
}

/** References to what is switched off become a display that says so (STR-CFG-07). */
export function withDisplays(json: string, rewriting: Rewriting): string {
  return JSON.stringify(walk(JSON.parse(json), rewriting))
}

function walk(value: unknown, rewriting: Rewriting): unknown {
  if (Array.isArray(value)) return value.map(one => walk(one, rewriting))
  if (typeof value !== 'object' || value === null) return value
  if ('reference' in value && typeof value.reference === 'string') {
    const area = rewriting(value.reference)
    if (area !== undefined) return { display: `${itemNames[area]} items have been disabled` }
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, rewriting)]))
}

/**
 * A problem that comes only because something is linked to it: it isn't expanded (STR-PRB-04), so what it refers to may not be there, and
 * no reference may lead nowhere (STR-OP-16): such links are left out.
 */
export function relatedProblem(json: string, isThere: (ref: Ref) => boolean): string {
  const pruned = prune(JSON.parse(json), isThere)
  return JSON.stringify(pruned)
}

/** The value without anything that holds a reference which leads nowhere: an element with it, an extension with it. */
function prune(value: unknown, isThere: (ref: Ref) => boolean): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(one => prune(one, isThere)).filter(one => one !== undefined)
    return kept.length === 0 && value.length > 0 ? undefined : kept
  }
  if (typeof value !== 'object' || value === null) return value
  if ('reference' in value && typeof value.reference === 'string' && !isThere(value.reference)) return undefined
  const pairs = Object.entries(value).map(([name, one]) => [name, prune(one, isThere)] as const)
  const isExtension = 'url' in value
  if (isExtension && pairs.some(([name, one]) => one === undefined && name !== 'extension')) return undefined
  if (isExtension && 'extension' in value && lost(value.extension, pairs)) return undefined
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined))
}

/** True if a complex extension has lost any of its parts: half of one says something else. */
function lost(parts: unknown, pairs: readonly (readonly [string, unknown])[]): boolean {
  const kept = pairs.find(([name]) => name === 'extension')?.[1]
  return Array.isArray(parts) && (!Array.isArray(kept) || kept.length < parts.length)
}
