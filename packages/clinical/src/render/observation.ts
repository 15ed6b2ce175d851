/** Uncategorised data, comments of consultations, and diary entries that are done (STR-UNC, STR-CON-12, STR-CON-13). */
import { displayDate, profiles } from '@gpc/fhir'
import type { DiaryEntry } from '../model/diary.ts'
import type { Entry } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import type { ClinicalEntries } from '../model/record.ts'
import { isWithheld } from '../rules/withheld.ts'
import {
  type ClinicalTools,
  clinicalTools,
  confidential,
  days,
  head,
  instant,
  rendered,
  text,
} from './clinical-tools.ts'
import { commentNote, conceptText } from './coded.ts'
import { noInformation } from './concept.ts'
import { metas, reference } from './json.ts'
import { codedObservation } from './observation-coded.ts'
import { familyOf, relatedJson } from './observation-related.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, RenderedResource, Withheld } from './rendered.ts'

const meta = metas(profiles.observation)

/**
 * One group an observation. What is coded is listed (STR-UNC-01), with its effective date as its interval (STR-UNC-02). Comments are
 * tagged, as no list of the area names them (STR-UNC-03); confidential ones are left out without a warning there.
 * @param entries with blood pressures joined already
 */
export function renderObservations(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools = clinicalTools(context, patientRef, links)
  const family = familyOf(entries.observations, tools)
  const groups: RenderedGroup[] = []
  const withheld: Withheld[] = []
  const leftOut: Withheld[] = []
  for (const one of entries.observations) {
    if (one.kind === 'immunisation-status') continue
    if (isWithheld(one, context)) {
      const list = one.kind === 'comment' ? leftOut : withheld
      list.push(confidential(one))
    } else if (one.kind === 'comment') groups.push(commentGroup(comment(one, tools)))
    else {
      const resource = codedObservation(one, tools, family)
      groups.push({ entry: resource.ref, ...days(one.effective, one.effectiveEnd), resources: [resource] })
    }
  }
  for (const one of entries.diary) {
    if (one.status === 'open') continue
    if (isWithheld(one, context)) leftOut.push(confidential(one))
    else groups.push(commentGroup(doneDiary(one, tools)))
  }
  return { area: 'uncategorised-data', groups, shared: [], withheld, ...(leftOut.length === 0 ? {} : { leftOut }) }
}

const commentGroup = (resource: RenderedResource): RenderedGroup => ({
  entry: resource.ref,
  from: '',
  to: '',
  tag: 'comment',
  resources: [resource],
})

/** Free text of a consultation (STR-UNC-19). */
function comment(one: Observation, tools: ClinicalTools): RenderedResource {
  const words = conceptText(one.concept)
  const lines = words === '' || words === 'Comment note' ? one.notes : [words, ...one.notes]
  const related = relatedJson(one, tools, [])
  return narrative(one, lines, tools, related)
}

/** What a user sees of a diary entry that is done (STR-CON-13). */
function doneDiary(one: DiaryEntry, tools: ClinicalTools): RenderedResource {
  const { concept, due, dueEnd, reason, system, notes } = one
  const dates = [due, dueEnd].flatMap(date => (date === undefined ? [] : [displayDate(date)]))
  const lines = [
    `Diary entry, no longer open: ${conceptText(concept)}`,
    dates.length === 0 ? '' : `Planned for: ${dates.join(' - ')}`,
    reason === undefined ? '' : `Reason: ${conceptText(reason)}`,
    system === undefined ? '' : `Made by: ${system}`,
    ...notes,
  ]
  return narrative(one, lines, tools, { json: undefined, refs: [] })
}

/** The performer is who recorded it, 1..1; the clinician where nobody else is known. */
function narrative(
  one: Entry & { readonly effective?: Observation['effective'] },
  lines: readonly string[],
  tools: ClinicalTools,
  related: ReturnType<typeof relatedJson>,
): RenderedResource {
  const { source } = one
  const encounter = tools.encounter(one)
  const performer = tools.staff.orUnknown(source, one.recorder ?? one.clinician)
  const issued = instant(one.recorded)
  const resource = {
    ...head('Observation', meta, one, tools.context),
    status: 'final',
    code: commentNote,
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    effectiveDateTime: one.effective,
    issued: issued.at,
    _issued: issued._at,
    performer: [reference(performer)],
    comment: text([...lines, ...issued.remarks]) ?? noInformation,
    related: related.json,
  }
  return rendered(resource, [encounter, performer, ...related.refs])
}
