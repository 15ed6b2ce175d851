/** The URL that a consumer asks the SSP for: `http://ssp/{provider service root URL}/{FHIR request}` (SEC-SSP-01). */

/**
 * What follows a registered service root in a request to the SSP, untouched, or undefined if the request is for another root.
 * The root counts exactly as registered: letter case, port, no trailing slash (SEC-SSP-01). Taken as well: a root that is
 * percent-encoded in whole or part, and the single slash that URL normalisers make of `://`.
 * @param raw the request target without its leading slash
 */
export function remainderAfter(root: string, raw: string): string | undefined {
  let at = 0
  for (let i = 0; i < root.length; i++) {
    const { char, length } = charAt(raw, at)
    if (char === root[i]) at += length
    else if (!(root[i] === '/' && root.slice(0, i).endsWith(':/'))) return undefined
  }
  const rest = raw.slice(at)
  if (rest === '' || rest.startsWith('/') || rest.startsWith('?')) return rest
  return /^%(2f|3f)/i.test(rest) ? decodedPath(rest) : undefined
}

function charAt(raw: string, at: number): { char: string | undefined; length: number } {
  const hex = /^%([0-7][0-9a-f])/i.exec(raw.slice(at, at + 3))?.[1]
  if (hex === undefined) return { char: raw[at], length: 1 }
  return { char: String.fromCharCode(Number.parseInt(hex, 16)), length: 3 }
}

/** A request that was percent-encoded as a whole, in plain form again; a query that stands after a plain `?` is left alone. */
function decodedPath(rest: string): string | undefined {
  const query = rest.indexOf('?')
  const path = query < 0 ? rest : rest.slice(0, query)
  try {
    const plain = decodeURIComponent(path).replace(/[^\x21-\x7e]/gu, encodeURIComponent)
    return plain + (query < 0 ? '' : rest.slice(query))
  } catch {
    return undefined
  }
}

const upwards = /(?:^|\/|%2f|\\|%5c)(?:\.|%2e){1,2}(?=$|\/|%2f|\\|%5c)/i

/** True if a path has `.` or `..` among its segments, plain or encoded: it might lead out of the service root. */
export function climbs(remainder: string): boolean {
  const query = remainder.indexOf('?')
  return upwards.test(query < 0 ? remainder : remainder.slice(0, query))
}

/** A target without its query, which may hold an NHS number, fit to be shown in an error. */
export function withoutQuery(raw: string): string {
  return raw.split(/\?|%3f/i, 1)[0] ?? ''
}
