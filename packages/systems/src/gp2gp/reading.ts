/** An extract while it is being read: what it has given so far, and which entries each statement became. */
import type {
  Allergy,
  Concept,
  Consultation,
  DiaryEntry,
  DocumentEntry,
  Entry,
  EntryKey,
  Immunisation,
  Investigation,
  Observation,
  Referral,
  Topic,
  Unreadable,
} from '@gpc/clinical'
import { clinicianOf, confidentialityOf, idOf, type MessageContext, type Placed, type Scope } from './composition.ts'
import type { Element } from './xml.ts'

/** A consultation before its topics are linked to problems, which other compositions may hold. */
export interface Draft {
  readonly consultation: Omit<Consultation, 'topics'>
  readonly topics: readonly TopicDraft[]
}

export interface TopicDraft extends Omit<Topic, 'problems'> {
  /** Codes that the topic is named by, with their systems. */
  readonly codes: ReadonlySet<string>
}

/** A LinkSet as it is kept until all statements are read. */
export interface LinkSet {
  readonly element: Element
  readonly scope: Scope
  readonly key: EntryKey
  readonly fresh: boolean
}

export type PartKind = 'Authorise' | 'Prescribe' | 'Dispense' | 'Discontinue'

export interface Part {
  readonly kind: PartKind
  /** `Authorise:` and its id; unique in the message. */
  readonly key: string
  readonly element: Element
  readonly statement: Statement
}

export interface Statement extends Placed {
  readonly key: string
  readonly drug: Concept
  readonly drugNotes: readonly string[]
  readonly dosage?: string
  readonly parts: readonly Part[]
}

/** Gives keys of entries: unique in the extract; undefined for an entry that a newer extract has as well. */
export type Keys = (key: string) => string | undefined

export interface Reading {
  readonly message: MessageContext
  readonly keys: Keys
  readonly endResolved: boolean
  /** Id of the extract. */
  readonly extract: string
  /** Keys of the attachments that came with the message. */
  readonly received: ReadonlySet<string>
  /** Keys of those that were to follow in messages of their own. */
  readonly awaited: ReadonlySet<string>
  /**
   * Reads a statement with all that is in it into the areas; gives keys of what is shown where it stands, in order. `parent`: the group that it
   * belongs to.
   */
  read(element: Element, scope: Scope, parent?: EntryKey): readonly EntryKey[]
  /** True for the key of an organisation of the agent directory. */
  isOrganisation(key: string): boolean
  /** Place of the composition being read, and how many statements without ids it had so far. */
  place: string
  nameless: number
  /** Statements that were allergies. */
  allergiesSeen: number
  /** Keys of the entries that a statement became, by its id, and what it is called. */
  readonly became: Map<string, { readonly keys: readonly EntryKey[]; readonly concept?: Concept }>
  readonly allergies: Allergy[]
  readonly statements: Statement[]
  readonly drafts: Draft[]
  readonly linkSets: LinkSet[]
  readonly immunisations: Immunisation[]
  readonly observations: Observation[]
  readonly investigations: Investigation[]
  readonly referrals: Referral[]
  readonly documents: DocumentEntry[]
  readonly diary: DiaryEntry[]
  readonly unreadable: Unreadable[]
}

type Given = Pick<Reading, 'message' | 'keys' | 'endResolved' | 'extract' | 'received' | 'awaited' | 'isOrganisation'>

export function newReading(
  given: Given,
  read: (element: Element, scope: Scope, reading: Reading, parent?: EntryKey) => readonly EntryKey[],
): Reading {
  const reading: Reading = {
    ...given,
    read: (element, scope, parent) => read(element, scope, reading, parent),
    place: '',
    nameless: 0,
    allergiesSeen: 0,
    became: new Map(),
    allergies: [],
    statements: [],
    drafts: [],
    linkSets: [],
    immunisations: [],
    observations: [],
    investigations: [],
    referrals: [],
    documents: [],
    diary: [],
    unreadable: [],
  }
  return reading
}

/** The id of a statement; its place in the message where it has none. */
export function statementId(element: Element, reading: Reading): string {
  const id = idOf(element, reading.message)
  if (id !== undefined) return id
  reading.nameless += 1
  return `${reading.place}/${reading.nameless}`
}

export interface Claim {
  readonly key: EntryKey
  /** False: a newer extract has this entry; it isn't given again. */
  readonly fresh: boolean
}

/** The key of the entry that a statement becomes; what refers to the statement leads there. */
export function claim(element: Element, concept: Concept | undefined, reading: Reading): Claim {
  const id = statementId(element, reading)
  const full = `${element.name}:${id}`
  const key = reading.keys(full)
  const claimed = { key: key ?? full, fresh: key !== undefined }
  if (!reading.became.has(id)) {
    reading.became.set(id, { keys: [claimed.key], ...(concept === undefined ? {} : { concept }) })
  }
  return claimed
}

/** What every entry of a statement has. */
export function entryOf(element: Element, scope: Scope, key: EntryKey): Entry {
  const clinician = clinicianOf(element, scope)
  return {
    source: 'gp2gp',
    key,
    confidentiality: confidentialityOf(element, scope),
    ...(scope.recorded === undefined ? {} : { recorded: scope.recorded }),
    ...(scope.recorder === undefined ? {} : { recorder: scope.recorder }),
    ...(clinician === undefined ? {} : { clinician }),
    ...(scope.encounter === undefined ? {} : { encounter: scope.encounter }),
  }
}

/** `{ name: value }`, or nothing for what is absent. */
export const keyed = <K extends string, V>(name: K, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<K, V>>
