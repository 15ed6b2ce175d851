/** Outbound referrals (STR-REF). */
import { codeSystems, displayDate, extensions, identifiers, profiles } from '@gpc/fhir'
import type { ClinicalEntries } from '../model/record.ts'
import type { Referral } from '../model/referral.ts'
import { isWithheld } from '../rules/withheld.ts'
import { type ClinicalTools, clinicalTools, confidential, days, head, note, rendered } from './clinical-tools.ts'
import { coded } from './coded.ts'
import { type ConceptJson, noInformation } from './concept.ts'
import { requesterOf } from './identity.ts'
import { metas, reference, some } from './json.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

const meta = metas(profiles.referralRequest)
const descriptionUrl = extensions.descriptionIdHl7

/** One group a referral; its interval is the date that the user entered (STR-REF-02). */
export function renderReferrals(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools = clinicalTools(context, patientRef, links)
  const open = entries.referrals.filter(one => !isWithheld(one, context))
  return {
    area: 'referrals',
    groups: open.map((one): RenderedGroup => {
      const resource = referralRequest(one, tools)
      return { entry: resource.ref, ...days(one.date), resources: [resource] }
    }),
    shared: [],
    withheld: entries.referrals.filter(one => isWithheld(one, context)).map(confidential),
  }
}

/** The profile fixes `status` to `unknown`, so that a cancelled one says so in its note (STR-REF-04). */
function referralRequest(one: Referral, tools: ClinicalTools): RenderedResource {
  const { source } = one
  const encounter = tools.encounter(one)
  const responsible = one.clinician ?? one.recorder
  const requester = responsible === undefined ? undefined : tools.staff.orUnknown(source, responsible)
  const employer = tools.staff.employer(source, responsible)
  const recipients = (one.recipients ?? []).map(({ kind, key }) =>
    kind === 'staff' ? tools.staff.known(source, key) : tools.organization(source, key),
  )
  const supporting = (one.supporting ?? []).flatMap(key => tools.linked(source, key, ...supportingTypes) ?? [])
  const begin = head('ReferralRequest', meta, one, tools.context)
  const ubrn = clean(one.ubrn)
  const service = coded(one.service, descriptionUrl)
  const resource = {
    ...begin,
    identifier: [...begin.identifier, ...(ubrn === undefined ? [] : [{ system: identifiers.ubrn, value: ubrn }])],
    status: 'unknown',
    intent: 'order',
    priority: one.priority,
    serviceRequested: service === undefined ? undefined : [service],
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    authoredOn: one.date,
    requester: requesterOf(requester, employer),
    specialty: coded(one.specialty, descriptionUrl),
    recipient: some(recipients.filter(ref => ref !== undefined).map(reference)),
    reasonCode: [reasonOf(one)],
    description: clean(one.description),
    supportingInfo: some([...new Set(supporting)].map(reference)),
    note: note([
      one.cancelled === true ? 'Status: Cancelled' : '',
      ...one.notes,
      ...(recipients.includes(undefined) ? ['Recipient: somebody that the practice has no details of'] : []),
      one.date === undefined && one.recorded !== undefined ? `Recorded: ${displayDate(one.recorded)}` : '',
    ]),
  }
  return rendered(resource, [encounter, requester, employer, ...recipients, ...supporting])
}

const degraded = { system: codeSystems.snomed, code: '196431000000106', display: 'Transfer-degraded referral' }

/** The profile wants a SNOMED CT code: where there is none, the degrade code stands before what the source has (STR-COM-10). */
function reasonOf({ reason }: Referral): ConceptJson {
  const found = coded(reason, descriptionUrl)
  const coding = found?.coding ?? []
  if (coding[0]?.system === codeSystems.snomed) return { coding, text: found?.text }
  const words = found?.text ?? coding.find(({ display }) => display !== undefined)?.display
  return { coding: [degraded, ...coding], text: words ?? noInformation }
}

/** Never a problem (STR-REF-10). */
const supportingTypes = [
  'DocumentReference',
  'Observation',
  'DiagnosticReport',
  'Immunization',
  'AllergyIntolerance',
  'MedicationRequest',
  'ProcedureRequest',
]
