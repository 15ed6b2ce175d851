/** Lays a rendered record out for the store (stored.ts). */
import type { LocalDate } from '@gpc/fhir'
import { listEntry } from '../render/list.ts'
import type { Ref, RenderedArea, RenderedGroup, RenderedResource } from '../render/rendered.ts'
import { toBlock } from './block.ts'
import type { Group, Index, PartName, PartRefs, Piece, StoredPart } from './stored.ts'

export interface NamedPart {
  readonly part: PartName
  readonly stored: StoredPart
}

/** A record's areas as parts. Parts with nothing in them are left out, unless something is withheld or awaits filing. */
export function layOutRecord(areas: readonly RenderedArea[]): readonly NamedPart[] {
  return areas.flatMap(partsOf).flatMap(([part, area]) => {
    const silent = area.withheld.length === 0 && area.awaitingFiling === undefined
    if (area.groups.length === 0 && area.shared.length === 0 && silent) return []
    return [{ part, stored: layOut(part, area) }]
  })
}

/** Splits what comes only when asked for from what always comes with the area. */
function partsOf(area: RenderedArea): readonly (readonly [PartName, RenderedArea])[] {
  const of = (...tags: readonly (RenderedGroup['tag'] | undefined)[]): RenderedGroup[] =>
    area.groups.filter(group => tags.includes(group.tag))
  const beside = (groups: readonly RenderedGroup[]): RenderedArea => ({
    area: area.area,
    groups,
    shared: [],
    withheld: [],
  })
  switch (area.area) {
    case 'consultations':
      return [
        ['consultations', { ...area, groups: area.groups.map(group => only(group, false)) }],
        ['consultation-lists', beside(area.groups.map(group => only(group, true)))],
      ]
    case 'immunisations':
      return [
        ['immunisations', { ...area, groups: of(undefined) }],
        ['immunisations-not-given', beside(of('not-given'))],
        ['immunisation-status', beside(of('status'))],
      ]
    case 'uncategorised-data':
      return [
        ['uncategorised-data', { ...area, groups: of(undefined) }],
        ['comments', beside(of('comment'))],
      ]
    default:
      return [[area.area, area]]
  }
}

function only(group: RenderedGroup, structure: boolean): RenderedGroup {
  const resources = group.resources.filter(one => (one.structure === true) === structure)
  if (!structure) return { ...group, resources }
  const { entry, from, to } = group
  return { entry, from, to, resources }
}

/** Lays one part out. */
export function layOut(part: PartName, area: RenderedArea): StoredPart {
  const texts: string[] = []
  const laterTexts: string[] = []
  const refs = new Map<Ref, number>(area.shared.map((one, i) => [one.ref, i]))
  const numberOf = (ref: Ref): number => {
    const known = refs.get(ref)
    if (known !== undefined) return known
    refs.set(ref, refs.size)
    return refs.size - 1
  }
  let offset = 0
  let laterOffset = 0
  let changesOn: LocalDate | '' = ''
  const wrap = (json: string): string => (part === 'ended-allergies' ? json : `{"resource":${json}}`)
  const place = ({ ref, json, issue, refs: to, later }: RenderedResource, entry: Ref): Piece => {
    const text = wrap(json)
    const length = Buffer.byteLength(text)
    const at = offset
    texts.push(text)
    offset += length + 1
    const piece = [ref === entry ? '' : ref, at, length, issue ? 1 : 0, to.map(numberOf)] as const
    if (later === undefined) return piece
    const laterText = wrap(later.json)
    const laterLength = laterText.length
    laterTexts.push(laterText)
    if (changesOn === '' || later.from < changesOn) changesOn = later.from
    laterOffset += laterLength
    return [...piece, [later.from, laterOffset - laterLength, laterLength]]
  }
  const pieces: Piece[] = []
  const groups = area.groups.map((group): Group => {
    const first = pieces.length
    for (const resource of group.resources) pieces.push(place(resource, group.entry))
    const { entry, from, to, always, tag, links, withheld, problems } = group
    const head = [entry, from, to, always ? 1 : 0, first, group.resources.length] as const
    if (tag === undefined && !links?.length && !withheld?.length && !problems?.length) return head
    return [...head, tag ?? '', (links ?? []).map(numberOf), withheld ?? [], (problems ?? []).map(numberOf)]
  })
  const shared = area.shared.map(one => place(one, one.ref))
  const isShared = new Set(area.shared.map(({ ref }) => ref))
  const linked = area.groups
    .filter(one => one.problems?.length)
    .flatMap(one => one.resources.flatMap(({ ref, refs: to }) => [ref, ...to.filter(other => isShared.has(other))]))
  const own = new Set(area.groups.flatMap(one => one.resources.map(({ ref }) => ref)))
  const outside = [...refs.keys()].slice(area.shared.length).filter(ref => !own.has(ref))
  const partRefs: PartRefs = { outside, linked }
  const index: Index = { refs: [...refs.keys()], groups, pieces, shared }
  return {
    body: toBlock(texts.join(',')),
    later: laterTexts.join(''),
    index: JSON.stringify(index),
    entries: area.groups.map(group => listEntry(group.entry)).join(','),
    refs: JSON.stringify(partRefs),
    changesOn,
    withheld: area.withheld.length,
    awaitingFiling: area.awaitingFiling === true,
  }
}
