/** Writes the areas of a record besides allergies and medicines; what the practice's format can't say is left out here, in one place. */
import type { LocalDate } from '@gpc/fhir'
import { type Capabilities, capabilities, type LinkedKind } from './capabilities.ts'
import { sayable } from './codes/index.ts'
import { bloodPressure } from './codes/measurements.ts'
import type {
  CodedTerm,
  InventedAllergy,
  InventedComment,
  InventedConsultation,
  InventedDiaryEntry,
  InventedDocument,
  InventedEntry,
  InventedImmunisation,
  InventedMedication,
  InventedObservation,
  InventedPractice,
  InventedProblem,
  InventedReferral,
  InventedReport,
  InventedValue,
  PartialDate,
} from './model.ts'

/** When an entry is made: in a consultation, or on a day outside of one. */
export type At = InventedConsultation | LocalDate

/** How keys and people come to entries. */
export interface EntryMaker {
  readonly practice: InventedPractice
  nextKey(): number
  by(day: LocalDate): InventedEntry
}

/** Key of what was written; absent where the format can't say it. */
export type Key = number | undefined

type Extra<Of, Given extends keyof Of = never> = Partial<Omit<Of, Given | 'key' | 'concept'>>

export interface ProblemOptions extends Extra<InventedProblem, 'links' | 'madeOf'> {
  readonly links?: readonly Key[]
  /** Key of the entry that it is made of; absent: an observation is made with it. */
  readonly madeOf?: Key
}

export interface ObservationOptions extends Extra<InventedObservation> {
  /** Without a date, where the format knows undated entries. */
  readonly undated?: true
}

export type ReportDraft = Omit<InventedReport, keyof InventedEntry>

export interface RecordChart {
  observation(at: At, concept: CodedTerm, more?: ObservationOptions): Key
  bloodPressure(at: At, systolic: number, diastolic: number, more?: Extra<InventedObservation>): Key
  comment(at: InventedConsultation, text: string, more?: Extra<InventedComment, 'text'>): Key
  immunisation(at: At, concept: CodedTerm, disease: string, more?: Extra<InventedImmunisation, 'disease'>): Key
  /** Keys of the report, or of the observations that it becomes where the format has no reports; none if it can't say that one isn't filed. */
  report(
    day: LocalDate,
    draft: (nextKey: () => number) => ReportDraft,
    more?: Partial<InventedEntry>,
  ): readonly number[]
  referral(at: At, concept: CodedTerm, more?: Extra<InventedReferral>): Key
  document(at: At, concept: CodedTerm, title: string, more: Extra<InventedDocument, 'title'>): Key
  diary(at: At, concept: CodedTerm, due: PartialDate, more?: Extra<InventedDiaryEntry, 'due'>): Key
  /** A problem with what belongs to it: the kinds that the format can link, and nothing that belongs to another already. */
  problem(at: At, concept: CodedTerm, onset: PartialDate | undefined, more?: ProblemOptions): Key
  readonly contents: RecordContents
}

export interface RecordContents {
  readonly problems: readonly InventedProblem[]
  readonly observations: readonly InventedObservation[]
  readonly comments: readonly InventedComment[]
  readonly immunisations: readonly InventedImmunisation[]
  readonly reports: readonly InventedReport[]
  readonly referrals: readonly InventedReferral[]
  readonly documents: readonly InventedDocument[]
  readonly diary: readonly InventedDiaryEntry[]
}

type Growing = { readonly [Area in keyof RecordContents]: RecordContents[Area][number][] }

const dayOf = (at: At) => (typeof at === 'string' ? at : at.date)

