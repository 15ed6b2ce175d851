/** From a request's parameters to what is selected of the stored record. */
import type { Area, AreaFilter, Ask, ListWarning, PartName, PrimaryList } from '@gpc/clinical'
import type { Issue, LocalDate } from '@gpc/fhir'
import { definitions, type IncludeName } from './definitions.ts'
import { disabled, type PartValue, type StructuredParameters } from './parameters.ts'

export interface Asked extends Ask {
  /** Primary lists, in the order that they are sent: one for each area asked for, empty or not (STR-LIST-01). */
  readonly lists: readonly PrimaryList[]
  /** One for each area that was asked for and is off (STR-CFG-04). */
  readonly issues: readonly Issue[]
}

export type { ListWarning }

/** What parameters ask for; areas are what the practice has switched off (`document-references` among them, STR-CFG-03). */
export function asked({ includes }: StructuredParameters, areasOff: ReadonlySet<string>, today: LocalDate): Asked {
  const off = areasSwitchedOff(areasOff)
  const parts = new Map<PartName, AreaFilter>()
  const lists: PrimaryList[] = []
  const issues: Issue[] = []
  for (const [name, values] of includes) {
    const { area } = definitions[name]
    if (off.has(area)) {
      issues.push(disabled(name))
      continue
    }
    for (const [part, filter] of partsOf(name, values)) parts.set(part, filter)
    if (isPrimary(area)) lists.push(area)
    if (values.get('includeResolvedAllergies') === true) lists.push('ended-allergies')
  }
  return { parts, lists, off, issues, today }
}

const isPrimary = (area: Area): area is PrimaryList => area !== 'documents'

/** The areas that switches name; allergies that have ended are off with the others. */
export function areasSwitchedOff(names: ReadonlySet<string>): ReadonlySet<Area> {
  const off = new Set<Area>()
  for (const { area } of Object.values(definitions)) if (names.has(area)) off.add(area)
  if (off.has('allergies')) off.add('ended-allergies')
  if (names.has('document-references')) off.add('documents')
  return off
}

/** The parts of a record that an include parameter asks for, with their filters (STR-PAR-03: each its own area's alone). */
function partsOf(
  name: IncludeName,
  values: ReadonlyMap<string, PartValue>,
): readonly (readonly [PartName, AreaFilter])[] {
  switch (name) {
    case 'includeAllergies':
      return [
        ['allergies', {}],
        ...(values.get('includeResolvedAllergies') === true ? ([['ended-allergies', {}]] as const) : []),
      ]
    case 'includeMedication': {
      const from = values.get('medicationSearchFromDate')
      // STR-MED-06: absent means true
      const issues = values.get('includePrescriptionIssues') !== false
      return [['medications', { issues, ...(typeof from === 'string' ? { from } : {}) }]]
    }
    case 'includeConsultations': {
      const mostRecent = values.get('includeNumberOfMostRecent')
      const period = periodOf(values.get('consultationSearchPeriod'))
      return [['consultations', typeof mostRecent === 'number' ? { mostRecent } : period]]
    }
    case 'includeProblems': {
      const status = values.get('filterStatus')
      return [['problems', status === 'active' || status === 'inactive' ? { status } : {}]]
    }
    case 'includeImmunisations':
      // STR-IMM-02: given ones always, those not given if asked for, consent and dissent unless declined
      return [
        ['immunisations', {}],
        ...(values.get('includeNotGiven') === true ? ([['immunisations-not-given', {}]] as const) : []),
        ...(values.get('includeStatus') === false ? [] : ([['immunisation-status', {}]] as const)),
      ]
    case 'includeUncategorisedData':
      return [['uncategorised-data', periodOf(values.get('uncategorisedDataSearchPeriod'))]]
    case 'includeInvestigations':
      return [['investigations', periodOf(values.get('investigationSearchPeriod'))]]
    case 'includeReferrals':
      return [['referrals', periodOf(values.get('referralSearchPeriod'))]]
    case 'includeDiaryEntries': {
      const to = values.get('diaryEntriesSearchDate')
      // STR-DATE-08: an upper bound only, so what is overdue always comes
      return [['diary-entries', typeof to === 'string' ? { to } : {}]]
    }
  }
}

function periodOf(value: PartValue | undefined): AreaFilter {
  if (typeof value !== 'object') return {}
  const { start, end } = value
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) }
}
