/** What holds of every Medication and MedicationStatement (STR-MED-11 to 22, STR-MED-36). */
import { codeSystems, extensions, type Medication, type MedicationStatement, profiles, valueSystems } from '@gpc/fhir'
import { absent, among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { clinical, codeOf, exactly, identity, mayReferTo, refersTo, strangeCodings, unversioned } from './shared.ts'

const snomed = ({ code }: Medication) => code?.coding?.find(one => one.system === codeSystems.snomed)

export const medicationRules: readonly Rule<Medication>[] = [
  ...identity<Medication>(profiles.medication),
  ...unversioned<Medication>(),
  rule(
    'STR-MED-11 STR-COM-12',
    'code has codings of known systems',
    m => (m.code?.coding === undefined ? ['no coding'] : strangeCodings(m.code)),
    none,
  ),
  rule('STR-MED-11', 'code has a dm+d code', m => snomed(m)?.code, present),
  rule(
    'STR-MED-11',
    'text only where it differs from the dm+d name',
    m => m.code?.text !== undefined && m.code.text === snomed(m)?.display,
    is(false),
  ),
  rule(
    'STR-MED-12',
    'a degraded entry keeps its name',
    m => (snomed(m)?.code === '196421000000109' ? (m.code?.text ?? '') : 'not degraded'),
    present,
  ),
  rule('STR-MED-13', 'no package', among('package'), none),
]

const agency = (statement: MedicationStatement) => exactly(statement, extensions.prescribingAgency)

export const statementRules: readonly Rule<MedicationStatement>[] = [
  ...clinical<MedicationStatement>(profiles.medicationStatement),
  rule(
    'STR-MED-02',
    'basedOn one MedicationRequest',
    s => s.basedOn ?? [],
    all => all.length === 1 && all.every(refersTo('MedicationRequest')),
  ),
  rule(
    'STR-MED-15',
    'one prescribingAgency',
    s => agency(s).map(one => codeOf(one.valueCodeableConcept, valueSystems.prescribingAgency)),
    all =>
      all.length === 1 &&
      all.every(
        oneOf('prescribed-at-gp-practice', 'prescribed-by-another-organisation', 'prescribed-by-previous-practice'),
      ),
  ),
  rule(
    'STR-MED-14',
    'at most one lastIssueDate, a dateTime',
    s => exactly(s, extensions.lastIssueDate),
    all => all.length < 2 && all.every(one => present(one.valueDateTime)),
  ),
  rule('STR-MED-16', 'status active, completed or stopped', s => s.status, oneOf('active', 'completed', 'stopped')),
  rule(
    'STR-MED-17',
    'effectivePeriod has a start, or why it isn’t known',
    s => s.effectivePeriod,
    one => one !== undefined && (present(one.start) || '_start' in one),
  ),
  rule(
    'STR-MED-18',
    'dateAsserted, or why it isn’t known',
    s => ('_dateAsserted' in s ? 'unknown' : s.dateAsserted),
    present,
  ),
  rule('STR-MED-18', 'taken unk', s => s.taken, is('unk')),
  rule('STR-MED-18', 'subject refers to a Patient', s => s.subject, refersTo('Patient')),
  rule('STR-MED-18', 'context refers to an Encounter', s => s.context, mayReferTo('Encounter')),
  rule('STR-MED-18', 'medicationReference refers to a Medication', s => s.medicationReference, refersTo('Medication')),
  rule('STR-MED-18', 'no medicationCodeableConcept', s => s.medicationCodeableConcept, absent),
  rule(
    'STR-MED-20',
    'one dosage, with text',
    s => s.dosage?.map(one => one.text),
    all => all?.length === 1 && all.every(present),
  ),
  rule(
    'STR-MED-36',
    'no partOf, category, informationSource, derivedFrom or reason',
    among('partOf', 'category', 'informationSource', 'derivedFrom', 'reasonNotTaken', 'reasonCode', 'reasonReference'),
    none,
  ),
  rule('STR-MED-36', 'no change summary', s => (s.extension ?? []).filter(one => /ChangeSummary/.test(one.url)), none),
]
