/** The parameters of getstructuredrecord as data (STR-PAR): include parameters, their parts, and the area that each asks for. */
import type { Area } from '@gpc/clinical'

export type PartType = 'boolean' | 'past-date' | 'coming-date' | 'past-period' | 'positive-integer' | 'problem-status'

export interface PartDefinition {
  readonly type: PartType
  readonly mandatory?: true
  /** Not to be combined with these include parameters (STR-PAR-20, STR-PAR-21). */
  readonly notWith?: readonly IncludeName[]
}

export type IncludeName =
  | 'includeAllergies'
  | 'includeMedication'
  | 'includeConsultations'
  | 'includeProblems'
  | 'includeImmunisations'
  | 'includeUncategorisedData'
  | 'includeInvestigations'
  | 'includeReferrals'
  | 'includeDiaryEntries'

export interface IncludeDefinition {
  readonly area: Area
  readonly parts: Readonly<Record<string, PartDefinition>>
}

const notWithLinks = { notWith: ['includeConsultations', 'includeProblems'] } as const

export const definitions: Readonly<Record<IncludeName, IncludeDefinition>> = {
  includeAllergies: { area: 'allergies', parts: { includeResolvedAllergies: { type: 'boolean', mandatory: true } } },
  includeMedication: {
    area: 'medications',
    parts: {
      includePrescriptionIssues: { type: 'boolean' },
      medicationSearchFromDate: { type: 'past-date', ...notWithLinks },
    },
  },
  includeConsultations: {
    area: 'consultations',
    parts: {
      consultationSearchPeriod: { type: 'past-period' },
      includeNumberOfMostRecent: { type: 'positive-integer' },
    },
  },
  includeProblems: {
    area: 'problems',
    parts: { filterStatus: { type: 'problem-status', notWith: ['includeConsultations'] } },
  },
  includeImmunisations: {
    area: 'immunisations',
    parts: {
      includeNotGiven: { type: 'boolean', ...notWithLinks },
      includeStatus: { type: 'boolean', ...notWithLinks },
    },
  },
  includeUncategorisedData: {
    area: 'uncategorised-data',
    parts: { uncategorisedDataSearchPeriod: { type: 'past-period', ...notWithLinks } },
  },
  includeInvestigations: { area: 'investigations', parts: { investigationSearchPeriod: { type: 'past-period' } } },
  includeReferrals: {
    area: 'referrals',
    parts: { referralSearchPeriod: { type: 'past-period', ...notWithLinks } },
  },
  includeDiaryEntries: {
    area: 'diary-entries',
    parts: { diaryEntriesSearchDate: { type: 'coming-date', ...notWithLinks } },
  },
}

export function isIncludeName(name: string): name is IncludeName {
  return Object.hasOwn(definitions, name)
}

/** The parameter that asks for an area, as warnings name it (STR-CFG-05). */
export function parameterOf(area: Area): string {
  if (area === 'documents') return 'DocumentReferences'
  const wanted = area === 'ended-allergies' ? 'allergies' : area
  return Object.entries(definitions).find(([, one]) => one.area === wanted)?.[0] ?? area
}
