/** A structured record as a person reads it: who, from where, warnings first, then every area that was asked for. Pure. */
import type { RecordArea, RecordAreas, RecordWarning, StructuredRecord } from '@gpc/client'
import { type Address, identifiers, type LocalDate, londonTime, type Observation, type Patient } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { allergyLines } from './allergies.ts'
import { consultationLines, isActive, problemLines } from './consultations.ts'
import { observationRows, reportLines, vaccinationLines } from './investigations.ts'
import { latest } from './items.ts'
import { visible, wrap } from './layout.ts'
import { isPast, latestFirst, medicineLines } from './medicines.ts'
import { diaryLines, documentLines, referralLines } from './plans.ts'
import { type AreaName, areaNames } from './queries.ts'
import { areaRemarks, type Section, sectionLines } from './section.ts'
import { age, bannerName, said, spacedNumber } from './words.ts'

/** Wider lines are hard to read. */
const widest = 110

/** An answer, and what it was asked for. A long period's record may come in two. */
export interface Answer {
  readonly record: StructuredRecord
  readonly asked: ReadonlySet<AreaName>
}

export interface Origin {
  /** The practice that gave it. */
  readonly ods: string
  /** When, in milliseconds since the epoch. */
  readonly at: number
  /** The first day that was asked for. */
  readonly since?: LocalDate
}

/**
 * @param columns of the terminal
 */
