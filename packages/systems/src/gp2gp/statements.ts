/** One statement of any kind: which area it belongs to. */
import type { EntryKey } from '@gpc/clinical'
import { readAllergy, readWrapper, wraps } from './allergies.ts'
import { isNopat, type Scope, statementsIn } from './composition.ts'
import { readPlan } from './diary.ts'
import { isDocument, readDocuments } from './documents.ts'
import { isReport, readReport } from './investigations.ts'
import { readComment, readGroup, readObservation } from './observations.ts'
import { readLinkSet } from './problems.ts'
import type { Reading } from './reading.ts'
import { readRequest } from './referrals.ts'
import { readMedication } from './supplies.ts'
import { attribute, child, type Element, textOf } from './xml.ts'

/** What `Reading.read` does. */
export function readStatement(
  element: Element,
  scope: Scope,
  reading: Reading,
  parent?: EntryKey,
): readonly EntryKey[] {
  switch (element.name) {
    case 'ObservationStatement':
      return readAllergy(element, scope, reading) ?? readObservation(element, scope, reading, parent)
    case 'NarrativeStatement':
      if (isDocument(element)) return readDocuments(element, scope, reading)
      return readAllergy(element, scope, reading) ?? readComment(element, scope, reading, parent)
    case 'CompoundStatement':
      return readCompound(element, scope, reading, parent)
    case 'MedicationStatement':
      return readMedication(element, scope, reading)
    case 'PlanStatement':
      return readPlan(element, scope, reading)
    case 'RequestStatement':
      return readRequest(element, scope, reading)
    case 'LinkSet':
      return readLinkSet(element, scope, reading)
    default:
      return []
  }
}

function readCompound(
  element: Element,
  outer: Scope,
  reading: Reading,
  parent: EntryKey | undefined,
): readonly EntryKey[] {
  if (isReport(element)) return readReport(element, outer, reading)
  const scope = { ...outer, nopat: outer.nopat || isNopat(element), compound: element }
  if (wraps(element) !== undefined) return readWrapper(element, scope, reading)
  const inside = statementsIn(element)
  const isBattery = attribute(element, 'classCode') === 'BATTERY'
  const own = isBattery ? inside.filter(isOwnText) : []
  const comments = own.flatMap(one => textOf(child(one, 'text')) ?? [])
  const group = readGroup(element, outer, reading, parent, comments)
  const rest = group === undefined ? inside : inside.filter(one => !own.includes(one))
  const members = rest.flatMap(one => readStatement(one, scope, reading, group ?? parent))
  return group === undefined ? members : [group, ...members]
}

/** Text of a battery (a blood pressure's comment) belongs to the battery. */
const isOwnText = (element: Element) =>
  element.name === 'NarrativeStatement' && !isDocument(element) && textOf(child(element, 'text')) !== undefined
