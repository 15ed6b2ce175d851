/** What a search for free slots sends (APT-SRCH-01 to APT-SRCH-07). Pure. */
import { addDays, identifiers, isLocalDate, type LocalDate, valueSystems } from '@gpc/fhir'
import { InvalidRequestError } from '../errors.ts'

/** APT-CFG-03. */
export const organisationTypes = ['gp-practice', 'urgent-care'] as const
export type OrganisationType = (typeof organisationTypes)[number]

/** Days, both included, or local times with offset. */
export interface SlotRange {
  readonly from: string
  readonly to: string
}

const time = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+0[01]:00$/
const dayOf = (moment: string): LocalDate => moment.slice(0, 10)
const isMoment = (text: string) => isLocalDate(dayOf(text)) && (text.length === 10 || time.test(text))

/** A request covers so many days at most, the first and the last included (APT-SRCH-03). */
const most = 14

/**
 * A range as one or more of at most two weeks, in order. Each begins on the last day of the one before, so that no slot over midnight is
 * missed; slots of that day come twice.
 * @throws InvalidRequestError
 */
export function rangesOf({ from, to }: SlotRange): readonly SlotRange[] {
  if (!isMoment(from) || !isMoment(to))
    throw new InvalidRequestError('Give from and to as days, 2026-01-31, or as local times with their offset.')
  if (dayOf(to) < dayOf(from)) throw new InvalidRequestError('The range ends before it begins.')
  const ranges: SlotRange[] = []
  let begin = from
  for (let last = addDays(dayOf(begin), most - 1); last < dayOf(to); last = addDays(last, most - 1)) {
    ranges.push({ from: begin, to: last })
    begin = last
  }
  return [...ranges, { from: begin, to }]
}

export interface SlotQuery extends SlotRange {
  /** ODS code of the organisation where the user works. */
  readonly organisation: string
  readonly organisationType?: OrganisationType | undefined
  /** Id in the Directory of Services. */
  readonly serviceId?: string | undefined
}

const includes = [
  'Schedule:actor:Practitioner',
  'Schedule:actor:Location',
  'Schedule:actor:HealthcareService',
  'Location:managingOrganization',
]

/** Path and query below the service root. */
export function slotPath({ from, to, organisation, organisationType, serviceId }: SlotQuery): string {
  const parameters: readonly (readonly [string, string])[] = [
    ['start', `ge${from}`],
    ['end', `le${to}`],
    ['status', 'free'],
    ['_include', 'Slot:schedule'],
    ...includes.map(one => ['_include:recurse', one] as const),
    ['searchFilter', `${identifiers.odsOrganization}|${organisation}`],
    ...(organisationType === undefined
      ? []
      : [['searchFilter', `${valueSystems.organisationType}|${organisationType}`] as const]),
    ...(serviceId === undefined ? [] : [['service.identifier', `${identifiers.dosService}|${serviceId}`] as const]),
  ]
  return `/Slot?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
