/** The body of an operation: a Parameters resource, in the format that it was sent in. */
import { FhirXmlError, fromXml, GpConnectError } from '@gpc/fhir'
import type { Exchange } from '../exchange/exchange.ts'

/**
 * STR-PAR-06: a body that can't be read is an invalid resource; none at all is a bad request (ERR-MAP-02).
 * @throws GpConnectError INVALID_RESOURCE, BAD_REQUEST
 */
export function parsedBody({ body }: Pick<Exchange, 'body'>): unknown {
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
