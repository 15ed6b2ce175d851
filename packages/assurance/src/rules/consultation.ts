/** What holds of every Encounter, and of the lists that give a consultation its structure (STR-CON-03 to 19). */
import { codeSystems, type Encounter, extensions, type List, profiles, valueSystems } from '@gpc/fhir'
import { among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { entriesOf } from './allergies.ts'
import { warningsOf } from './list.ts'
import { clinical, codeOf, exactly, identity, mayReferTo, refersTo, strangeCodings, unversioned } from './shared.ts'

/** Codes of the three levels. */
export const levels = {
  consultation: '325851000000107',
  topic: '25851000000105',
  heading: '24781000000107',
} as const

const displays: ReadonlyMap<string, string> = new Map([
  [levels.consultation, 'Consultation'],
  [levels.topic, 'Topic (EHR)'],
  [levels.heading, 'Category (EHR)'],
])

export const levelOf = (list: List): string | undefined => {
  const code = codeOf(list.code, codeSystems.snomed)
  return code !== undefined && displays.has(code) ? code : undefined
}

const participants = ({ participant = [] }: Encounter) =>
  participant.flatMap(one => one.type?.flatMap(({ coding = [] }) => coding) ?? [undefined])

export const encounterRules: readonly Rule<Encounter>[] = [
  ...clinical<Encounter>(profiles.encounter),
  rule('STR-CON-14', 'status finished, or unknown for a draft', e => e.status, oneOf('finished', 'unknown')),
  rule(
    'STR-CON-15',
    'one type, of known code systems or with text',
    e => e.type,
    all => all?.length === 1 && all.every(one => (one.text ?? '') !== '' || (one.coding ?? []).length > 0),
  ),
  rule('STR-CON-15 STR-COM-12', 'codings of type', e => (e.type ?? []).flatMap(strangeCodings), none),
  rule('STR-CON-15', 'subject refers to a Patient', e => e.subject, refersTo('Patient')),
  rule(
    'STR-CON-16',
    'a recorder (REC)',
    e => participants(e).filter(one => one?.system === valueSystems.participantType && one.code === 'REC').length,
    is(1),
  ),
  rule(
    'STR-CON-16',
    'participants are REC, PPRF or PART',
    e => participants(e).filter(one => !['REC', 'PPRF', 'PART'].includes(one?.code ?? '')),
    none,
  ),
  rule(
    'STR-CON-16',
    'each participant is a Practitioner',
    e => (e.participant ?? []).filter(one => !refersTo('Practitioner')(one.individual)),
    none,
  ),
  rule(
    'STR-CON-17',
    'a period has a start, and no end before it',
    e => e.period,
    one =>
      one === undefined ||
      (present(one.start) &&
        (one.end === undefined || one.end.slice(0, 10) >= (one.start ?? '').slice(0, one.end.length).slice(0, 10))),
  ),
  rule(
    'STR-CON-18',
    'location has a Location and no more',
    e => (e.location ?? []).filter(one => !refersTo('Location')(one.location) || Object.keys(one).length > 1),
    none,
  ),
  rule('STR-CON-18', 'serviceProvider is an Organization', e => e.serviceProvider, mayReferTo('Organization')),
  rule(
    'STR-CON-19',
    'none of the elements that aren’t used',
    among(
      'statusHistory',
      'class',
      'classHistory',
      'priority',
      'episodeOfCare',
      'incomingReferral',
      'appointment',
      'reason',
      'diagnosis',
      'account',
      'hospitalization',
      'partOf',
    ),
    none,
  ),
]

/** Problems that a topic names (STR-CON-08). */
export const problemsOf = (topic: List) =>
  exactly(topic, extensions.relatedProblemHeader).map(one => exactly(one, 'target')[0]?.valueReference)

/** Every level. */
export const structureRules: readonly Rule<List>[] = [
  ...identity<List>(profiles.list),
  ...unversioned<List>(),
  rule('STR-CON-04', 'status current', l => l.status, is('current')),
  rule('STR-CON-04', 'mode snapshot', l => l.mode, is('snapshot')),
  rule('STR-CON-04', 'subject refers to a Patient', l => l.subject, refersTo('Patient')),
  rule('STR-CON-04', 'encounter refers to an Encounter', l => l.encounter, refersTo('Encounter')),
  rule('STR-CON-04', 'date, or why it isn’t known', l => ('_date' in l ? 'unknown' : l.date), present),
  rule(
    'STR-CON-04',
    'orderedBy is system',
    l => l.orderedBy?.coding?.map(one => [one.system, one.code]),
    is([[valueSystems.listOrder, 'system']]),
  ),
  rule(
    'STR-CON-03',
    'the display of its code',
    l => l.code?.coding?.[0],
    one => one?.display === displays.get(one?.code ?? ''),
  ),
  rule(
    'STR-CON-09',
    'not empty',
    l => l.entry?.length ?? 0,
    count => count > 0,
  ),
  rule(
    'STR-CON-10',
    'none of the elements that aren’t used',
    among('identifier', 'source', 'note', 'emptyReason'),
    none,
  ),
  rule(
    'STR-CON-10',
    'entries with item alone',
    l => (l.entry ?? []).filter(one => Object.keys(one).some(name => name !== 'item')),
    none,
  ),
  rule('STR-WARN-09 STR-CON-10', 'no warning', warningsOf, none),
  rule(
    'STR-CON-08',
    'only a topic names problems, each as a Condition',
    l => [
      levelOf(l) === levels.topic ? 0 : problemsOf(l).length,
      problemsOf(l).filter(one => !refersTo('Condition')(one)),
    ],
    is([0, []]),
  ),
]

/** STR-CON-11; the page of the lists and their secondary list name problems, too. */
const item =
  /^(MedicationRequest|AllergyIntolerance|Immunization|Observation|ReferralRequest|DocumentReference|DiagnosticReport|ProcedureRequest|Condition)\/|^List\/[^/]+#/

/** References of entries that are clinical items; what has words alone isn't among them (STR-CON-23). */
export const itemsOf = (list: List): string[] => entriesOf(list).filter(one => item.test(one))

/** True if an entry is what its level may have: lists below a consultation, headings or items below a topic, items below a heading. */
export function mayHold(
  level: string | undefined,
  below: string | undefined,
  reference: string,
  words: boolean,
): boolean {
  if (level === levels.consultation) return below === levels.topic
  if (level === levels.topic && below !== undefined) return below === levels.heading
  return below === undefined && (words || item.test(reference))
}
