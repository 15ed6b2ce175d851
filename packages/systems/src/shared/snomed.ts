/** SNOMED CT identifiers as sources send them: garbage among them must not leave as codes. */

const multiply: readonly (readonly number[])[] = Array.from({ length: 10 }, (_, a) =>
  Array.from({ length: 10 }, (_, b) => {
    const turned = a < 5 ? (b < 5 ? a + b : a + b - 5) : b < 5 ? a - b : a - b + 5
    const within = ((turned % 5) + 5) % 5
    return a < 5 === b < 5 ? within : within + 5
  }),
)
const once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
const permute: readonly (readonly number[])[] = Array.from({ length: 8 }, (_, times) =>
  Array.from({ length: 10 }, (_, digit) => {
    let at = digit
    for (let i = 0; i < times; i++) at = once[at] ?? 0
    return at
  }),
)

/** True for 6 to 18 digits, no leading zero, that end in a right Verhoeff check digit. */
export function isSnomedId(text: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(text)) return false
  let check = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(text.length - 1 - i) - 48
    check = multiply[check]?.[permute[i % 8]?.[digit] ?? 0] ?? 0
  }
  return check === 0
}
