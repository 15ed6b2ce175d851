/**
 * What of another practice's record is taken into one's own, and what a person must decide first (STR-COM-02, STR-ALG-25, STR-MED-38,
 * MIG-STR-13, MIG-STR-14). Nothing that is held is ever changed: entries are added, or they are left. Pure.
 */
import { type CodeableConcept, type LocalDate, londonDay, type Resource } from '@gpc/fhir'
import type { RecordArea } from '../areas.ts'
import { displayOf } from '../reading.ts'
import { type StructuredRecord, saysNoKnownAllergies } from '../record.ts'
import {
  allergyFacts,
  diaryFacts,
  differences,
  drugOf,
  type Facts,
  isCurrent,
  isDegraded,
  medicineFacts,
  observationFacts,
  problemFacts,
  referralFacts,
  reportFacts,
  reportName,
  sameConcept,
  vaccinationFacts,
  vaccinationOf,
} from './compare.ts'
import {
  faultIn,
  identifiersIn,
  identifiersOf,
  isNotForPatient,
  type TakeEntry,
  type TakenArea,
  withBelongings,
} from './entry.ts'

export interface TakeRequest {
  readonly theirs: StructuredRecord
  /** One's own record of the same person, with all areas that are taken: as another structured record. */
  readonly ours: StructuredRecord
  /** ODS code of the practice that theirs is from. */
  readonly from: string
  readonly areas: ReadonlySet<TakenArea>
  /** Entries that were taken before, by each of their identifiers, with the facts as they were then. */
  readonly taken: ReadonlyMap<string, Facts>
  /** Entries that a person has decided to take all the same, by any of their identifiers. */
  readonly accepted?: ReadonlySet<string>
  readonly today?: LocalDate
}

export interface TakeDecision {
  readonly entry: TakeEntry
  /** `differs`: one's own record has the same with other facts. `changed`: taken before, and changed there since. */
  readonly kind: 'differs' | 'changed'
  readonly differences: readonly { readonly what: string; readonly theirs: string; readonly ours: string }[]
}

export interface TakePlan {
  readonly take: readonly TakeEntry[]
  readonly decide: readonly TakeDecision[]
  /** One's own record says the same already. */
  readonly held: readonly TakeEntry[]
  /** Taken before, and the same since. */
  readonly before: readonly TakeEntry[]
  /** What can't be kept, with the reason. */
  readonly unusable: readonly { readonly title: string; readonly reason: string }[]
}

export function planTake(request: TakeRequest): TakePlan {
  const { today = londonDay(), accepted = new Set<string>(), taken } = request
  const take: TakeEntry[] = []
  const decide: TakeDecision[] = []
  const held: TakeEntry[] = []
  const before: TakeEntry[] = []
  const unusable: { title: string; reason: string }[] = []
  const ownIdentifiers = identifiersIn(request.ours)
  for (const { entry, own } of candidates(request, today)) {
    const fault = faultIn(entry.resources)
    const known = entry.identifiers.map(one => taken.get(one)).find(one => one !== undefined)
    const isAccepted = entry.identifiers.some(one => accepted.has(one))
    if (fault !== undefined) unusable.push({ title: entry.title, reason: fault })
    else if (known !== undefined) {
      const changes = differences(entry.facts, known)
      if (changes.length === 0) before.push(entry)
      else if (isAccepted) take.push(entry)
      else decide.push({ entry, kind: 'changed', differences: changes })
    } else if (entry.identifiers.some(one => ownIdentifiers.has(one))) {
      // theirs had it from here, or from where ours had it too (STR-COM-03)
      held.push(entry)
    } else {
      const verdict = own(entry)
      if (verdict === 'new' || (isAccepted && verdict !== 'same')) take.push(entry)
      else if (verdict === 'same') held.push(entry)
      else decide.push({ entry, kind: 'differs', differences: verdict })
    }
  }
  return { take, decide, held, before, unusable }
}

type Verdict = 'new' | 'same' | TakeDecision['differences']

interface Candidate {
  readonly entry: TakeEntry
  /** What one's own record says of it. */
  readonly own: (entry: TakeEntry) => Verdict
}

