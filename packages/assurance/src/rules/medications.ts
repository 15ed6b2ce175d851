/** The medicines of a structured record: list, statements, plans, orders and drugs together (STR-MED-01 to 06). */
import {
  type Bundle,
  extensions,
  londonDay,
  type MedicationRequest,
  type MedicationStatement,
  valueSystems,
} from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { listCodes, listRules } from './list.ts'
import { medicationRules, statementRules } from './medication.ts'
import { nameOf, repeated } from './references.ts'
import { isPlan, orderRules, planRules, prescriptionType } from './request.ts'
import { codeOf, exactly } from './shared.ts'

export const medicationsCode = listCodes.medications

export const medicationsIds = [
  'STR-MED-01',
  'STR-MED-02',
  'STR-MED-03',
  'STR-MED-04',
  'STR-MED-05',
  'STR-MED-06',
  ...idsOf(...medicationRules, ...statementRules, ...planRules, ...orderRules),
]

const ref = (request: { readonly basedOn?: readonly { readonly reference?: string }[] }) =>
  request.basedOn?.[0]?.reference ?? ''

/** @param issues whether issues were asked for */
export function medicationFindings(bundle: Bundle, issues: boolean): Findings {
  const statements = ofType(bundle, 'MedicationStatement')
  const requests = ofType(bundle, 'MedicationRequest')
  const plans = requests.filter(isPlan)
  const planned = new Set(plans.map(nameOf))
  const stated = new Map(statements.map(one => [ref(one), one]))
  const orders = Map.groupBy(
    requests.filter(one => !isPlan(one)),
    ref,
  )
  const replaced = new Set(plans.map(one => one.priorPrescription?.reference))
  const lists = listsOf(bundle, medicationsCode)
  const drugs = ofType(bundle, 'Medication')
  const used = new Set([...statements, ...requests].map(one => one.medicationReference?.reference))
  return [
    ...expectSame('lists of medicines (STR-LIST-01)', 1, lists.length),
    ...expectSame('entries of the list (STR-MED-03)', statements.map(nameOf).sort(), entriesOf(lists[0]).sort()),
    ...expectSame(
      'plans without a statement, other than those that another one replaces (STR-MED-01)',
      [],
      [...planned].filter(one => !stated.has(one) && !replaced.has(one)),
    ),
    ...expectSame(
      'statements without a plan (STR-MED-02)',
      [],
      [...stated.keys()].filter(one => !planned.has(one)),
    ),
    ...expectSame('plans with several statements (STR-MED-01)', [], repeated(statements.map(ref))),
    ...expectSame(
      'orders of no plan (STR-MED-02)',
      [],
      [...orders.keys()].filter(one => !planned.has(one)),
    ),
    ...expect(issues || orders.size === 0, 'no order unless issues were asked for (STR-MED-06)', [...orders.keys()]),
    ...expectSame(
      'drugs that nothing refers to',
      [],
      drugs.map(nameOf).filter(one => !used.has(one)),
    ),
    ...plans.flatMap(plan => {
      const statement = stated.get(nameOf(plan))
      return statement === undefined ? [] : pairFindings(plan, statement, orders.get(nameOf(plan)) ?? [])
    }),
    ...hold(listRules, lists),
    ...hold(medicationRules, drugs),
    ...hold(statementRules, statements),
    ...hold(planRules, plans),
    ...hold(orderRules, [...orders.values()].flat()),
  ]
}

/** A plan, its statement and its orders. */
function pairFindings(
  plan: MedicationRequest,
  statement: MedicationStatement,
  orders: readonly MedicationRequest[],
): Findings {
  const name = nameOf(plan)
  const agency = codeOf(
    exactly(statement, extensions.prescribingAgency)[0]?.valueCodeableConcept,
    valueSystems.prescribingAgency,
  )
  const elsewhere = agency !== 'prescribed-at-gp-practice'
  const lastIssue = exactly(statement, extensions.lastIssueDate).length
  const { end } = statement.effectivePeriod ?? {}
  const type = prescriptionType(plan)
  return [
    ...expectSame(
      `${name}: drug of its statement (STR-MED-01)`,
      plan.medicationReference,
      statement.medicationReference,
    ),
    ...expectSame(
      `${name}: validityPeriod as the statement's effectivePeriod (STR-MED-30)`,
      statement.effectivePeriod,
      plan.dispenseRequest?.validityPeriod,
    ),
    ...expectSame(`${name}: status of its statement (STR-MED-16, STR-MED-26)`, plan.status, statement.status),
    ...expect(
      statement.status !== 'active' || end === undefined || end.slice(0, 10) >= londonDay(),
      `${name}: active, so not ended (STR-MED-17)`,
      end,
    ),
    ...expect(
      type !== 'acute' || orders.length < 2,
      `${name}: acute, so one order at most (STR-MED-04)`,
      orders.map(nameOf),
    ),
    ...expect(
      !elsewhere || orders.length === 0,
      `${name}: prescribed elsewhere, so no order (STR-MED-05)`,
      orders.map(nameOf),
    ),
    ...expect(
      lastIssue === 0 || (type !== 'repeat-dispensing' && !elsewhere),
      `${name}: no lastIssueDate (STR-MED-14)`,
      { type, agency },
    ),
    ...orders.flatMap(order => [
      ...expectSame(
        `${nameOf(order)}: drug of its plan (STR-MED-33)`,
        plan.medicationReference,
        order.medicationReference,
      ),
      ...expectSame(`${nameOf(order)}: authoredOn of its plan (STR-MED-28)`, plan.authoredOn, order.authoredOn),
      ...expectSame(`${nameOf(order)}: type of its plan (STR-MED-25)`, type, prescriptionType(order)),
    ]),
  ]
}
