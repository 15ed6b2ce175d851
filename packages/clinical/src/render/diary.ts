/** Diary entries that are open (STR-DRY). */
import { extensions, firstDay, profiles } from '@gpc/fhir'
import type { DiaryEntry } from '../model/diary.ts'
import type { ClinicalEntries } from '../model/record.ts'
import { isWithheld } from '../rules/withheld.ts'
import { type ClinicalTools, clinicalTools, confidential, head, note, rendered } from './clinical-tools.ts'
import { coded, nothingCoded } from './coded.ts'
import { practiceRef } from './identity.ts'
import { ifUnknown, metas, reference } from './json.ts'
import { period } from './period.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

const meta = metas(profiles.procedureRequest)
const descriptionUrl = extensions.descriptionIdHl7

/**
 * One group an entry that is open (STR-DRY-02). A request bounds the planned day from above only (STR-DRY-04), so its interval begins with
 * the first day that it can be due, and is open at the end: what is overdue always counts (STR-DATE-08).
 */
export function renderDiary(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools = clinicalTools(context, patientRef, links)
  const diary = entries.diary.filter(one => one.status === 'open')
  return {
    area: 'diary-entries',
    groups: diary
      .filter(one => !isWithheld(one, context))
      .map((one): RenderedGroup => {
        const resource = plannedRequest(one, tools)
        return {
          entry: resource.ref,
          from: one.due === undefined ? '' : firstDay(one.due),
          to: '',
          resources: [resource],
        }
      }),
    shared: [],
    withheld: diary.filter(one => isWithheld(one, context)).map(confidential),
  }
}

function plannedRequest(one: DiaryEntry, tools: ClinicalTools): RenderedResource {
  const encounter = tools.encounter(one)
  const reason = coded(one.reason, descriptionUrl)
  const { occurrence, remarks } = occurrenceOf(one)
  const requester = requesterOf(one, tools)
  const resource = {
    ...head('ProcedureRequest', meta, one, tools.context),
    status: 'active',
    intent: 'plan',
    code: coded(one.concept, descriptionUrl) ?? nothingCoded,
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    ...occurrence,
    authoredOn: one.recorded,
    _authoredOn: ifUnknown(one.recorded),
    requester: { agent: requester.agent },
    reasonCode: reason === undefined ? undefined : [reason],
    note: note([...one.notes, ...remarks]),
  }
  return rendered(resource, [encounter, requester.ref])
}

/** A period where the source has both days (STR-DRY-05). */
function occurrenceOf({ due, dueEnd }: DiaryEntry) {
  if (dueEnd === undefined) return { occurrence: { occurrenceDateTime: due }, remarks: [] }
  const { period: occurrencePeriod, remarks } = period(due, dueEnd)
  return { occurrence: { occurrencePeriod }, remarks }
}

/** Who entered it; of what the system made by itself the practice is the author, with the system's name to be read. */
function requesterOf({ source, recorder, clinician, system }: DiaryEntry, { context, staff }: ClinicalTools) {
  const person = recorder ?? clinician
  const name = clean(system)
  const ref = person === undefined && name !== undefined ? practiceRef(context.ods) : staff.orUnknown(source, person)
  return { ref, agent: { ...reference(ref), display: name } }
}