/** All entries of the areas asked for that the practice's own lists name; what only a link brought is no result (STR-LIST-16). */
function candidates({ theirs, ours, areas, from }: TakeRequest, today: LocalDate): Candidate[] {
  const used = new Set<string>()
  const entries = new Set<Resource>([
    ...theirs.areas.uncategorised.items,
    ...theirs.areas.immunisationStatus.items,
    ...theirs.areas.diary.items,
  ])
  const entryOf = (
    area: TakenArea,
    roots: readonly [Resource, ...Resource[]],
    concept: CodeableConcept | undefined,
    facts: Facts,
    needsAuthorisation = false,
  ): TakeEntry => {
    const resources = withBelongings(roots, theirs, entries)
    const identifiers = identifiersOf(roots[0], from, used)
    for (const one of identifiers) used.add(one)
    return {
      area,
      identifiers,
      title: displayOf(concept) ?? 'Entry without a name',
      facts,
      resources,
      degraded: (area === 'allergies' || area === 'medication') && isDegraded(concept),
      needsAuthorisation,
      notForPatient: isNotForPatient(resources),
    }
  }
  /** Areas where an entry that differs in any fact is another entry: there is nothing to decide. */
  const simple = <T>(
    area: TakenArea,
    all: readonly T[],
    own: readonly T[],
    of: (one: T) => readonly [root: Resource, concept: CodeableConcept | undefined, facts: Facts],
    rootsOf: (one: T) => readonly [Resource, ...Resource[]] = one => [of(one)[0]],
  ): Candidate[] =>
    areas.has(area)
      ? all.map(one => {
          const [, concept, facts] = of(one)
          const isSame = () =>
            own.some(other => {
              const [, ownConcept, ownFacts] = of(other)
              return sameConcept(concept, ownConcept) && differences(facts, ownFacts).length === 0
            })
          return { entry: entryOf(area, rootsOf(one), concept, facts), own: () => (isSame() ? 'same' : 'new') }
        })
      : []
  return [
    ...(areas.has('allergies') ? allergies(theirs, ours, entryOf) : []),
    ...(areas.has('medication') ? medicines(theirs, ours, today, entryOf) : []),
    ...simple('problems', listed(theirs.areas.problems), both(ours.areas.problems), one => [
      one.condition,
      one.condition.code,
      problemFacts(one),
    ]),
    ...simple('immunisations', listed(theirs.areas.immunisations), both(ours.areas.immunisations), one => [
      one,
      vaccinationOf(one),
      vaccinationFacts(one),
    ]),
    ...simple('uncategorised', listed(theirs.areas.uncategorised), both(ours.areas.uncategorised), one => [
      one,
      one.code,
      observationFacts(one),
    ]),
    ...simple(
      'investigations',
      listed(theirs.areas.investigations),
      both(ours.areas.investigations),
      one => [one.report, { text: reportName(one) }, reportFacts(one)],
      ({ report, results, filing, specimens }) => [
        report,
        ...specimens,
        ...filing,
        ...results.flatMap(function all(result): Resource[] {
          return [result.observation, ...result.filing, ...result.results.flatMap(all)]
        }),
      ],
    ),
    ...simple('referrals', listed(theirs.areas.referrals), both(ours.areas.referrals), one => [
      one,
      one.reasonCode?.[0],
      referralFacts(one),
    ]),
    ...simple('diary', listed(theirs.areas.diary), both(ours.areas.diary), one => [one, one.code, diaryFacts(one)]),
  ]
}

type EntryOf = (
  area: TakenArea,
  roots: readonly [Resource, ...Resource[]],
  concept: CodeableConcept | undefined,
  facts: Facts,
  needsAuthorisation?: boolean,
) => TakeEntry

/** The same allergy with another severity, status or reaction is for a person to decide; so is "none known" beside one that is. */
function allergies(theirs: StructuredRecord, ours: StructuredRecord, entryOf: EntryOf): Candidate[] {
  const own = [...ours.allergies.active, ...ours.allergies.ended]
  const all = [...listed(theirs.areas.allergies), ...listed(theirs.areas.endedAllergies)]
  return all.map(one => ({
    entry: entryOf('allergies', [one], one.code, allergyFacts(one)),
    own({ facts }) {
      const same = own.filter(other => sameConcept(one.code, other.code))
      if (same.length === 0 && saysNoKnownAllergies(one) && ours.allergies.active.length > 0) {
        const names = ours.allergies.active.map(other => displayOf(other.code) ?? 'without a name').join(', ')
        return [{ what: 'allergies', theirs: 'none known', ours: names }]
      }
      return closest(facts, same.map(allergyFacts))
    },
  }))
}

/** The same drug in use with another dose is for a person to decide. Courses that are over are history: only the very same is held already. */
function medicines(theirs: StructuredRecord, ours: StructuredRecord, today: LocalDate, entryOf: EntryOf): Candidate[] {
  return listed(theirs.areas.medications).map(one => {
    const drug = drugOf(one)
    const isInUse = isCurrent(one, today)
    const roots = [one.statement, ...(one.plan === undefined ? [] : [one.plan]), ...one.orders] as const
    return {
      entry: entryOf('medication', roots, drug ?? { text: one.name ?? '' }, medicineFacts(one, today), isInUse),
      own({ facts }) {
        const same = ours.medications.filter(other => sameConcept(drug, drugOf(other)))
        if (isInUse) {
          const doses = same.filter(other => isCurrent(other, today)).map(other => dose(medicineFacts(other, today)))
          return closest(dose(facts), doses)
        }
        const start = one.statement.effectivePeriod?.start ?? ''
        const isHeld = same.some(
          other =>
            (other.statement.effectivePeriod?.start ?? '').slice(0, 10) === start.slice(0, 10) &&
            differences(dose(facts), dose(medicineFacts(other, today))).length === 0,
        )
        return isHeld ? 'same' : 'new'
      },
    }
  })
}

const dose = ({ dose: text = '' }: Facts): Facts => ({ dose: text })

/** New if there is nothing to compare with, the same if any agrees; else how the nearest differs. */
function closest(theirs: Facts, ours: readonly Facts[]): Verdict {
  const found = ours.map(one => differences(theirs, one)).toSorted((a, b) => a.length - b.length)
  const [nearest] = found
  if (nearest === undefined) return 'new'
  return nearest.length === 0 ? 'same' : nearest
}

const listed = <T>({ items }: RecordArea<T>): readonly T[] => items
const both = <T>({ items, linked }: RecordArea<T>): readonly T[] => [...items, ...linked]
