/**
 * Patient/$gpc.getstructuredrecord: one patient's record, the clinical areas that were asked for (STR-OP, STR-PAR, STR-ERR).
 * Page: accessrecord_structured_development_retrieve_patient_record.
 */
import { cut, type Filter, type PrimaryList } from '@gpc/clinical'
import { FhirXmlError, fromXml, GpConnectError, type Issue, interactions, type LocalDate, londonDay } from '@gpc/fhir'
import { type AreaRow, recordsByNhsNumber } from '@gpc/store'
import type { Exchange, Operation } from '../exchange/exchange.ts'
import { servedRecord } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { type BundleArea, bundle } from './bundle.ts'
import { disabled, type StructuredParameters, structuredParameters } from './parameters.ts'

export function getStructuredRecord(services: Services): Operation {
  return {
    interaction: interactions.getStructuredRecord,
    async handle(exchange) {
      const { practice, traceId } = exchange
      const today = londonDay(services.now() * 1000)
      const parameters = structuredParameters(parsedBody(exchange), today)
      const { areas, issues } = areasOf(parameters, practice.areasOff)
      exchange.note({ patient: parameters.nhsNumber, detail: detailOf(parameters) })
      const read = () =>
        recordsByNhsNumber(
          services.store,
          practice.ods,
          parameters.nhsNumber,
          [...areas, 'people'],
          filterOf(parameters, 'medications', today),
        )
      const { patient, areas: rows } = await servedRecord(services, practice.ods, read, today)
      const directory = await services.directory.of(practice.ods, patient.directoryVersion)
      const json = bundle({
        id: traceId,
        practice: practice.ods,
        patient,
        directory,
        areas: areas.map(area => cutArea(area, rows, filterOf(parameters, area, today))),
        people: rows.find(row => row.area === 'people'),
        issues: [...parameters.warnings, ...issues],
      })
      return { status: 200, json }
    },
  }
}

/** STR-PAR-06: a body that can't be read is an invalid resource; none at all is a bad request (ERR-MAP-02). */
function parsedBody({ body }: Exchange): unknown {
  if (body === undefined)
    throw new GpConnectError('BAD_REQUEST', 'The request has no body: send a Parameters resource.')
  try {
    return body.format === 'json' ? JSON.parse(body.text) : fromXml(body.text)
  } catch (error) {
    const why = error instanceof FhirXmlError ? `: ${error.message}` : ''
    throw new GpConnectError(
      'INVALID_RESOURCE',
      `The body can't be read as FHIR ${body.format === 'json' ? 'JSON' : 'XML'}${why}.`,
    )
  }
}

/** The areas to send, and one issue for each that the practice has switched off (STR-CFG-04). */
function areasOf(
  { allergies, medication }: StructuredParameters,
  off: ReadonlySet<string>,
): { areas: PrimaryList[]; issues: Issue[] } {
  const areas: PrimaryList[] = []
  const issues: Issue[] = []
  if (allergies !== undefined) {
    if (off.has('allergies')) issues.push(disabled('includeAllergies'))
    else areas.push('allergies', ...(allergies.resolved ? (['ended-allergies'] as const) : []))
  }
  if (medication !== undefined) {
    if (off.has('medications')) issues.push(disabled('includeMedication'))
    else areas.push('medications')
  }
  return { areas, issues }
}

/** What is left out of an area: only medicines have filters (STR-PAR-03, STR-ALG-02). */
function filterOf({ medication }: StructuredParameters, area: PrimaryList, today: LocalDate): Filter {
  if (area !== 'medications' || medication === undefined) return { today, issues: true }
  return { today, issues: medication.issues, ...(medication.from === undefined ? {} : { from: medication.from }) }
}

function cutArea(area: PrimaryList, rows: readonly AreaRow[], filter: Filter): BundleArea {
  const row = rows.find(one => one.area === area)
  if (row === undefined) throw new Error(`The rendering of ${area} is missing: import the practice again.`)
  return { area, withheld: row.withheld > 0, ...cut(row, filter) }
}

/** What was asked for, for the audit. */
function detailOf({ allergies, medication }: StructuredParameters): string {
  const asked = [
    ...(allergies === undefined ? [] : [`allergies resolved=${allergies.resolved}`]),
    ...(medication === undefined ? [] : [`medication issues=${medication.issues} from=${medication.from ?? ''}`]),
  ]
  return asked.join('; ')
}
