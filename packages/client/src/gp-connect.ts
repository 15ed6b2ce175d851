/** The consumer's side of GP Connect, in one object. */
import { interactions } from '@gpc/fhir'
import { type Appointments, appointments } from './appointments/appointments.ts'
import { type Caller, type CallOptions, unexpected } from './calls.ts'
import { type Documents, documents, restrictedScope } from './documents.ts'
import { SpineProxyError } from './errors.ts'
import { type Foundations, foundations } from './foundations.ts'
import { type CareRecords, careRecords } from './html/care-record.ts'
import type { GpConnectOptions } from './options.ts'
import { type ClinicalAreas, migrateParameters, structuredParameters } from './parameters.ts'
import { checkPatient } from './patients.ts'
import { readRecord, type StructuredRecord } from './record.ts'
import { type CapabilityStatement, isBundle, isCapabilityStatement } from './schema.ts'
import { openSds } from './sds.ts'
import { send } from './transport.ts'

export type { CallOptions } from './calls.ts'

/** All calls throw PracticeNotFoundError, SpineProxyError, GpConnectResponseError, TransportError; InvalidRequestError before anything is sent. */
export interface GpConnect extends Foundations, Documents, CareRecords, Appointments {
  /** A patient's record: the clinical areas asked for. */
  structuredRecord(request: CallOptions & ClinicalAreas & { readonly nhsNumber: string }): Promise<StructuredRecord>
  /**
   * The whole record of a patient who has come to your practice, from the one before: PDS must name yours already, and you must remember
   * theirs (MIG-AUT-03 to 05). `sensitive`: confidential items too.
   */
  migrate(
    request: CallOptions & { readonly nhsNumber: string; readonly sensitive?: boolean },
  ): Promise<StructuredRecord>
  /** What the practice's system offers (FND-CAP-05). */
  metadata(
    practice: string,
    capability: 'foundations' | 'structured' | 'documents',
    options?: Omit<CallOptions, 'practice'>,
  ): Promise<CapabilityStatement>
}

const metadataOf = {
  foundations: interactions.metadata,
  structured: interactions.structuredMetadata,
  documents: interactions.documentsMetadata,
} as const

/** A client for one user's session; make one for each, as SDS is remembered for the session only (SEC-SDS-08). */
export function createGpConnect(options: GpConnectOptions): GpConnect {
  const { sds: access, fetch = globalThis.fetch, timeoutMs = 30_000 } = options
  const sds = openSds(typeof access === 'string' ? { url: access } : access, fetch, timeoutMs)

  const call: Caller = async (interaction, { practice, traceId, signal }, path, more = {}) => {
    const provider = await sds.resolve(practice, interaction.id)
    try {
      return await send(options, { interaction, provider, path, traceId, signal, ...more })
    } catch (error) {
      if (error instanceof SpineProxyError) sds.forget(practice, interaction.id)
      throw error
    }
  }

  function recordOf({ json, traceId }: Awaited<ReturnType<Caller>>, nhsNumber: string): StructuredRecord {
    if (!isBundle(json)) throw unexpected('a Bundle', traceId)
    const record = readRecord(json, traceId)
    checkPatient(record.patient, nhsNumber, traceId)
    return record
  }

  return {
    ...foundations(call),
    ...documents(call),
    ...careRecords(call, options),
    ...appointments(call, options),

    async structuredRecord(request) {
      const body = structuredParameters(request.nhsNumber, request)
      const interaction = interactions.getStructuredRecord
      return recordOf(await call(interaction, request, interaction.path, { body }), request.nhsNumber)
    },

    async migrate(request) {
      const { nhsNumber, sensitive = false } = request
      const body = migrateParameters(nhsNumber, sensitive)
      const interaction = interactions.migrateStructuredRecord
      const more = { body, scope: sensitive ? restrictedScope : undefined }
      return recordOf(await call(interaction, request, interaction.path, more), nhsNumber)
    },

    async metadata(practice, capability, more = {}) {
      const { json, traceId } = await call(metadataOf[capability], { practice, ...more }, '/metadata')
      if (!isCapabilityStatement(json)) throw unexpected('a CapabilityStatement', traceId)
      return json
    },
  }
}
