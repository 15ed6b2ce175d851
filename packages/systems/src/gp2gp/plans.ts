/** One plan out of an authorisation, or out of what stands where one is missing; and the issues of it. */
import type { Concept, MedicationIssue, MedicationNote, MedicationPlan } from '@gpc/clinical'
import type { ClinicalDate } from '@gpc/fhir'
import { oids, qualifiersOf, quantityOf, termOf } from './codes.ts'
import { clinicianOf, confidentialityOf, type Scope } from './composition.ts'
import { beginning, type Complain, ending, timeOf } from './dates.ts'
import type { Links } from './links.ts'
import { keyed, type Part, type Statement } from './reading.ts'
import { annotations, drugOf, isComplete, references } from './supplies.ts'
import { attribute, child, type Element, textOf } from './xml.ts'

const other = (text: string): MedicationNote => ({ kind: 'other', text })
const isNamed = ({ codings, text }: Concept) => codings.length > 0 || text !== undefined

/** An authorisation with its issues; undefined where nothing names a medicine. */
export function authorised(part: Part, links: Links): MedicationPlan | undefined {
  const { element, statement } = part
  const notes: MedicationNote[] = []
  const complain: Complain = sentence => void notes.push(other(sentence))
  const prescribed = links.issues.get(part) ?? []
  const drug = [statement.drug, drugOf(element, complain), ...prescribed.map(one => one.statement.drug)].find(isNamed)
  if (drug === undefined) return undefined
  notes.push(...productOf(part))
  const own = child(element, 'effectiveTime')
  const whole = child(statement.element, 'effectiveTime')
  const authorisedOn = dated(part, complain)
  const begins = beginning(own, complain)
  const ends = ending(own, complain) ?? ending(whole, complain)
  const repeats = attribute(child(element, 'repeatNumber'), 'value')
  if (repeats !== undefined && !/^\+?\d+$/.test(repeats)) complain(`Repeats: ${repeats}`)
  const allowed = repeats !== undefined && /^\+?\d+$/.test(repeats) ? Number(repeats) : undefined
  const acute = allowed === 0
  const complete = isComplete(element)
  const stopped = stoppedBy(links.stops.get(part) ?? [], notes)
  const expires = acute ? undefined : ending(own, () => {})
  const end = complete || acute ? ends : undefined
  const replaced = replacedBy(part, links.index, notes)
  const issues = prescribed.map(one => issueOf(one, links, { drug, dosage: statement.dosage }))
  return {
    ...common(part, statement.scope),
    drug,
    type: acute ? 'acute' : 'repeat',
    ...agencyOf(element, notes),
    ...keyed('authorised', authorisedOn),
    ...(begins === undefined || begins === authorisedOn ? {} : { start: begins }),
    ...(end === undefined || stopped !== undefined ? {} : { end }),
    ...keyed('stopped', stopped),
    ...(complete && end === undefined && stopped === undefined ? { inactive: true } : {}),
    ...keyed('dosage', statement.dosage),
    ...keyed('quantity', quantityOf(child(element, 'quantity'))),
    ...(allowed === undefined || allowed === 0 ? {} : { repeatsAllowed: allowed }),
    ...keyed('authorisationExpires', expires),
    ...keyed('replaces', replaced),
    notes: [...annotated(part), ...notesOf(statement), ...notes, ...dispensed(links.dispensings.get(part) ?? [])],
    issues,
  }
}

/** A prescription whose authorisation isn't in the message: a plan of unknown type, made to hold it (STR-MED-02, STR-MED-25). */
export function unauthorised(part: Part, links: Links): MedicationPlan | undefined {
  const { statement, element } = part
  const notes: MedicationNote[] = [other('The authorisation of this issue is not in the record that was received')]
  const drug = [statement.drug, drugOf(element, () => {})].find(isNamed)
  if (drug === undefined) return undefined
  return {
    ...common({ ...part, key: `${part.key}/plan` }, statement.scope),
    drug,
    ...agencyOf(element, []),
    ...keyed(
      'authorised',
      dated(part, () => {}),
    ),
    inactive: true,
    ...keyed('dosage', statement.dosage),
    ...keyed('quantity', quantityOf(child(element, 'quantity'))),
    notes,
    issues: [issueOf(part, links, { drug, dosage: statement.dosage })],
  }
}

/** A MedicationStatement without any part: all that is known is the medicine, its dosage and whether it is current. */
export function bare(statement: Statement): MedicationPlan | undefined {
  if (!isNamed(statement.drug)) return undefined
  const { element, scope, key } = statement
  const notes: MedicationNote[] = []
  const complain: Complain = sentence => void notes.push(other(sentence))
  const effective = child(element, 'effectiveTime')
  const end = ending(effective, complain)
  const begins = beginning(effective, complain)
  const authorisedOn = timeOf(child(element, 'availabilityTime'), complain) ?? scope.available
  return {
    ...common({ key, statement }, scope),
    drug: statement.drug,
    agency: 'prescribed-at-gp-practice',
    ...keyed('authorised', authorisedOn),
    ...(begins === undefined || begins === authorisedOn ? {} : { start: begins }),
    ...keyed('end', end),
    ...(isComplete(element) && end === undefined ? { inactive: true } : {}),
    ...keyed('dosage', statement.dosage),
    notes: [...notesOf(statement), ...notes],
    issues: [],
  }
}

