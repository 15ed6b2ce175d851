import { checkDigit } from '@gpc/fhir'

/** How many there are. */
export const testNhsNumbers = 900_000

/**
 * The test NHS number of an index from 0 to `testNhsNumbers` - 1: of the range 999 000 0000 to 999 999 9999, with a right check
 * digit, a different one for each index. Among ten numbers that differ in the ninth digit at most one has no check digit, so
 * that nine of each ten are used and any index can be had without counting.
 * @throws RangeError for any other index
 */
export function testNhsNumber(index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= testNhsNumbers) {
    throw new RangeError(`There are ${testNhsNumbers} test NHS numbers; ask for fewer patients, or begin lower.`)
  }
  const eight = `999${String(Math.floor(index / 9)).padStart(5, '0')}`
  let left = index % 9
  for (let ninth = 0; ninth < 10; ninth++) {
    const check = checkDigit(`${eight}${ninth}`)
    if (check === undefined) continue
    if (left === 0) return `${eight}${ninth}${check}`
    left--
  }
  throw new RangeError('More than one of ten numbers has no check digit.')
}
