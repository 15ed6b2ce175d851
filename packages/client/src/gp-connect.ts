/** The consumer's side of GP Connect, in one object. */
import { type Bundle, type Interaction, identifiers, interactions, isNhsNumber, type Patient } from '@gpc/fhir'
import { GpConnectResponseError, InvalidRequestError, SpineProxyError, TransportError } from './errors.ts'
import type { GpConnectOptions } from './options.ts'
import { type ClinicalAreas, structuredParameters } from './parameters.ts'
import { readRecord, type StructuredRecord } from './record.ts'
import { type CapabilityStatement, isBundle, isCapabilityStatement, isPatient } from './schema.ts'
import { openSds } from './sds.ts'
import { send } from './transport.ts'

/** What every call takes. */
export interface CallOptions {
  /** ODS code of the practice, from a PDS trace (SEC-SDS-09). */
  readonly practice: string
  /** A UUID for the first attempt; one is made, if absent. A retry always has a new one (SEC-HDR-01). */
  readonly traceId?: string
  readonly signal?: AbortSignal
}

export interface GpConnect {
  /**
   * A patient's record: the clinical areas asked for.
   * @throws InvalidRequestError, PracticeNotFoundError, SpineProxyError, GpConnectResponseError, TransportError
   */
  structuredRecord(request: CallOptions & ClinicalAreas & { readonly nhsNumber: string }): Promise<StructuredRecord>
  /** The practice's patient with an NHS number, or undefined. Compare the demographics before use (FND-PAT-22). */
  findPatient(request: CallOptions & { readonly nhsNumber: string }): Promise<Patient | undefined>
  /** The patient with a logical id, as an earlier answer of the same practice had it. */
  readPatient(request: CallOptions & { readonly id: string }): Promise<Patient>
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

  async function call(
    interaction: Interaction,
    { practice, traceId, signal }: CallOptions,
    path: string,
    body?: object,
  ) {
    const provider = await sds.resolve(practice, interaction.id)
    try {
      return await send(options, { interaction, provider, path, body, traceId, signal })
    } catch (error) {
      if (error instanceof SpineProxyError) sds.forget(practice, interaction.id)
      throw error
    }
  }

  return {
    async structuredRecord(request) {
      const body = structuredParameters(request.nhsNumber, request)
      const interaction = interactions.getStructuredRecord
      const { json, traceId } = await call(interaction, request, interaction.path, body)
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      const record = readRecord(json, traceId)
      checkPatient(record.patient, request.nhsNumber, traceId)
      return record
    },

    async findPatient(request) {
      if (!isNhsNumber(request.nhsNumber)) {
        throw new InvalidRequestError('Give the NHS number as ten digits with a right check digit.')
      }
      const identifier = encodeURIComponent(`${identifiers.nhsNumber}|${request.nhsNumber}`)
      const { json, traceId } = await call(interactions.findPatient, request, `/Patient?identifier=${identifier}`)
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      return onlyPatient(json, request.nhsNumber, traceId)
    },

    async readPatient(request) {
      const { json, traceId } = await call(
        interactions.readPatient,
        request,
        `/Patient/${encodeURIComponent(request.id)}`,
      )
      if (!isPatient(json)) throw unexpected('a Patient', traceId)
      return json
    },

    async metadata(practice, capability, more = {}) {
      const { json, traceId } = await call(metadataOf[capability], { practice, ...more }, '/metadata')
      if (!isCapabilityStatement(json)) throw unexpected('a CapabilityStatement', traceId)
      return json
    },
  }
}

function onlyPatient(bundle: Bundle, nhsNumber: string, traceId: string): Patient | undefined {
  const patients = (bundle.entry ?? []).flatMap(({ resource }) => (isPatient(resource) ? [resource] : []))
  const [patient, ...others] = patients
  if (patient === undefined) return undefined
  if (others.length > 0) {
    const message = 'The practice answered with more than one patient; none was used. Report it with the trace id.'
    throw new GpConnectResponseError(message, { status: 200, traceId })
  }
  checkPatient(patient, nhsNumber, traceId)
  return patient
}

/** A record must be of the patient asked for: it is never handed on otherwise. */
function checkPatient(patient: Patient | undefined, nhsNumber: string, traceId: string): void {
  const numbers = (patient?.identifier ?? []).filter(one => one.system?.trim() === identifiers.nhsNumber)
  if (numbers.some(one => one.value?.replaceAll(' ', '') === nhsNumber)) return
  const message =
    "The practice's answer does not name the patient that was asked for; it was not used. Report it with the trace id."
  throw new GpConnectResponseError(message, { status: 200, traceId })
}

function unexpected(what: string, traceId: string): TransportError {
  return new TransportError(`The answer is not ${what}. Report it with the trace id.`, { traceId })
}