/** `kinds` tells of each key what it is, for links; it is filled here, and by whoever makes other entries. */
export function openEntries(maker: EntryMaker, kinds: Map<number, LinkedKind>): RecordChart {
  const { practice, nextKey } = maker
  const can = capabilities[practice.system]
  const contents: Growing = {
    problems: [],
    observations: [],
    comments: [],
    immunisations: [],
    reports: [],
    referrals: [],
    documents: [],
    diary: [],
  }
  const linked = new Set<number>()

  const at = (when: At): InventedEntry => {
    if (typeof when === 'string') return maker.by(when)
    const { recordedAt, recorder, clinician, confidential } = when
    return {
      key: nextKey(),
      recordedAt,
      recorder,
      consultation: when.key,
      ...(clinician === undefined ? {} : { clinician }),
      ...(confidential === undefined ? {} : { confidential }),
    }
  }
  const says = (concept: CodedTerm) => sayable(practice.system, concept)
  const noted = (note: string | undefined) => (note === undefined || !can.freeText ? {} : { note })
  const keep = <Of extends InventedEntry>(list: Of[], entry: Of, kind?: LinkedKind): number => {
    list.push(entry)
    if (kind !== undefined) kinds.set(entry.key, kind)
    return entry.key
  }

  const chart: RecordChart = {
    contents,
    observation(when, concept, more = {}) {
      if (!says(concept)) return undefined
      const { note, value, parent, qualifiers, undated, ...rest } = more
      const entry: InventedObservation = {
        ...at(when),
        concept,
        ...(undated && can.partialDates ? {} : { date: dayOf(when) }),
        ...(value === undefined ? {} : { value: asRanged(value, can) }),
        ...(parent === undefined || !can.observationHierarchy ? {} : { parent }),
        ...(qualifiers === undefined || !can.qualifiers ? {} : { qualifiers }),
        ...noted(note),
        ...rest,
      }
      return keep(contents.observations, entry, 'observation')
    },
    bloodPressure(when, systolic, diastolic, more = {}) {
      const reading = (concept: CodedTerm, value: number) => ({
        key: nextKey(),
        concept,
        value: { kind: 'quantity' as const, value: String(value), unit: 'mmHg' },
      })
      const readings = {
        systolic: reading(bloodPressure.systolic, systolic),
        diastolic: reading(bloodPressure.diastolic, diastolic),
      }
      return chart.observation(when, bloodPressure.header, { ...more, bloodPressure: readings })
    },
    comment(when, text, more = {}) {
      if (!can.comments) return undefined
      return keep(contents.comments, { ...at(when), consultation: when.key, text, ...more })
    },
    immunisation(when, concept, disease, more = {}) {
      if (!says(concept)) return undefined
      const { note, ...rest } = more
      const entry: InventedImmunisation = {
        ...at(when),
        concept,
        disease,
        status: 'given',
        date: dayOf(when),
        ...noted(note),
        ...(can.immunisationDetails ? rest : withoutDetails(rest)),
      }
      return keep(contents.immunisations, entry, 'immunisation')
    },
    report(day, drafted, more = {}) {
      const draft = drafted(nextKey)
      if (!draft.filed && !can.unfiledReports) return []
      if (can.reports === 'results') return asObservations(chart, day, draft)
      const ranged = draft.results.map(result => withRanges(result, can))
      const structured = can.reports === 'structured'
      const entry: InventedReport = {
        ...maker.by(day),
        ...draft,
        results: structured ? ranged : ranged.map(withoutFiling),
        specimens: structured ? draft.specimens : [],
        filingComments: structured ? draft.filingComments : [],
        ...more,
      }
      return [keep(contents.reports, entry, 'report')]
    },
    referral(when, concept, more = {}) {
      if (!says(concept) || (more.direction === 'inbound' && !can.inboundReferrals)) return undefined
      const { priority, ubrn, letters = [], text, ...rest } = more
      const entry: InventedReferral = {
        ...at(when),
        direction: 'outbound',
        concept,
        date: dayOf(when),
        ...(priority === undefined || !can.referralPriority ? {} : { priority }),
        ...(ubrn === undefined || !can.ubrn ? {} : { ubrn }),
        ...(text === undefined || !can.freeText ? {} : { text }),
        letters: can.referralLetters ? letters : [],
        ...rest,
      }
      return keep(contents.referrals, entry, 'referral')
    },
    document(when, concept, title, more) {
      const { note, ...rest } = more
      const entry: InventedDocument = {
        ...at(when),
        concept,
        title,
        date: dayOf(when),
        fileName: 'letter.pdf',
        contentType: 'application/pdf',
        author: { text: practice.name },
        direction: 'in',
        content: { lines: [title] },
        ...noted(note),
        ...rest,
      }
      return keep(contents.documents, entry, 'document')
    },
    diary(when, concept, due, more = {}) {
      if (!can.diary || !says(concept)) return undefined
      const { note, ...rest } = more
      const entry: InventedDiaryEntry = { ...at(when), concept, due, status: 'open', ...noted(note), ...rest }
      return keep(contents.diary, entry, 'diary')
    },
    problem(when, concept, onset, more = {}) {
      if (!says(concept)) return undefined
      const { links = [], madeOf, note, parent, past, ...rest } = more
      const own = madeOf !== undefined && (can.problemsOfAnyEntry || kinds.get(madeOf) === 'observation')
      const marked = rest.confidential === undefined ? {} : { confidential: rest.confidential }
      const made = own
        ? madeOf
        : chart.observation(when, concept, {
            ...marked,
            ...(onset === undefined ? { undated: true } : { date: onset }),
          })
      if (made === undefined) return undefined
      linked.add(made)
      const fitting = links.filter(key => key !== undefined && key !== made && fits(key, can, kinds, linked))
      const taken = [...new Set(fitting.filter(key => key !== undefined))]
      for (const key of taken) linked.add(key)
      const entry: InventedProblem = {
        ...at(when),
        concept,
        madeOf: made,
        ...(onset === undefined ? {} : { onset }),
        significance: 'major',
        ...(parent === undefined || !can.problemHierarchy ? {} : { parent }),
        ...(past === undefined || !can.pastProblemsWithoutEnd ? {} : { past }),
        ...noted(note),
        ...rest,
        links: taken,
      }
      return keep(contents.problems, entry)
    },
  }
  return chart
}

