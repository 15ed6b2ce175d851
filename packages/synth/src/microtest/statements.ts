/** Allergies and medicines as statements. */
import type { DrugQuantity, InventedAllergy, InventedEntry, InventedIssue, InventedMedication } from '../model.ts'
import { availability, drugCode, effective, identified, marks, readV2, snomed, status, termCode } from './codes.ts'
import { entryId, type PatientContext } from './context.ts'
import { annotation, performer } from './narrative.ts'
import { element, escaped } from './xml.ts'

/** In its wrapper, which says whether it is a drug's; "no known allergies" stands without one. */
export function allergyStatement(one: InventedAllergy, context: PatientContext, inConsultation: boolean): string {
  const statement = element(
    'ObservationStatement',
    { classCode: 'OBS', moodCode: 'EVN' },
    identified(entryId(context, 'ObservationStatement', one.key)),
    termCode(one.concept),
    status('COMPLETE'),
    effective(one.onset === undefined ? {} : { low: one.onset }),
    availability(one.recordedAt),
    marks(one.notForPatient),
    annotation(wordsOf(one)),
    performer(one, context, inConsultation),
  )
  if (one.noKnown === true) return statement
  return element(
    'CompoundStatement',
    { classCode: 'CATEGORY', moodCode: 'EVN' },
    identified(entryId(context, 'CompoundStatement', one.key)),
    one.concept.drug
      ? readV2('code', '14L..00', 'H/O: drug allergy')
      : readV2('code', 'SN53.00', 'Allergy, unspecified'),
    status('COMPLETE'),
    effective({}),
    availability(one.recordedAt),
    element('component', { typeCode: 'COMP', contextConductionInd: 'true' }, statement),
  )
}

const severities = {
  mild: 'Mild',
  moderate: 'Moderate',
  severe: 'Severe',
  'life-threatening': 'Life threatening',
} as const
const certainties = { definite: 'Definite', 'consistent-with': 'Consistent with', unlikely: 'Unlikely' } as const

/** What the format has no element for, as words. */
function wordsOf({ severity, certainty, reaction, note }: InventedAllergy): string {
  return [
    ...(severity === undefined ? [] : [`Severity: ${severities[severity]}`]),
    ...(certainty === undefined ? [] : [`Certainty: ${certainties[certainty]}`]),
    ...(reaction === undefined ? [] : [`Reaction: ${reaction}`]),
    ...(note === undefined ? [] : [note]),
  ].join('\n')
}

/** The authorisation, and how it was stopped. */
export function medicationStatement(one: InventedMedication, context: PatientContext, inConsultation: boolean): string {
  const over = one.stopped !== undefined || (one.end !== undefined && one.end <= context.today)
  const start = one.start ?? one.recordedAt.slice(0, 10)
  const state = status(over ? 'COMPLETE' : 'ACTIVE')
  const authorise = element(
    'ehrSupplyAuthorise',
    { classCode: 'SPLY', moodCode: 'INT' },
    identified(entryId(context, 'ehrSupplyAuthorise', one.key)),
    supplyType(one),
    state,
    effective({ low: start, ...(one.end === undefined ? {} : { high: one.end }) }),
    availability(start),
    element('repeatNumber', { value: one.type === 'acute' ? '0' : String(one.allowed) }),
    quantity(one.quantity),
    one.replaces === undefined ? '' : reference('predecessor', 'SUCC', 'INT', context, one.replaces),
    supplyNote(one.note),
  )
  const discontinue =
    one.stopped === undefined
      ? []
      : [
          element(
            'ehrSupplyDiscontinue',
            { classCode: 'SPLY', moodCode: 'RQO' },
            identified(entryId(context, 'ehrSupplyDiscontinue', one.key)),
            element('code', { nullFlavor: 'UNK' }),
            status('COMPLETE'),
            availability(one.stopped.date),
            reference('reversalOf', 'REV', 'INT', context, one.key),
            supplyNote(one.stopped.reason),
          ),
        ]
  return statement('INT', 'Plan', one, one, context, inConsultation, start, state, [authorise, ...discontinue])
}

export function issueStatement(
  issue: InventedIssue,
  plan: InventedMedication,
  context: PatientContext,
  inConsultation: boolean,
): string {
  const prescribe = element(
    'ehrSupplyPrescribe',
    { classCode: 'SPLY', moodCode: 'RQO' },
    identified(entryId(context, 'ehrSupplyPrescribe', issue.key)),
    supplyType(plan),
    status('COMPLETE'),
    availability(issue.date),
    quantity(plan.quantity),
    reference('inFulfillmentOf', 'FLFS', 'INT', context, plan.key),
  )
  return statement('ORD', 'Issue', issue, plan, context, inConsultation, issue.date, status('COMPLETE'), [prescribe])
}

function statement(
  moodCode: 'INT' | 'ORD',
  kind: string,
  entry: InventedEntry,
  plan: InventedMedication,
  context: PatientContext,
  inConsultation: boolean,
  date: string,
  state: string,
  parts: readonly string[],
): string {
  const material = element(
    'manufacturedMaterial',
    { classCode: 'MMAT', determinerCode: 'KIND' },
    drugCode(plan.drug),
    quantity(plan.quantity),
  )
  return element(
    'MedicationStatement',
    { classCode: 'SBADM', moodCode },
    identified(entryId(context, `MedicationStatement${kind}`, entry.key)),
    state,
    effective({}),
    availability(date),
    marks(entry.notForPatient),
    element('consumable', { typeCode: 'CSM' }, element('manufacturedProduct', { classCode: 'MANU' }, material)),
    ...parts.map(one => element('component', { typeCode: 'COMP' }, one)),
    element(
      'pertinentInformation',
      { typeCode: 'PERT' },
      element(
        'pertinentMedicationDosage',
        { classCode: 'SBADM', moodCode: 'RMD' },
        element('text', {}, escaped(plan.dosage)),
      ),
    ),
    performer(entry, context, inConsultation),
  )
}

function supplyType({ agency }: InventedMedication): string {
  return agency === 'another-organisation'
    ? snomed('code', '394828003', 'Prescription by another organisation')
    : snomed('code', '394823007', 'NHS Prescription')
}

function quantity({ value, unit }: DrugQuantity): string {
  const words = element('originalText', {}, escaped(unit))
  return element('quantity', { value, unit: '1' }, element('translation', { value }, words))
}

function reference(name: string, typeCode: string, moodCode: string, context: PatientContext, key: number): string {
  const id = identified(entryId(context, 'ehrSupplyAuthorise', key))
  return element(name, { typeCode }, element('priorMedicationRef', { classCode: 'SBADM', moodCode }, id))
}

function supplyNote(text: string | undefined): string {
  if (text === undefined || text === '') return ''
  return element(
    'pertinentInformation',
    { typeCode: 'PERT' },
    element('pertinentSupplyAnnotation', { classCode: 'OBS', moodCode: 'EVN' }, element('text', {}, escaped(text))),
  )
}
