/** Text of a source as FHIR may carry it. */

/** Characters that neither a FHIR string nor XML can hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * The text as it is, or undefined if it is blank: FHIR has no empty strings. What can't be carried at all (control
 * characters, halves of surrogate pairs) becomes U+FFFD, so that the place of the loss is seen.
 */
export function clean(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.replace(forbidden, '\ufffd')
}

/** Every text that isn't blank. */
export function cleanAll(texts: readonly string[]): string[] {
  return texts.flatMap(text => clean(text) ?? [])
}

/** For comparing what people wrote: case and white space don't count. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase()
}
