/** Problems: a ProblemHeader (Condition) each (STR-PRB). */
import { displayDate, extensions, profiles, valueSystems } from '@gpc/fhir'
import type { Problem } from '../model/problem.ts'
import { isWithheld } from '../rules/withheld.ts'
import { confidential } from './clinical-tools.ts'
import { codedOnce, nothingCoded } from './coded.ts'
import { entryId, entryIdentifiers, type Staff, staffOf } from './identity.ts'
import { ifUnknown, metas, reference } from './json.ts'
import { encounterOf } from './links.ts'
import type { Area, Link, Links, Ref, RenderContext, RenderedArea, RenderedGroup } from './rendered.ts'
import { cleanAll } from './text.ts'

const meta = metas(profiles.problemHeader)

/**
 * One group a problem, tagged by its status (STR-PRB-02), with what it is linked to in `links` (STR-PRB-15) and the problems that it is grouped
 * with, from either side, in `problems` (STR-PRB-03).
 * @param problems with everything that is linked to them in `related` (`withLinkedContent`)
 */
export function renderProblems(
  problems: readonly Problem[],
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const staff = staffOf(context)
  const open = problems.filter(problem => !isWithheld(problem, context))
  const groups = open.map((problem): RenderedGroup => {
    const ref = `Condition/${entryId(context.ods, problem.source, problem.key)}`
    const content = contentOf(problem, ref, links)
    const { json, refs } = condition(problem, content, context, patientRef, staff, links)
    return {
      entry: ref,
      from: '',
      to: '',
      tag: problem.status,
      resources: [{ ref, json, refs }],
      links: [...new Set([...(content.actual === undefined ? [] : [content.actual]), ...content.related])],
      withheld: [...content.withheld],
      problems: [...content.problems.keys()],
    }
  })
  const withheld = problems.filter(problem => isWithheld(problem, context))
  return {
    area: 'problems',
    groups: bothWays(groups),
    shared: [],
    withheld: withheld.map(confidential),
  }
}

/** A problem that another one names is linked to that one, too. */
function bothWays(groups: readonly RenderedGroup[]): readonly RenderedGroup[] {
  const named = new Map<Ref, Ref[]>()
  for (const { entry, problems = [] } of groups) {
    for (const ref of problems) named.set(ref, [...(named.get(ref) ?? []), entry])
  }
  return groups.map(group => ({
    ...group,
    problems: [...new Set([...(group.problems ?? []), ...(named.get(group.entry) ?? [])])],
  }))
}

type Relationship = Problem['problems'][number]['type']

/** What of a problem's links may be told. */
interface Content {
  readonly actual: Ref | undefined
  readonly related: ReadonlySet<Ref>
  readonly problems: ReadonlyMap<Ref, Relationship>
  readonly withheld: ReadonlySet<Area>
}

function contentOf(problem: Problem, self: Ref, links: Links): Content {
  const withheld = new Set<Area>()
  const open = (key: string): Link | undefined => {
    const link = links(problem.source, key)
    if (link?.withheld) withheld.add(link.area)
    return link?.withheld ? undefined : link
  }
  const problems = new Map<Ref, Relationship>()
  const join = (ref: Ref, type: Relationship): void => {
    if (ref !== self && !problems.has(ref)) problems.set(ref, type)
  }
  for (const { type, key } of problem.problems) {
    const link = open(key)
    if (link?.area === 'problems') join(link.ref, type)
  }
  const related = new Set<Ref>()
  const relate = (link: Link): void => {
    if (link.area === 'problems') join(link.ref, 'sibling')
    // STR-PRB-11, STR-PRB-12: of an investigation, the report.
    else related.add(link.area === 'investigations' ? link.entry : link.ref)
  }
  const promoted = problem.actual === undefined ? undefined : open(problem.actual)
  const actual = promoted === undefined ? undefined : actualRef(promoted)
  if (promoted !== undefined && promoted.ref !== actual) relate(promoted)
  if (promoted?.area === 'investigations') related.add(promoted.entry)
  for (const key of problem.related) {
    const link = open(key)
    if (link !== undefined) relate(link)
  }
  if (actual !== undefined && promoted?.area !== 'investigations') related.delete(actual)
  return { actual, related, problems, withheld }
}

/** What was promoted (STR-PRB-08): an entry, or a result of an investigation; undefined for what can't be a problem's item, or stands in a list only. */
function actualRef({ area, ref, entry }: Link): Ref | undefined {
  if (area === 'problems' || area === 'consultations' || area === 'ended-allergies') return undefined
  return area === 'investigations' && !ref.startsWith('Observation/') ? entry : ref
}

function condition(
  problem: Problem,
  content: Content,
  context: RenderContext,
  patientRef: Ref,
  staff: Staff,
  links: Links,
) {
  const { source, key, recorded, recorder, clinician, status, onset, ended } = problem
  const encounter = encounterOf(problem, links)
  const asserter = staff.known(source, recorder) ?? staff.orUnknown(source, clinician)
  const { concept: code = nothingCoded, remarks } = codedOnce(problem.concept, extensions.descriptionIdHl7)
  const notes = [...notesOf(problem), ...remarks]
  const json = JSON.stringify({
    resourceType: 'Condition',
    id: entryId(context.ods, source, key),
    meta: problem.confidentiality === 'nopat' ? meta.nopat : meta.open,
    extension: extensionsOf(problem, content),
    identifier: entryIdentifiers(problem, context.ods),
    clinicalStatus: status,
    category,
    code,
    subject: reference(patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    onsetDateTime: onset,
    abatementDateTime: status === 'active' ? undefined : ended,
    assertedDate: recorded,
    _assertedDate: ifUnknown(recorded),
    asserter: reference(asserter),
    note: notes.length === 0 ? undefined : [{ text: notes.join('\n') }],
  })
  return { json, refs: encounter === undefined ? [asserter] : [asserter, encounter] }
}

const category = [
  { coding: [{ system: valueSystems.conditionCategory, code: 'problem-list-item', display: 'Problem List Item' }] },
]

function extensionsOf({ significance = 'minor' }: Problem, { actual, related, problems }: Content): object[] {
  return [
    ...(actual === undefined ? [] : [{ url: extensions.actualProblem, valueReference: reference(actual) }]),
    { url: extensions.problemSignificance, valueCode: significance },
    ...[...related].map(ref => ({ url: extensions.relatedClinicalContent, valueReference: reference(ref) })),
    ...[...problems].map(([target, type]) => ({
      url: extensions.relatedProblemHeader,
      extension: [
        { url: 'type', valueCode: type },
        { url: 'target', valueReference: reference(target) },
      ],
    })),
  ]
}

/** What the source says, and what no element can: an end of a problem that is still active (FHIR allows none), an unknown significance. */
function notesOf({ notes, status, ended, significance }: Problem): string[] {
  const said = cleanAll(notes)
  if (status === 'active' && ended !== undefined) said.push(`End date: ${displayDate(ended)}`)
  if (significance === undefined) said.push('Significance: not recorded (sent as minor).')
  return said
}
