/** A structured record as a person reads it: who, from where, warnings first, then allergies and medicines. Pure. */
import { listCodes, type RecordList, type StructuredRecord } from '@gpc/client'
import { type Address, identifiers, londonTime, type Patient } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { allergyLines } from './allergies.ts'
import { visible, wrap } from './layout.ts'
import { isPast, latestFirst, medicineLines } from './medicines.ts'
import { age, bannerName, said, spacedNumber } from './words.ts'

/** Wider lines are hard to read. */
const widest = 110

/**
 * @param from the practice that gave it, and when, in milliseconds since the epoch
 * @param columns of the terminal
 */
export function printRecord(
  record: StructuredRecord,
  from: { readonly ods: string; readonly at: number },
  paint: Paint,
  columns: number,
): string {
  const width = Math.max(40, Math.min(columns, widest))
  const rule = paint('dim', '─'.repeat(width))
  const { active, ended } = record.allergies
  const current = record.medications.filter(one => !isPast(one))
  const past = record.medications.filter(isPast).toSorted(latestFirst)
  const listed = (code: string) => record.lists.filter(one => one.code === code)
  const lines = [
    rule,
    ...banner(record.patient, londonTime(from.at), paint, width),
    rule,
    ...source(record, from, paint, width),
    ...warnings(record, paint, width),
    '',
    ...heading('ALLERGIES', active.length, paint),
    ...spaced(active.map(one => allergyLines(one, record, paint, width))),
    ...emptyWords(active.length, listed(listCodes.allergies), width),
    '',
    ...(ended.length === 0
      ? []
      : [
          ...heading('ENDED ALLERGIES', ended.length, paint, 'no longer active'),
          ...spaced(ended.map(one => allergyLines(one, record, paint, width))),
          '',
        ]),
    ...heading('CURRENT MEDICINES', current.length, paint),
    ...spaced(current.map(one => medicineLines(one, paint, width))),
    ...emptyWords(current.length, record.medications.length === 0 ? listed(listCodes.medications) : [], width),
    '',
    ...(past.length === 0
      ? []
      : [
          ...heading('PAST MEDICINES', past.length, paint, 'latest first'),
          ...spaced(past.map(one => medicineLines(one, paint, width))),
          '',
        ]),
    ...more(record, width),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function banner(patient: Patient | undefined, now: string, paint: Paint, width: number): string[] {
  if (patient === undefined) return [paint(['bold', 'red'], '  The answer does not say who this is.')]
  const { name = [], gender = 'unknown', birthDate, identifier = [], address = [] } = patient
  const official = name.find(one => one.use === 'official') ?? name[0]
  const years = birthDate === undefined ? undefined : age(birthDate, now)
  const number = identifier.find(one => one.system?.trim() === identifiers.nhsNumber)?.value ?? 'not given'
  const facts = [
    `Born ${birthDate === undefined ? 'on a day that is not known' : said(birthDate)}${years === undefined ? '' : ` (${years} y)`}`,
    `gender ${gender}`,
    `NHS No. ${spacedNumber(number)}`,
  ].join(', ')
  const home = address.find(one => one.use === 'home') ?? address[0]
  return [
    ...wrap(visible(bannerName(official ?? {})), width, '  ').map(line => paint('bold', line)),
    ...wrap(facts, width, '  '),
    ...(home === undefined ? [] : wrap(visible(oneLine(home)), width, '  ')),
    ...(patient.deceasedDateTime === undefined && patient.deceasedBoolean !== true
      ? []
      : [
          paint(
            ['bold', 'red'],
            `  DIED${patient.deceasedDateTime === undefined ? '' : ` ${said(patient.deceasedDateTime)}`}`,
          ),
        ]),
  ]
}

function oneLine({ text, line = [], city, district, postalCode }: Address): string {
  return text ?? [...line, city, district, postalCode].filter(part => part !== undefined && part !== '').join(', ')
}

function source(
  record: StructuredRecord,
  { ods, at }: { readonly ods: string; readonly at: number },
  paint: Paint,
  width: number,
) {
  const time = londonTime(at)
  const organisation = record.organization(record.patient?.managingOrganization)
  const name = organisation?.name === undefined ? ods : `${organisation.name} (${ods})`
  const words = `From ${name}, ${said(time)} at ${time.slice(11, 16)}. Trace id ${record.traceId}`
  return wrap(visible(words), width, '  ').map(line => paint('dim', line))
}

function warnings({ warnings: all }: StructuredRecord, paint: Paint, width: number): string[] {
  const lines = all.flatMap(({ area, text }) => wrap(visible(`${area}: ${text}`), width, '  ! ', '    '))
  if (lines.length === 0) return []
  const title = ` ${all.length === 1 ? 'WARNING' : `${all.length} WARNINGS`}: this record may not be complete `
  return ['', `  ${paint(['bold', 'inverse', 'yellow'], title)}`, ...lines.map(line => paint(['bold', 'yellow'], line))]
}

function heading(title: string, count: number, paint: Paint, remark?: string): string[] {
  const words = remark === undefined ? String(count) : `${count}, ${remark}`
  return [`${paint(['bold', 'underline'], title)}${paint('dim', ` (${words})`)}`]
}

const spaced = (blocks: readonly (readonly string[])[]): string[] =>
  blocks.flatMap((block, i) => (i === 0 ? block : ['', ...block]))

/** What the practice says of a list with nothing in it; that is not the same as "none". */
function emptyWords(shown: number, lists: readonly RecordList[], width: number): string[] {
  if (shown > 0) return []
  const words = lists.flatMap(({ notes, emptyReason }) => [
    ...notes,
    ...(emptyReason === undefined ? [] : [emptyReason]),
  ])
  return wrap(visible([...new Set(words)].join('; ') || 'None.'), width, '  ')
}

function more({ otherRequests }: StructuredRecord, width: number): string[] {
  if (otherRequests.length === 0) return []
  const words = `${otherRequests.length} prescriptions belong to none of the medicines above: see them by --json.`
  return wrap(words, width, '  ')
}
