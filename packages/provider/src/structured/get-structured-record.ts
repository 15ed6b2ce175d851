/**
 * Patient/$gpc.getstructuredrecord: one patient's record, the clinical areas that were asked for (STR-OP, STR-PAR, STR-ERR).
 * Page: accessrecord_structured_development_retrieve_patient_record.
 */
import { needsMore, type PartName, partNames, partsToOpen, select } from '@gpc/clinical'
import { interactions, londonDay } from '@gpc/fhir'
import { recordsByNhsNumber } from '@gpc/store'
import { documentsServiceRoot, largestRetrieved } from '../documents/references.ts'
import type { Operation } from '../exchange/exchange.ts'
import { servedRecord } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { type Asked, asked } from './asked.ts'
import { parsedBody } from './body.ts'
import { bundle } from './bundle.ts'
import { parameterOf } from './definitions.ts'
import { disabled, type StructuredParameters, structuredParameters } from './parameters.ts'

export function getStructuredRecord(services: Services): Operation {
  return {
    interaction: interactions.getStructuredRecord,
    async handle(exchange) {
      const { practice, traceId, baseUrl } = exchange
      const today = londonDay(services.now() * 1000)
      const parameters = structuredParameters(parsedBody(exchange), today)
      const ask = asked(parameters, practice.areasOff, today)
      exchange.note({ patient: parameters.nhsNumber, detail: detailOf(parameters) })
      const read = (parts: ReadonlySet<PartName>, open: ReadonlySet<PartName>) => () =>
        recordsByNhsNumber(services.store, practice.ods, parameters.nhsNumber, { parts: [...parts], open, today })
      const open = partsToOpen(ask)
      let record = await servedRecord(services, practice.ods, read(wantedParts(ask, open), open), today)
      let selected = select(record.parts, ask)
      if (needsMore(selected)) {
        record = await servedRecord(services, practice.ods, read(everyPart, everyPart), today)
        selected = select(record.parts, ask)
      }
      const { patient, parts } = record
      const off = [...selected.disabled].map(area => disabled(parameterOf(area)))
      const json = bundle({
        id: traceId,
        ods: practice.ods,
        patient,
        parts,
        selected,
        lists: ask.lists,
        directory: await services.directory.of(practice.ods, patient.directoryVersion),
        issues: distinct([...parameters.warnings, ...ask.issues, ...off]),
        documents: { root: documentsServiceRoot(baseUrl, practice.ods), largest: largestRetrieved },
      })
      return { status: 200, json }
    },
  }
}

const everyPart: ReadonlySet<PartName> = new Set(partNames)

/** Everything for consultations and problems, as they may be linked to anything; else what was asked for and what it may name. */
function wantedParts({ parts, off }: Asked, open: ReadonlySet<PartName>): ReadonlySet<PartName> {
  if (off.size > 0 || parts.has('consultations') || parts.has('problems')) return everyPart
  return new Set([...parts.keys(), ...open])
}

const distinct = <T extends { readonly diagnostics?: string }>(issues: readonly T[]): readonly T[] => [
  ...new Map(issues.map(issue => [issue.diagnostics, issue])).values(),
]

/** What was asked for, for the audit. */
function detailOf({ includes }: StructuredParameters): string {
  return [...includes]
    .map(([name, parts]) => {
      const values = [...parts].map(
        ([part, value]) => `${part}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
      )
      return [name, ...values].join(' ')
    })
    .join('; ')
}