function fits(key: number, can: Capabilities, kinds: ReadonlyMap<number, LinkedKind>, linked: ReadonlySet<number>) {
  const kind = kinds.get(key)
  return kind !== undefined && can.problemLinks.includes(kind) && !linked.has(key)
}

function asRanged(value: InventedValue, { ranges }: Capabilities): InventedValue {
  if (ranges || value.kind === 'text') return value
  const { low: _low, high: _high, ...rest } = value
  return rest
}

type Result = InventedReport['results'][number]

function withRanges(result: Result, can: Capabilities): Result {
  const { value, results } = result
  return {
    ...result,
    ...(value === undefined ? {} : { value: asRanged(value, can) }),
    results: results.map(one => withRanges(one, can)),
  }
}

function withoutFiling({ specimen: _specimen, ...result }: Result): Result {
  return { ...result, filingComments: [], results: result.results.map(withoutFiling) }
}

function withoutDetails(more: Extra<InventedImmunisation, 'disease'>): Extra<InventedImmunisation, 'disease'> {
  const { vaccine: _v, manufacturer: _m, batch: _b, expires: _e, bodySite: _s, route: _r, dose: _d, ...rest } = more
  return rest
}

/** Every single result as an observation of its own day. */
function asObservations(chart: RecordChart, day: LocalDate, { results }: Pick<Result, 'results'>): readonly number[] {
  return results.flatMap(result => {
    if (result.results.length > 0) return asObservations(chart, day, result)
    const { value, date, laboratoryText } = result
    const more = {
      date,
      ...(value === undefined ? {} : { value }),
      ...(laboratoryText === undefined ? {} : { note: laboratoryText }),
    }
    return chart.observation(day, result.concept, more) ?? []
  })
}

export interface Entries extends RecordContents {
  readonly consultations: readonly InventedConsultation[]
  readonly allergies: readonly InventedAllergy[]
  readonly medications: readonly InventedMedication[]
}
