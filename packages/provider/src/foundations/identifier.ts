/** The `identifier` parameter of the find interactions (FND-SRCH). */
import { GpConnectError, type SpineCode } from '@gpc/fhir'

type Query = Readonly<Record<string, string | readonly string[]>>

/**
 * The value of the one identifier parameter, of the one system that the interaction takes.
 * @param otherSystem what a system other than that is answered with
 * @throws GpConnectError BAD_REQUEST (none, several), INVALID_PARAMETER (system or value empty), `otherSystem`
 */
export function identifierValue(
  query: Query,
  system: string,
  otherSystem: SpineCode = 'INVALID_IDENTIFIER_SYSTEM',
): string {
  const { identifier } = query
  if (typeof identifier !== 'string') {
    throw new GpConnectError('BAD_REQUEST', `The request needs exactly one parameter identifier=${system}|[value].`)
  }
  const at = identifier.lastIndexOf('|')
  const given = at === -1 ? '' : identifier.slice(0, at)
  const value = identifier.slice(at + 1)
  if (given === '' || value === '') {
    throw new GpConnectError(
      'INVALID_PARAMETER',
      'The parameter identifier must have a system and a value: [system]|[value].',
    )
  }
  if (given !== system)
    throw new GpConnectError(otherSystem, `The system of the parameter identifier must be ${system}.`)
  return value
}
