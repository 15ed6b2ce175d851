/** Everything that the SDK throws. No message holds patient data; each says what to do. */
import type { OperationOutcome } from '@gpc/fhir'

/** What all errors of the SDK are. */
export class GpConnectClientError extends Error {
  override readonly name: string = 'GpConnectClientError'
}

/** The request can't be sent as it is: the NHS number isn't valid, or the parameters exclude each other (STR-PAR-23). */
export class InvalidRequestError extends GpConnectClientError {
  override readonly name = 'InvalidRequestError'
}

interface ResponseDetails {
  readonly status: number
  readonly code?: string | undefined
  readonly operationOutcome?: OperationOutcome | undefined
  readonly traceId: string
}

/** The practice's system refused, or its answer must not be used. Decide on `code` and `status`, never on texts (ERR-GEN-07). */
export class GpConnectResponseError extends GpConnectClientError {
  override readonly name = 'GpConnectResponseError'
  readonly status: number
  /** The Spine code such as `PATIENT_NOT_FOUND`; undefined if the answer has none. */
  readonly code: string | undefined
  readonly operationOutcome: OperationOutcome | undefined
  /** For support: the practice's system has it in its logs (SEC-HDR-09). */
  readonly traceId: string

  constructor(message: string, { status, code, operationOutcome, traceId }: ResponseDetails) {
    super(message)
    this.status = status
    this.code = code
    this.operationOutcome = operationOutcome
    this.traceId = traceId
  }
}

/** The Spine Secure Proxy, or a gateway, refused or failed: the request may not have reached the practice (ERR-SSP-01). */
export class SpineProxyError extends GpConnectClientError {
  override readonly name = 'SpineProxyError'
  readonly status: number
  /** The proxy's own text such as `ASID_CHECK_FAILED_MESSAGESENDER_…`; undefined if it gave none. */
  readonly code: string | undefined
  readonly traceId: string

  constructor(message: string, { status, code, traceId }: ResponseDetails) {
    super(message)
    this.status = status
    this.code = code
    this.traceId = traceId
  }
}

/** SDS has no single record of the practice for this capability: nothing is guessed (SEC-SDS-05). */
export class PracticeNotFoundError extends GpConnectClientError {
  override readonly name = 'PracticeNotFoundError'
  readonly ods: string
  readonly reason: 'none' | 'several'

  constructor(message: string, ods: string, reason: 'none' | 'several') {
    super(message)
    this.ods = ods
    this.reason = reason
  }
}

/** SDS or the SSP couldn't be reached, didn't answer in time, or answered something that isn't FHIR. */
export class TransportError extends GpConnectClientError {
  override readonly name = 'TransportError'
  /** Absent if it failed at SDS. */
  readonly traceId: string | undefined

  constructor(message: string, details: { traceId?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause })
    this.traceId = details.traceId
  }
}

/** A document isn't what its metadata says, by size or content type, or isn't whole: what arrived must not be used (MIG-DOC-09). */
export class DocumentMismatchError extends GpConnectClientError {
  override readonly name = 'DocumentMismatchError'
  readonly what: 'size' | 'contentType' | 'content'
  readonly expected: string
  readonly received: string

  constructor(what: 'size' | 'contentType' | 'content', expected: string, received: string) {
    const name = what === 'contentType' ? 'content type' : what
    super(`The document's ${name} is ${received} where ${expected} was told. It was not kept; search for it again.`)
    this.what = what
    this.expected = expected
    this.received = received
  }
}
