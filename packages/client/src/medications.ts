/** A record's medicines: each statement with its plan, its issues and its drug (STR-MED-01, STR-MED-02). Pure. */
import {
  extensions,
  isResource,
  type Medication,
  type MedicationRequest,
  type MedicationStatement,
  type Resource,
} from '@gpc/fhir'
import { displayOf, findExtension } from './reading.ts'
import type { Resolve } from './references.ts'
import { isReadable, readable } from './schema.ts'

export interface RecordMedication {
  readonly statement: MedicationStatement
  /** The drug's words to show. Undefined only if nothing is said of it; the statement must still be shown. */
  readonly name?: string
  readonly medication?: Medication
  /** The authorisation. */
  readonly plan?: MedicationRequest
  /** Its issues, in the order received. */
  readonly orders: readonly MedicationRequest[]
  /** `acute`, `repeat`, `repeat-dispensing`, `delayed-prescribing`; absent: no information (STR-MED-25). */
  readonly prescriptionType?: string
}

export interface Medications {
  readonly medications: readonly RecordMedication[]
  /** Requests that belong to none of the statements, e.g. arrived by a link. */
  readonly otherRequests: readonly MedicationRequest[]
}

export function readMedications(resources: readonly Resource[], resolve: Resolve): Medications {
  const requests = readable(resources, 'MedicationRequest')
  const ordersOf = new Map<Resource, MedicationRequest[]>()
  for (const order of requests) {
    if (order.intent === 'plan') continue
    for (const plan of targets(order, resolve)) {
      const known = ordersOf.get(plan)
      if (known === undefined) ordersOf.set(plan, [order])
      else known.push(order)
    }
  }
  const medications = readable(resources, 'MedicationStatement').map(statement => {
    const [plan] = readable(targets(statement, resolve), 'MedicationRequest')
    const held = resolve(statement.medicationReference, statement)
    const medication = isResource(held, 'Medication') && isReadable(held) ? held : undefined
    const name =
      displayOf(medication?.code) ??
      displayOf(statement.medicationCodeableConcept) ??
      statement.medicationReference?.display
    const type = findExtension(plan, extensions.prescriptionType)?.valueCodeableConcept?.coding?.[0]?.code?.trim()
    return {
      statement,
      ...(name === undefined ? {} : { name }),
      ...(medication === undefined ? {} : { medication }),
      ...(plan === undefined ? {} : { plan }),
      orders: plan === undefined ? [] : (ordersOf.get(plan) ?? []),
      ...(type === undefined ? {} : { prescriptionType: type }),
    }
  })
  const placed = new Set<Resource>(medications.flatMap(one => [...(one.plan ? [one.plan] : []), ...one.orders]))
  return { medications, otherRequests: requests.filter(one => !placed.has(one)) }
}

function targets({ basedOn }: MedicationStatement | MedicationRequest, resolve: Resolve): Resource[] {
  return (basedOn ?? []).flatMap(reference => resolve(reference) ?? [])
}
