/** What the renderers of clinical areas share: who, where, and what every resource of an entry begins with. */
import {
  type ClinicalDate,
  displayDate,
  firstDay,
  isLocalDate,
  type LocalDate,
  lastDay,
  londonInstant,
} from '@gpc/fhir'
import type { Entry, EntryKey, SourceName } from '../model/entry.ts'
import { entryId, entryIdentifiers, locationRef, type Staff, staffOf } from './identity.ts'
import { type metas, unknownValue } from './json.ts'
import { encounterOf } from './links.ts'
import type { Links, Ref, RenderContext, RenderedResource, Withheld } from './rendered.ts'
import { cleanAll } from './text.ts'

export interface ClinicalTools {
  readonly context: RenderContext
  readonly patientRef: Ref
  readonly staff: Staff
  /** The Encounter that an entry was recorded in, if it is sent. */
  encounter(entry: Entry): Ref | undefined
  /** What a key leads to, if it is a resource of its own that is sent, of one of these types. */
  linked(source: SourceName, key: EntryKey | undefined, ...types: readonly string[]): Ref | undefined
  /** The Organization of a key, if the directory has it. */
  organization(source: SourceName, key: string | undefined): Ref | undefined
  /** The Location of a key, if the directory has it. */
  location(source: SourceName, key: string | undefined): Ref | undefined
}

export function clinicalTools(context: RenderContext, patientRef: Ref, links: Links): ClinicalTools {
  const { ods } = context
  return {
    context,
    patientRef,
    staff: staffOf(context),
    encounter: entry => encounterOf(entry, links),
    linked: (source, key, ...types) => {
      const link = key === undefined ? undefined : links(source, key)
      if (link === undefined || link.withheld) return undefined
      return types.some(type => link.ref.startsWith(`${type}/`)) ? link.ref : undefined
    },
    organization: (source, key) => (key === undefined ? undefined : context.organisation?.(source, key)),
    location: (source, key) =>
      key !== undefined && context.hasSite?.(source, key) !== false ? locationRef(ods, source, key) : undefined,
  }
}

/** Type, id, profile with its security label, and identifier (STR-COM-01, STR-COM-05). */
export function head(
  resourceType: string,
  meta: ReturnType<typeof metas>,
  entry: Pick<Entry, 'source' | 'key' | 'confidentiality' | 'formerIdentifiers'>,
  { ods }: RenderContext,
) {
  return {
    resourceType,
    id: entryId(ods, entry.source, entry.key),
    meta: entry.confidentiality === 'nopat' ? meta.nopat : meta.open,
    identifier: entryIdentifiers(entry, ods),
  }
}

/** A resource as it is handed on. @param refs what it refers to outside of its group */
export function rendered(
  resource: { readonly resourceType: string; readonly id: string },
  refs: readonly (Ref | undefined)[],
): RenderedResource {
  return {
    ref: `${resource.resourceType}/${resource.id}`,
    json: JSON.stringify(resource),
    refs: [...new Set(refs.filter(one => one !== undefined))],
  }
}

/** A mandatory instant: an element and its `_element`, of which one is undefined, and what has to be told in words. */
export interface Instant {
  readonly at: string | undefined
  readonly _at: typeof unknownValue | undefined
  readonly remarks: readonly string[]
}

/**
 * An `instant`, which FHIR wants to the second. Where the source has the day alone it is the beginning of that day, the way that all
 * systems send it; what is less exact than a day stays unknown and is told in words.
 */
export function instant(date: ClinicalDate | undefined, name = 'Recorded'): Instant {
  if (date !== undefined && date.length > 10) return { at: date, _at: undefined, remarks: [] }
  if (date !== undefined && isLocalDate(date)) {
    return { at: londonInstant(date, '00:00:00'), _at: undefined, remarks: [] }
  }
  return { at: undefined, _at: unknownValue, remarks: date === undefined ? [] : [`${name}: ${displayDate(date)}`] }
}

/** First and last day that dates can mean; open at both ends if there are none (STR-DATE-02, STR-DATE-03). */
export function days(
  start: ClinicalDate | undefined,
  end?: ClinicalDate,
): { from: LocalDate | ''; to: LocalDate | '' } {
  if (start === undefined && end === undefined) return { from: '', to: '' }
  return { from: start === undefined ? '' : firstDay(start), to: lastDay(end ?? start ?? '') }
}

/** Lines of text as one, or undefined if there is nothing in them. */
export function text(lines: readonly string[]): string | undefined {
  const found = cleanAll(lines)
  return found.length === 0 ? undefined : found.join('\n')
}

/** Lines of text as one note. */
export function note(lines: readonly string[]): readonly { readonly text: string }[] | undefined {
  const found = text(lines)
  return found === undefined ? undefined : [{ text: found }]
}

export const confidential = ({ source, key }: Pick<Entry, 'source' | 'key'>): Withheld => ({
  source,
  key,
  reason: 'marked as confidential',
})