function issueOf(
  part: Part,
  links: Links,
  plan: { readonly drug: Concept; readonly dosage: string | undefined },
): MedicationIssue {
  const { statement, element } = part
  const notes: MedicationNote[] = []
  const drug = [statement.drug, drugOf(element, () => {})].find(isNamed)
  notes.push(...productOf(part))
  const stop = stoppedBy(links.stops.get(part) ?? [], notes)
  if (stop !== undefined) notes.push(other(['Discontinued', stop.date, stop.reason].filter(Boolean).join(': ')))
  const issued = dated(part, sentence => void notes.push(other(sentence)))
  const asked = termOf(child(element, 'code'))
  if (asked !== undefined && !isNhs(asked)) notes.push(other(`Prescription type: ${asked}`))
  return {
    ...common(part, statement.scope),
    ...(drug === undefined || JSON.stringify(drug) === JSON.stringify(plan.drug) ? {} : { drug }),
    ...keyed('issued', issued),
    status: stop === undefined ? 'completed' : 'stopped',
    ...(statement.dosage === plan.dosage ? {} : keyed('dosage', statement.dosage)),
    ...keyed('quantity', quantityOf(child(element, 'quantity'))),
    notes: [...annotated(part), ...notesOf(statement), ...notes, ...dispensed(links.dispensings.get(part) ?? [])],
  }
}

function common({ key, statement }: { readonly key: string; readonly statement: Statement }, scope: Scope) {
  return {
    source: 'gp2gp' as const,
    key,
    confidentiality: confidentialityOf(statement.element, scope),
    ...keyed('recorded', scope.recorded),
    ...keyed('recorder', scope.recorder),
    ...keyed('clinician', clinicianOf(statement.element, scope)),
    ...keyed('encounter', scope.encounter),
  }
}

/** The date of a part: its own availability, else its statement's, else its composition's. */
function dated({ element, statement }: Part, complain: Complain): ClinicalDate | undefined {
  return (
    timeOf(child(element, 'availabilityTime'), complain) ??
    timeOf(child(statement.element, 'availabilityTime'), complain) ??
    statement.scope.available
  )
}

const isNhs = (term: string) => /^nhs prescription$/i.test(term)

/** Read v2 and SNOMED CT codes of `Prescription by another organisation`. */
function agencyOf(element: Element, notes: MedicationNote[]): Pick<MedicationPlan, 'agency' | 'agencyText'> {
  const code = child(element, 'code')
  const [value, system, term] = [attribute(code, 'code'), attribute(code, 'codeSystem'), termOf(code)]
  if (term !== undefined && !isNhs(term)) notes.push(other(`Prescription type: ${term}`))
  const elsewhere =
    (system === oids.snomed && value === '394828003') || (system === oids.readV2 && value?.startsWith('9bG5') === true)
  return elsewhere
    ? { agency: 'prescribed-by-another-organisation', ...keyed('agencyText', term) }
    : { agency: 'prescribed-at-gp-practice' }
}

/** How a part was ended. Of several ends the latest counts; the others are noted. */
function stoppedBy(stops: readonly Part[], notes: MedicationNote[]): MedicationPlan['stopped'] {
  const ends = stops
    .map(part => ({ date: dated(part, sentence => void notes.push(other(sentence))), reason: reasonOf(part) }))
    .sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''))
  const last = ends.pop()
  if (last === undefined) return undefined
  for (const { date, reason } of ends) notes.push(other(['Discontinued', date, reason].filter(Boolean).join(': ')))
  return { ...keyed('date', last.date), ...keyed('reason', last.reason) }
}

/** The annotations, after the code's own text unless they begin with it; the code's name where there is nothing else. */
function reasonOf(part: Part): string | undefined {
  const code = child(part.element, 'code')
  const said = annotations(part).join(', ')
  const original = textOf(child(code, 'originalText')) ?? ''
  if (said === '') return original || attribute(code, 'displayName')
  return original === '' || said.startsWith(original) ? said : `(${original}) ${said}`
}

function replacedBy(part: Part, index: ReadonlyMap<string, Part>, notes: MedicationNote[]): string | undefined {
  const ids = references(part, 'predecessor')
  const [first, ...rest] = ids.flatMap(id => index.get(`Authorise:${id}`) ?? []).filter(one => one !== part)
  for (const one of rest) notes.push(other(`Also replaces: ${one.statement.drug.text ?? one.key}`))
  if (first === undefined && ids.length > 0) {
    notes.push(other('Replaces an authorisation that is not in the record that was received'))
  }
  return first?.key
}

/** A product that a part names besides its statement's medicine. */
function productOf({ element, statement }: Part): readonly MedicationNote[] {
  const { text } = drugOf(element, () => {})
  return text === undefined || !isNamed(statement.drug) || text === statement.drug.text
    ? []
    : [other(`Product: ${text}`)]
}

const annotated = (part: Part): readonly MedicationNote[] =>
  annotations(part).map(text => ({ kind: /^patient (text|note)s?\b/i.test(text) ? 'patient' : 'other', text }))

function notesOf({ element, drugNotes }: Statement): readonly MedicationNote[] {
  const priority = termOf(child(element, 'priorityCode'))
  const material = child(element, 'consumable', 'manufacturedProduct', 'manufacturedMaterial', 'code')
  return [...drugNotes, ...qualifiersOf(material), ...(priority === undefined ? [] : [`Priority: ${priority}`])].map(
    other,
  )
}

function dispensed(parts: readonly Part[]): readonly MedicationNote[] {
  return parts.flatMap(part => {
    const { value, unit, text } = quantityOf(child(part.element, 'quantity')) ?? {}
    const amount = text ?? [value, unit].filter(one => one !== undefined).join(' ')
    const date = dated(part, () => {})
    return [other(['Dispensed', date, amount].filter(Boolean).join(': ')), ...annotated(part)]
  })
}
