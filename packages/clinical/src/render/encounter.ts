/** The Encounter of a consultation (STR-CON-14 to 19). */
import { codeSystems, extensions, profiles, valueSystems } from '@gpc/fhir'
import type { Consultation } from '../model/consultation.ts'
import { spellOf } from '../rules/consultation-time.ts'
import { type ConceptJson, codeableConcept, noInformation, sliced } from './concept.ts'
import { entryIdentifiers, idOf, locationRef, practiceRef, type Staff } from './identity.ts'
import { decimal, metas, reference, some } from './json.ts'
import type { Ref, RenderContext, RenderedResource } from './rendered.ts'

const meta = metas(profiles.encounter)

export function encounter(
  ref: Ref,
  consultation: Consultation,
  context: RenderContext,
  patientRef: Ref,
  staff: Staff,
): RenderedResource {
  const { draft, confidentiality } = consultation
  const spell = spellOf(consultation)
  const people = participants(consultation, staff)
  const location = locationOf(consultation, context)
  const provider = providerOf(consultation, context)
  const json = JSON.stringify({
    resourceType: 'Encounter',
    id: idOf(ref),
    meta: confidentiality === 'nopat' ? meta.nopat : meta.open,
    identifier: entryIdentifiers(consultation, context.ods),
    status: draft === true ? 'unknown' : 'finished',
    type: [typeOf(consultation)],
    subject: reference(patientRef),
    participant: people.map(({ ref: individual, role }) => ({
      type: [{ coding: [role] }],
      individual: reference(individual),
    })),
    period: periodOf(spell),
    length:
      spell.minutes === undefined
        ? undefined
        : { value: decimal(spell.minutes), unit: 'minute', system: codeSystems.ucum, code: 'min' },
    location: location === undefined ? undefined : [{ location: reference(location) }],
    serviceProvider: provider === undefined ? undefined : reference(provider),
  })
  const refs = [...people.map(one => one.ref), location, provider].filter(one => one !== undefined)
  return { ref, json, refs: [...new Set(refs)] }
}

/** The profile has one coding only: SNOMED CT, else the first. What the others call it stands in the text. */
function typeOf({ type }: Consultation): ConceptJson {
  const concept = codeableConcept(type, extensions.descriptionIdHl7) ?? { text: noInformation }
  const one = sliced(concept).concept
  const [first, ...others] = one.coding ?? []
  if (first === undefined) return one
  const terms = [one.text, ...others.map(({ display, code }) => display ?? code)].filter(term => term !== undefined)
  const words = [...new Set(terms)].filter(term => term !== first.display)
  return { coding: [first], text: some(words)?.join('; ') }
}

const roles = {
  // The code system that the profile's value set has for the recorder; the pages' examples name HL7's, which has no such code.
  recorder: { system: valueSystems.participantType, code: 'REC', display: 'recorder' },
  primary: { system: valueSystems.participationType, code: 'PPRF', display: 'primary performer' },
  other: { system: valueSystems.participationType, code: 'PART', display: 'Participation' },
}

/** STR-CON-16: the recorder always, the clinician whose consultation it is, and everybody else once. */
function participants({ source, recorder, clinician, participants: others = [] }: Consultation, staff: Staff) {
  const recording = staff.orUnknown(source, recorder)
  const primary = staff.known(source, clinician)
  const further = new Set(others.flatMap(key => staff.known(source, key) ?? []))
  further.delete(recording)
  if (primary !== undefined) further.delete(primary)
  return [
    { ref: recording, role: roles.recorder },
    ...(primary === undefined ? [] : [{ ref: primary, role: roles.primary }]),
    ...[...further].map(ref => ({ ref, role: roles.other })),
  ]
}

/** STR-CON-17: absent as a whole where the start isn't known, which the profile wants. */
function periodOf({ start, end }: ReturnType<typeof spellOf>) {
  return start === undefined ? undefined : { start, end }
}

function locationOf({ source, site }: Consultation, context: RenderContext): Ref | undefined {
  if (site === undefined || context.hasSite?.(source, site) === false) return undefined
  return locationRef(context.ods, source, site)
}

/** The practice itself, unless the source names another organisation. */
function providerOf({ source, organisation }: Consultation, context: RenderContext): Ref | undefined {
  return organisation === undefined ? practiceRef(context.ods) : context.organisation?.(source, organisation)
}
