/** The clinical areas beside allergies and medicines: what each is asked for with, and what must come. */
import type { Bundle } from '@gpc/fhir'
import type { Feature } from '../check.ts'
import type { Findings } from '../finding.ts'
import { consultationFindings, consultationIds } from '../rules/consultations.ts'
import { diaryFindings, diaryIds } from '../rules/diary.ts'
import { immunisationFindings, immunisationIds } from '../rules/immunisation.ts'
import { investigationFindings, investigationIds } from '../rules/investigations.ts'
import { listCodes } from '../rules/list.ts'
import { uncategorisedFindings, uncategorisedIds } from '../rules/observation.ts'
import { problemFindings, problemIds } from '../rules/problems.ts'
import { referralFindings, referralIds } from '../rules/referral.ts'
import { secondaryFindings, secondaryIds } from '../rules/secondary.ts'

export interface Area {
  /** In ids of cases. */
  readonly name: string
  readonly feature: Feature
  readonly parameter: string
  /** The code of its primary list. */
  readonly list: string
  /** What a problem may be linked to of it; absent for consultations and problems, which have cases of their own. */
  readonly linked?: RegExp
  /** Systems whose handed-over data have nothing of it (reference of the systems). */
  readonly notFrom?: readonly string[]
  /** The requirement that tells what comes where there is nothing. */
  readonly empty: string
  readonly ids: readonly string[]
  /** What is wrong with a bundle where this area alone was asked for. */
  findings(bundle: Bundle): Findings
}

const withLinked =
  (findings: (bundle: Bundle) => Findings) =>
  (bundle: Bundle): Findings => [...findings(bundle), ...secondaryFindings(bundle, {})]

export const areas: readonly Area[] = [
  {
    name: 'consultations',
    feature: 'StructuredConsultations',
    parameter: 'includeConsultations',
    list: listCodes.consultations,
    empty: 'STR-LIST-07',
    ids: consultationIds,
    findings: bundle => consultationFindings(bundle),
  },
  {
    name: 'problems',
    feature: 'StructuredProblems',
    parameter: 'includeProblems',
    list: listCodes.problems,
    empty: 'STR-PRB-20',
    ids: problemIds,
    findings: bundle => problemFindings(bundle),
  },
  {
    name: 'immunisations',
    feature: 'StructuredImmunizations',
    parameter: 'includeImmunisations',
    list: listCodes.immunisations,
    linked: /^Immunization\//,
    empty: 'STR-IMM-21',
    ids: [...immunisationIds, ...secondaryIds],
    findings: withLinked(bundle => immunisationFindings(bundle)),
  },
  {
    name: 'uncategorised',
    feature: 'StructuredUncategorised',
    parameter: 'includeUncategorisedData',
    list: listCodes.uncategorisedData,
    linked: /^Observation\//,
    empty: 'STR-UNC-20',
    ids: [...uncategorisedIds, ...secondaryIds],
    findings: withLinked(bundle => uncategorisedFindings(bundle)),
  },
  {
    name: 'investigations',
    feature: 'StructuredInvestigations',
    parameter: 'includeInvestigations',
    list: listCodes.investigations,
    linked: /^DiagnosticReport\//,
    notFrom: ['tpp', 'vision'],
    empty: 'STR-INV-18',
    ids: [...investigationIds, ...secondaryIds],
    findings: withLinked(bundle => investigationFindings(bundle)),
  },
  {
    name: 'referrals',
    feature: 'StructuredReferrals',
    parameter: 'includeReferrals',
    list: listCodes.referrals,
    linked: /^ReferralRequest\//,
    empty: 'STR-REF-13',
    ids: [...referralIds, ...secondaryIds],
    findings: withLinked(referralFindings),
  },
  {
    name: 'diary',
    feature: 'StructuredDiary',
    parameter: 'includeDiaryEntries',
    list: listCodes.diaryEntries,
    linked: /^ProcedureRequest\//,
    notFrom: ['vision'],
    empty: 'STR-DRY-10',
    ids: [...diaryIds, ...secondaryIds],
    findings: withLinked(diaryFindings),
  },
]