export function printRecord(
  answers: readonly [Answer, ...Answer[]],
  from: Origin,
  paint: Paint,
  columns: number,
): string {
  const width = Math.max(40, Math.min(columns, widest))
  const rule = paint('dim', '─'.repeat(width))
  const [{ record }] = answers
  const lines = [
    rule,
    ...banner(record.patient, londonTime(from.at), paint, width),
    rule,
    ...source(answers, from, paint, width),
    ...warnings(
      answers.flatMap(one => one.record.warnings),
      paint,
      width,
    ),
    '',
    ...areaNames.flatMap(name => {
      const answer = answers.find(one => one.asked.has(name)) ?? answers[0]
      return areaLines(name, answer, paint, width)
    }),
    ...documentSection(answers, paint, width),
    ...answers.flatMap(one => more(one.record, width)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

/** One area: asked for, or, if not, what links brought of it, said to be no more than that. */
function areaLines(name: AreaName, { record, asked }: Answer, paint: Paint, width: number): string[] {
  const isAsked = asked.has(name)
  const parts = sections(name, record, isAsked, paint, width)
  return parts.flatMap(({ area, section }) => {
    const remarks = area === undefined ? [] : areaRemarks(area, isAsked, paint, width)
    if (section.blocks.length === 0 && remarks.length === 0 && (area === undefined || !isAsked)) return []
    const remark = isAsked ? section.remark : 'by links only: not all that there is'
    return [...sectionLines({ ...section, ...(remark === undefined ? {} : { remark }), remarks }, paint, width), '']
  })
}

interface Part {
  /** Whose remarks stand with it; without one, the section is left out when it has nothing. */
  readonly area?: RecordArea<unknown>
  readonly section: Section
}

function sections(name: AreaName, record: StructuredRecord, asked: boolean, paint: Paint, width: number): Part[] {
  const { areas } = record
  /** What was asked for, and then what a link brought besides (STR-PAR-27, STR-PAR-28). `silent`: left out when it has nothing. */
  const parts = <T>(
    title: string,
    area: RecordArea<T>,
    lines: (one: T) => string[],
    { silent = false, ...look }: { readonly remark?: string; readonly loose?: boolean; readonly silent?: boolean } = {},
    pick: (all: readonly T[]) => readonly T[] = all => all,
  ): Part[] => {
    const isSorted = asked && area.list !== undefined
    const items = pick(isSorted ? area.items : [...area.items, ...area.linked])
    const linked = pick(isSorted ? area.linked : [])
    const outside = { title: `${title}, BY LINKS`, remark: 'outside what was asked for' }
    return [
      { ...(silent ? {} : { area }), section: { title, ...look, blocks: items.map(lines) } },
      { section: { ...look, ...outside, blocks: linked.map(lines) } },
    ]
  }
  switch (name) {
    case 'allergies': {
      const lines = (one: RecordAreas['allergies']['items'][number]) => allergyLines(one, record, paint, width)
      const isTold = areas.endedAllergies.list?.warningCodes.includes('confidential-items') === true
      return [
        ...parts('ALLERGIES', areas.allergies, lines),
        ...parts('ENDED ALLERGIES', areas.endedAllergies, lines, { remark: 'no longer active', silent: !isTold }),
      ]
    }
    case 'medication': {
      const lines = (one: RecordAreas['medications']['items'][number]) => medicineLines(one, paint, width)
      const { items, linked } = areas.medications
      const all = { ...areas.medications, items: [...items, ...linked], linked: [] }
      const past = { remark: 'latest first', silent: true }
      return [
        ...parts('CURRENT MEDICINES', all, lines, {}, them => them.filter(one => !isPast(one))),
        ...parts('PAST MEDICINES', all, lines, past, them => them.filter(isPast).toSorted(latestFirst)),
      ]
    }
    case 'problems': {
      const lines = (one: RecordAreas['problems']['items'][number]) => problemLines(one, record, paint, width)
      return [
        ...parts('ACTIVE PROBLEMS', areas.problems, lines, {}, all => all.filter(isActive)),
        ...parts('PAST PROBLEMS', areas.problems, lines, { silent: true }, all => all.filter(one => !isActive(one))),
      ]
    }
    case 'consultations':
      return parts(
        'CONSULTATIONS',
        areas.consultations,
        one => consultationLines(one, record, paint, width),
        {},
        all => all.toSorted((a, b) => (latest(a.encounter.period?.start) < latest(b.encounter.period?.start) ? 1 : -1)),
      )
    case 'investigations':
      return parts(
        'INVESTIGATIONS',
        areas.investigations,
        one => reportLines(one, record, paint, width),
        {},
        all => all.toSorted((a, b) => (latest(a.report.issued) < latest(b.report.issued) ? 1 : -1)),
      )
    case 'immunisations': {
      const lines = (one: RecordAreas['immunisations']['items'][number]) => vaccinationLines(one, record, paint, width)
      const not = { remark: 'each was meant and not given; that does not say never', silent: true }
      const status = areas.immunisationStatus.items
      return [
        ...parts('VACCINATIONS GIVEN', areas.immunisations, lines, {}, all => all.filter(one => !one.notGiven)),
        ...parts('VACCINATIONS NOT GIVEN', areas.immunisations, lines, not, all => all.filter(one => one.notGiven)),
        {
          section: {
            title: 'VACCINATIONS: CONSENT AND INVITATIONS',
            blocks: status.length === 0 ? [] : [observationRows(status, width)],
            count: status.length,
          },
        },
      ]
    }
    case 'uncategorised': {
      const inConsultations = new Set(
        [...areas.consultations.items, ...areas.consultations.linked].flatMap(one =>
          one.topics.flatMap(topic => topic.headings.flatMap(heading => heading.items.map(item => item.resource))),
        ),
      )
      const table = (title: string, all: readonly Observation[], more: Partial<Section> = {}): Section => ({
        title,
        ...more,
        blocks: all.length === 0 ? [] : [observationRows(all, width)],
        count: all.length,
      })
      const { list, items, linked: besides } = areas.uncategorised
      const others = besides.filter(one => !inConsultations.has(one))
      return [
        { area: areas.uncategorised, section: table('OTHER ENTRIES', list === undefined ? others : items) },
        {
          section: table('OTHER ENTRIES, BY LINKS', list === undefined ? [] : others, {
            remark: 'outside what was asked for',
          }),
        },
      ]
    }
    case 'referrals':
      return parts('REFERRALS', areas.referrals, one => referralLines(one, record, paint, width), {
        remark: 'sent; whether the recipient is involved now is not said',
      })
    case 'diary':
      return parts('PLANNED', areas.diary, one => diaryLines(one, record, width), {
        remark: 'none of it is done',
        loose: false,
      })
  }
}

function documentSection(answers: readonly Answer[], paint: Paint, width: number): string[] {
  const blocks = answers.flatMap(({ record }) => record.documents.map(one => documentLines(one, record, width)))
  if (blocks.length === 0) return []
  const remark = 'those that the above refers to; see all by gpc documents'
  return [...sectionLines({ title: 'DOCUMENTS', remark, blocks, loose: false }, paint, width), '']
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

function source(answers: readonly [Answer, ...Answer[]], { ods, at, since }: Origin, paint: Paint, width: number) {
  const [{ record }] = answers
  const time = londonTime(at)
  const organisation = record.organization(record.patient?.managingOrganization)
  const name = organisation?.name === undefined ? ods : `${organisation.name} (${ods})`
  const ids = answers.map(one => one.record.traceId).join(', ')
  const words = `From ${name}, ${said(time)} at ${time.slice(11, 16)}. Trace id${answers.length > 1 ? 's' : ''} ${ids}`
  const asked = areaNames.filter(name => answers.some(one => one.asked.has(name)))
  const what = asked.length === areaNames.length ? 'all areas' : asked.join(', ')
  const scope = `Asked for: ${what}${since === undefined ? '' : `, since ${said(since)} where an area can be asked so`}.`
  return wrap(visible(`${words}.\n${scope}`), width, '  ').map(line => paint('dim', line))
}

/** Warnings, unmissable; one that several areas have is told once, with all of them. */
function warnings(all: readonly RecordWarning[], paint: Paint, width: number): string[] {
  const areas = new Map<string, Set<string>>()
  for (const { area, text } of all) areas.set(text, (areas.get(text) ?? new Set()).add(area))
  const lines = [...areas].flatMap(([text, about]) =>
    wrap(visible(`${[...about].join('; ')}: ${text}`), width, '  ! ', '    '),
  )
  if (lines.length === 0) return []
  const title = ` ${areas.size === 1 ? 'WARNING' : `${areas.size} WARNINGS`}: this record may not be complete `
  return ['', `  ${paint(['bold', 'inverse', 'yellow'], title)}`, ...lines.map(line => paint(['bold', 'yellow'], line))]
}

function more({ otherRequests }: StructuredRecord, width: number): string[] {
  if (otherRequests.length === 0) return []
  const words = `${otherRequests.length} prescriptions belong to none of the medicines above: see them by --json.`
  return wrap(words, width, '  ')
}
