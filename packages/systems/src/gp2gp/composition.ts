/** An ehrComposition as the context of its statements, and the walk through them. */
import type { Confidentiality, StaffKey } from '@gpc/clinical'
import type { ClinicalDate } from '@gpc/fhir'
import { isUuid, logicalId } from '@gpc/fhir'
import { oids } from './codes.ts'
import { timeOf } from './dates.ts'
import { attribute, child, children, type Element } from './xml.ts'

/** What every statement of a message shares. */
export interface MessageContext {
  /** NHS number: makes ids unique that are no GUIDs. */
  readonly patient: string
  /** False for UK04 to UK06, which can't mark anything: the confidentiality of their entries is unknown. */
  readonly marks: boolean
}

/** What a statement takes from where it stands. */
export interface Scope {
  readonly message: MessageContext
  /** Key of the consultation; absent for containers that are none. */
  readonly encounter?: string
  readonly available?: ClinicalDate
  readonly recorded?: ClinicalDate
  readonly recorder?: StaffKey
  /** First Participant2. */
  readonly performer?: StaffKey
  /** Marked NOPAT itself, or within something that is. */
  readonly nopat: boolean
  /** The nearest CompoundStatement around it. */
  readonly compound?: Element
}

export interface Placed {
  readonly element: Element
  readonly scope: Scope
}

/** Codes of containers that aren't consultations: non-consultation data, non-consultation medication data. */
const containers: ReadonlySet<string> = new Set(['196401000000100', '196391000000103'])

/** An id as keys and references use it: a GUID in upper case; anything else made unique to the patient. */
export function idOf(element: Element | undefined, message: MessageContext): string | undefined {
  const id = child(element, 'id')
  const root = attribute(id, 'root')
  if (root === undefined) return undefined
  if (isUuid(root)) return root.toUpperCase()
  const extension = attribute(id, 'extension')
  return `${root}${extension === undefined ? '' : `.${extension}`}@${logicalId(message.patient).slice(0, 8)}`
}

export function agentOf(participation: Element | undefined, message: MessageContext): StaffKey | undefined {
  return idOf(child(participation, 'agentRef'), message)
}

export function scopeOf(composition: Element, message: MessageContext): Scope {
  const silent = () => {}
  const author = child(composition, 'author')
  const available = timeOf(child(composition, 'availabilityTime'), silent)
  const recorded = timeOf(child(author, 'time'), silent) ?? available
  const recorder = agentOf(author, message)
  const performer = children(composition, 'Participant2')
    .map(one => agentOf(one, message))
    .find(key => key !== undefined)
  const id = idOf(composition, message)
  const holdsNone = children(composition, 'component').some(
    one => child(one, 'EhrEmpty') !== undefined || child(one, 'RegistrationStatement') !== undefined,
  )
  const isContainer = containers.has(attribute(child(composition, 'code'), 'code') ?? '') || holdsNone
  return {
    message,
    ...(id === undefined || isContainer ? {} : { encounter: `ehrComposition:${id}` }),
    ...(available === undefined ? {} : { available }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(recorder === undefined ? {} : { recorder }),
    ...(performer === undefined ? {} : { performer }),
    nopat: isNopat(composition),
  }
}

/** `confidentialityCode`, wherever among its siblings it stands. Codes other than NOPAT say nothing. */
export function isNopat(element: Element): boolean {
  return children(element, 'confidentialityCode').some(one => attribute(one, 'code')?.toUpperCase() === 'NOPAT')
}

export function confidentialityOf(element: Element, scope: Scope): Confidentiality {
  if (scope.nopat || isNopat(element)) return 'nopat'
  return scope.message.marks ? 'none' : 'unknown'
}

/** A statement's participant: PPRF, else PRF. */
export function participantOf(element: Element, scope: Scope): StaffKey | undefined {
  const participants = children(element, 'Participant')
  const of = (type: string) =>
    agentOf(
      participants.find(one => attribute(one, 'typeCode') === type),
      scope.message,
    )
  return of('PPRF') ?? of('PRF')
}

/** The clinician responsible: the statement's participant, else the composition's Participant2, else its author. */
export function clinicianOf(element: Element, scope: Scope): StaffKey | undefined {
  return participantOf(element, scope) ?? scope.performer ?? scope.recorder
}

const statements: ReadonlySet<string> = new Set([
  'CompoundStatement',
  'LinkSet',
  'MedicationStatement',
  'NarrativeStatement',
  'ObservationStatement',
  'PlanStatement',
  'RequestStatement',
])

/** The statements directly in a composition or a statement, in document order. */
export function statementsIn(element: Element): readonly Element[] {
  const found: Element[] = []
  for (const one of element.children) {
    if (!one.name.startsWith('component')) continue
    for (const inner of one.children) if (statements.has(inner.name)) found.push(inner)
  }
  return found
}

/** True for a Read v2 code that is one of these or below it: `14L..00` and `14L1.00` are below `14L`. */
export function below(code: string, stems: readonly string[]): boolean {
  return stems.some(stem => code.startsWith(stem))
}

export const readSystems = [oids.readV2, oids.ctv3] as const
