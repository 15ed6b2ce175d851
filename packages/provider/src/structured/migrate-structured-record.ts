/**
 * Patient/$gpc.migratestructuredrecord: the whole record, for the practice that the patient has moved to (MIG-STR).
 * Page: accessrecord_structured_development_migrate_patient_record.
 */
import { type PartName, type PrimaryList, partNames, select } from '@gpc/clinical'
import { GpConnectError, interactions, londonDay } from '@gpc/fhir'
import { recordsByNhsNumber } from '@gpc/store'
import { documentsServiceRoot } from '../documents/references.ts'
import type { Operation } from '../exchange/exchange.ts'
import { mayHaveSensitive, migratedRecord } from '../patient/migration.ts'
import type { Services } from '../services.ts'
import { parsedBody } from './body.ts'
import { bundle } from './bundle.ts'
import { booleanOf, invalid, named, nhsNumberOf, onlyOnce, parametersSchema } from './parameters.ts'

/** STR-LIST-01 in the order of the lists' page. */
const lists: readonly PrimaryList[] = [
  'consultations',
  'problems',
  'allergies',
  'ended-allergies',
  'medications',
  'immunisations',
  'uncategorised-data',
  'investigations',
  'referrals',
  'diary-entries',
]

/** Every part that is asked for as such; comments and lists of consultations come with these (MIG-STR-08). */
const parts: readonly PartName[] = [...lists, 'immunisations-not-given', 'immunisation-status', 'documents']

export function migrateStructuredRecord(services: Services): Operation {
  return {
    interaction: interactions.migrateStructuredRecord,
    // MIG-AUT-02
    switched: false,
    async handle(exchange) {
      const { practice, traceId, baseUrl, requester } = exchange
      const today = londonDay(services.now() * 1000)
      const { nhsNumber, sensitive } = migrateParameters(parsedBody(exchange))
      // MIG-AUT-12
      exchange.note({ patient: nhsNumber, detail: `includeFullRecord includeSensitiveInformation=${sensitive}` })
      if (sensitive && !mayHaveSensitive(requester)) {
        throw new GpConnectError(
          'CONFLICTING_VALUES',
          'includeSensitiveInformation needs the scope patient/*.read conf/R in the token (MIG-AUT-08).',
        )
      }
      const read = () =>
        recordsByNhsNumber(services.store, practice.ods, nhsNumber, {
          parts: partNames,
          open: new Set(partNames),
          today,
          everything: sensitive,
        })
      const { patient, parts: stored } = await migratedRecord(services, exchange, read, today)
      const selected = select(stored, { parts: new Map(parts.map(part => [part, {}])), off: new Set(), today })
      const json = bundle({
        id: traceId,
        ods: practice.ods,
        patient,
        parts: stored,
        selected,
        lists,
        directory: await services.directory.of(practice.ods, patient.directoryVersion),
        issues: [],
        documents: { root: documentsServiceRoot(baseUrl, practice.ods) },
      })
      return { status: 200, json }
    },
  }
}

/**
 * MIG-STR-02 to MIG-STR-04: here a parameter that isn't known is an error.
 * @throws GpConnectError INVALID_RESOURCE, INVALID_PARAMETER, INVALID_NHS_NUMBER, INVALID_IDENTIFIER_SYSTEM
 */
function migrateParameters(body: unknown): { readonly nhsNumber: string; readonly sensitive: boolean } {
  const found = parametersSchema.safeParse(body)
  if (!found.success) throw new GpConnectError('INVALID_RESOURCE', 'The body must be a Parameters resource.')
  const parameters = (found.data.parameter ?? []).map((one, i) => named(one, `parameter[${i}]`))
  for (const name of ['patientNHSNumber', 'includeFullRecord']) onlyOnce(parameters, name, name)
  const nhsNumber = nhsNumberOf(parameters)
  const unknown = parameters.find(({ name }) => name !== 'patientNHSNumber' && name !== 'includeFullRecord')
  if (unknown !== undefined) throw invalid(unknown.name.slice(0, 200), 'is not known here')
  const full = parameters.find(({ name }) => name === 'includeFullRecord')
  if (full === undefined) throw invalid('includeFullRecord', 'is missing')
  const inside = (full.part ?? []).map((one, i) => named(one, `includeFullRecord.part[${i}]`))
  const wrong = inside.find(({ name }) => name !== 'includeSensitiveInformation')
  if (wrong !== undefined) throw invalid(`includeFullRecord.${wrong.name.slice(0, 200)}`, 'is not known here')
  const label = 'includeFullRecord.includeSensitiveInformation'
  onlyOnce(inside, 'includeSensitiveInformation', label)
  const [part] = inside
  if (part === undefined) throw invalid(label, 'is missing')
  return { nhsNumber, sensitive: booleanOf(part, label) }
}
