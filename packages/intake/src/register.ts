/** Registering a temporary patient: an import of one row, so that it is kept, rendered and adopted like any other. */
import type { LocalRegistration, SourceName } from '@gpc/clinical'
import type { Store } from '@gpc/store'
import { type ClinicalSystem, type Delivery, registrationItem } from '@gpc/systems'
import { runImport } from './import.ts'

/**
 * Registers a patient with a practice; when the promise resolves, everybody sees them.
 * @param prepare decides, while no other registration or import of the practice is under way: what it throws leaves everything as it was
 * @throws ImportBusy while an import of the practice goes on
 */
export type RegisterPatient = (
  practice: { readonly ods: string; readonly name: string },
  prepare: () => Promise<LocalRegistration>,
) => Promise<void>

/** Registrations are made one after the other, so that those who wait hold no connection. */
export function registrar(store: Store, systems: ReadonlyMap<SourceName, ClinicalSystem>): RegisterPatient {
  let last: Promise<unknown> = Promise.resolve()
  return (practice, prepare) => {
    const next = last.then(async () => {
      await runImport(store, { practice, system: 'local', delivery: deliveryOf(prepare), systems })
    })
    last = next.catch(() => undefined)
    return next
  }
}

function deliveryOf(prepare: () => Promise<LocalRegistration>): Delivery {
  return {
    notices: [],
    bytes: 0,
    whole: [],
    async *items() {
      yield [registrationItem(await prepare())]
    },
  }
}
