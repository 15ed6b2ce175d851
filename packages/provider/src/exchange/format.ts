/** Which format a request asks for and sends (NFR-CT-01 to NFR-CT-05, ERR-MAP-04, ERR-MAP-05). */
import { GpConnectError } from '@gpc/fhir'

export type Format = 'json' | 'xml'

/** The media types of a version of FHIR. */
export interface MediaTypes {
  /** What a format is called. */
  readonly named: Readonly<Record<Format, string>>
  /** Every name that is understood. */
  readonly names: ReadonlyMap<string, Format>
}

function mediaTypes(json: string, xml: string): MediaTypes {
  const common = ['', 'application/', 'text/'].flatMap(prefix =>
    (['json', 'xml'] as const).map(format => [`${prefix}${format}`, format] as const),
  )
  return { named: { json, xml }, names: new Map<string, Format>([...common, [json, 'json'], [xml, 'xml']]) }
}

export const stu3MediaTypes = mediaTypes('application/fhir+json', 'application/fhir+xml')

/** HTM-OP-01. */
export const dstu2MediaTypes = mediaTypes('application/json+fhir', 'application/xml+fhir')

/** A content type as it is sent: no blank before the charset (NFR-CT-05). */
export const contentType = (format: Format, { named }: MediaTypes): string => `${named[format]};charset=utf-8`

const bare = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase()

/** The format of a sent body. @throws GpConnectError 415 */
export function sentFormat(contentType: string | undefined, { named, names }: MediaTypes): Format {
  const format = names.get(bare(contentType ?? ''))
  if (format !== undefined) return format
  throw new GpConnectError('BAD_REQUEST', `The Content-Type must be ${named.json} or ${named.xml}.`, 415)
}

/**
 * The format of the answer: `_format`, else `Accept`, else the format of the request's own Content-Type, else JSON (NFR-CT-03).
 * @throws GpConnectError 415 if what is asked for is neither JSON nor XML
 */
export function wantedFormat(
  format: string | undefined,
  accept: string | undefined,
  contentType: string | undefined,
  { named, names }: MediaTypes,
): Format {
  if (format !== undefined && format !== '') {
    // an unescaped + arrives as a blank (NFR-CT-03, NFR-FHIR-07)
    const found = names.get(bare(format.replaceAll(' ', '+')))
    if (found !== undefined) return found
    throw new GpConnectError(
      'BAD_REQUEST',
      `The parameter _format must be json, xml, ${named.json} or ${named.xml}.`,
      415,
    )
  }
  if (accept !== undefined && accept.trim() !== '') {
    const found = accepted(accept, names, names.get(bare(contentType ?? '')) ?? 'json')
    if (found !== undefined) return found
    throw new GpConnectError('BAD_REQUEST', `The Accept header must name ${named.json} or ${named.xml}.`, 415)
  }
  return names.get(bare(contentType ?? '')) ?? 'json'
}

/** The first of the best acceptable types by quality; a wildcard takes the default. */
function accepted(accept: string, names: MediaTypes['names'], otherwise: Format): Format | undefined {
  const choices = accept
    .split(',')
    .map(part => {
      const quality = /;\s*q=([\d.]+)/i.exec(part)
      return { type: bare(part), q: quality === null ? 1 : Number(quality[1]) }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { type } of choices) {
    if (type === '*/*' || type === 'application/*') return otherwise
    const format = names.get(type)
    if (format !== undefined) return format
  }
  return undefined
}
