/** NHS numbers: ten digits, the last a modulus 11 check digit (NFR-LIM-05). */

/** True if the text is ten digits with a right check digit. Spaces are not taken. */
export function isNhsNumber(text: string): boolean {
  return /^\d{10}$/.test(text) && checkDigit(text.slice(0, 9)) === Number(text[9])
}

/** The check digit of nine digits, or undefined where there is none (the remainder that would need a 10). */
export function checkDigit(nine: string): number | undefined {
  let sum = 0
  for (let i = 0; i < 9; i++) sum += Number(nine[i]) * (10 - i)
  const digit = (11 - (sum % 11)) % 11
  return digit === 10 ? undefined : digit
}
