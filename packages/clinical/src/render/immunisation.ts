/** Vaccinations, and the status observations that go with them, as an area (STR-IMM-01 to 03). */
import type { ClinicalEntries } from '../model/record.ts'
import { isWithheld } from '../rules/withheld.ts'
import { clinicalTools, confidential } from './clinical-tools.ts'
import { immunization } from './immunization.ts'
import { codedObservation } from './observation-coded.ts'
import { familyOf } from './observation-related.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup } from './rendered.ts'

/**
 * One group a vaccination, tagged where it wasn't given, and one a consent, dissent or invitation, tagged as status (STR-IMM-02). There is no
 * date filter.
 * @param entries with blood pressures joined already
 */
export function renderImmunisations(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools = clinicalTools(context, patientRef, links)
  const family = familyOf(entries.observations, tools)
  const consultations = Map.groupBy(entries.consultations, ({ source, key }) => `${source} ${key}`)
  const statuses = entries.observations.filter(({ kind }) => kind === 'immunisation-status')
  const given = entries.immunisations
    .filter(one => !isWithheld(one, context))
    .map((one): RenderedGroup => {
      const [consultation] = consultations.get(`${one.source} ${one.encounter}`) ?? []
      const resource = immunization(one, consultation, tools)
      const tag = one.notGiven === true ? { tag: 'not-given' as const } : {}
      return { entry: resource.ref, from: '', to: '', ...tag, resources: [resource] }
    })
  const told = statuses
    .filter(one => !isWithheld(one, context))
    .map((one): RenderedGroup => {
      const resource = codedObservation(one, tools, family)
      return { entry: resource.ref, from: '', to: '', tag: 'status', resources: [resource] }
    })
  return {
    area: 'immunisations',
    groups: [...given, ...told],
    shared: [],
    withheld: [...entries.immunisations, ...statuses].filter(one => isWithheld(one, context)).map(confidential),
  }
}
