/** What was taken, what was not, and what a person must decide, in words. Pure. */
import type { RecordWarning, TakeDecision, TakeEntry, TakePlan } from '@gpc/client'
import { visible, wrap } from '../record/layout.ts'
import { counted, type Paint } from '../text.ts'

const titles: Readonly<Record<TakeEntry['area'], string>> = {
  allergies: 'Allergy',
  medication: 'Medicine',
  problems: 'Problem',
  immunisations: 'Vaccination',
  uncategorised: 'Entry',
  investigations: 'Report',
  referrals: 'Referral',
  diary: 'Plan',
}

export interface Taking {
  readonly plan: TakePlan
  readonly warnings: readonly RecordWarning[]
  /** `A99001 Alder Row Surgery` */
  readonly from: string
  readonly into: string
  /** True: nothing has been changed. */
  readonly isTrial: boolean
  /** How an entry is named on the command line. */
  readonly keyOf: (entry: TakeEntry) => string
}

export function printTaking(
  { plan, warnings, from, into, isTrial, keyOf }: Taking,
  paint: Paint,
  columns: number,
): string {
  const width = Math.max(40, Math.min(columns, 110))
  const { take, decide, held, before, unusable } = plan
  const lines = (text: string, indent = '  ') => wrap(visible(text), width, indent, `${indent}  `)
  const gaps = [...new Set(warnings.map(one => one.text))]
  const degraded = take.filter(one => one.degraded)
  const unauthorised = take.filter(one => one.needsAuthorisation)
  const allergies = degraded.filter(one => one.area === 'allergies')
  const verb = isTrial ? 'would be taken' : 'taken'
  return `${[
    ...(gaps.length === 0
      ? []
      : [
          paint(['bold', 'inverse', 'yellow'], ` THE RECORD OF ${from} MAY NOT BE COMPLETE `),
          ...gaps.flatMap(text => lines(`! ${text}`)).map(line => paint(['bold', 'yellow'], line)),
          '',
        ]),
    ...(decide.length === 0
      ? []
      : [
          paint(
            ['bold', 'red'],
            `FOR A PERSON TO DECIDE (${decide.length}): none of these ${isTrial ? 'would be' : 'was'} taken`,
          ),
          ...decide.flatMap(one => decisionLines(one, keyOf, lines)),
          ...lines('Take one beside what is there by --accept KEY; else leave it.'),
          '',
        ]),
    paint('bold', `${counted(take.length, 'entry', 'entries')} ${verb} from ${from} into ${into}`),
    ...grouped(take.map(one => `${titles[one.area]}: ${one.title}${remarks(one)}`)).flatMap(text => lines(text)),
    ...(held.length === 0
      ? []
      : lines(`${counted(held.length, 'entry', 'entries')} not taken: ${into} has the same already.`)),
    ...(before.length === 0
      ? []
      : lines(`${counted(before.length, 'entry', 'entries')} not taken: taken before, and the same since.`)),
    ...unusable
      .flatMap(one => lines(`NOT TAKEN, it can't be read: ${one.title} (${one.reason})`))
      .map(line => paint('red', line)),
    ...(unauthorised.length === 0
      ? []
      : [
          '',
          ...lines(
            `${counted(unauthorised.length, 'medicine')} in use there ${unauthorised.length === 1 ? 'is' : 'are'} authorised by nobody here: re-authorise before anything is issued.`,
          ),
        ]),
    ...(allergies.length === 0
      ? []
      : [
          '',
          ...lines(
            `DO NOT PRESCRIBE before these allergies are coded here, as no decision support knows them: ${allergies.map(one => one.title).join(', ')}.`,
          ).map(line => paint(['bold', 'red'], line)),
        ]),
  ].join('\n')}\n`
}

/** The same words once, with how often. */
function grouped(all: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of all) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text}, ${counted(count, 'entry', 'entries')}`))
}

function remarks({ degraded, needsAuthorisation, notForPatient }: TakeEntry): string {
  const words = [
    ...(degraded ? ['without a code that is understood here'] : []),
    ...(needsAuthorisation ? ['needs re-authorisation'] : []),
    ...(notForPatient ? ['not to be shown to the patient'] : []),
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function decisionLines(
  { entry, kind, differences }: TakeDecision,
  keyOf: Taking['keyOf'],
  lines: (text: string, indent?: string) => string[],
): string[] {
  const here = kind === 'changed' ? 'as it was taken' : 'here'
  return [
    ...lines(
      `${keyOf(entry)}  ${titles[entry.area]}: ${entry.title}${kind === 'changed' ? ', which has changed there' : ''}`,
    ),
    ...differences.flatMap(({ what, theirs, ours }) =>
      lines(`${what}: there "${theirs || 'not said'}", ${here} "${ours || 'not said'}"`, '            '),
    ),
  ]
}
