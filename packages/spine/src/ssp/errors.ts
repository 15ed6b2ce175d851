/** The errors that the SSP itself makes (errors.md section 3); texts as the pages print them. */

export interface SspError {
  readonly status: number
  readonly issue: string
  readonly severity: 'error' | 'fatal'
  readonly display: string
}

const error = (status: number, issue: string, display: string): SspError => ({
  status,
  issue,
  severity: 'error',
  display,
})

export const sspErrors = {
  endpointVaries: (registered: string, cpa: string, target: string) =>
    error(400, 'invalid', `ENDPOINT_${registered}_CPAID_${cpa}_VARIES_FROM_TARGETURL_${target}`),
  senderUnknown: (asid: string) => error(403, 'forbidden', `ASID_CHECK_FAILED_MESSAGESENDER_${asid}`),
  receiverLacksInteraction: (asid: string) =>
    error(403, 'forbidden', `PARTYKEY_INTERACTION_CHECK_FAILED_MESSAGERECEIVER_${asid}`),
  pairDisallowed: (from: string, to: string) =>
    error(403, 'forbidden', `FOT_CHECK_FAILED_MESSAGESENDER_${from}_MESSAGERECEIVER_${to}`),
  method: (): SspError => ({ status: 405, issue: 'forbidden', severity: 'fatal', display: '405: Method Not Allowed' }),
  mediaType: () => error(415, 'not-supported', 'Unsupported_Media_Type'),
  communication: (target: string) => error(502, 'transient', `ERROR_COMMUNICATING_TO_ENDPOINT_URL_${target}`),
  /** The pages name the status (504), not the text. */
  timeout: (target: string) => error(504, 'transient', `TIMEOUT_COMMUNICATING_TO_ENDPOINT_URL_${target}`),
  /** Not in the pages: the stand-in's own limit. */
  tooLarge: () => error(413, 'too-long', 'Request_Entity_Too_Large'),
  /** Not in the pages: the registry behind the stand-in didn't answer. */
  unavailable: () => error(503, 'transient', 'Service_Unavailable'),
} as const

const responseCodes = 'http://fhir.nhs.net/ValueSet/gpconnect-schedule-response-code-1-0'
const spineOutcome = 'https://fhir.nhs.uk/StructureDefinition/spine-operationoutcome-1'

/** The OperationOutcome of an SSP error; its `id` is the trace id, where the request has one. */
export function sspOutcome({ status, issue, severity, display }: SspError, traceId: string | undefined) {
  const system = severity === 'fatal' ? spineOutcome : responseCodes
  return {
    resourceType: 'OperationOutcome',
    ...(traceId === undefined ? {} : { id: traceId }),
    issue: [
      {
        severity,
        code: issue,
        details: { coding: [{ system, code: String(status), display }] },
        ...(severity === 'fatal' ? {} : { diagnostics: display }),
      },
    ],
  }
}
