/** Addresses and telephone numbers that belong to nobody. */
import type { InventedAddress } from './model.ts'
import type { Random } from './random.ts'

const trees =
  'Alder Aspen Beech Birch Cedar Cherry Elder Hawthorn Hazel Holly Juniper Larch Laurel Lime Maple Rowan Willow'.split(
    ' ',
  )
const roads = 'Avenue Close Crescent Drive Gardens Grove Lane Mews Place Rise Road Row Street Terrace Walk Way'.split(
  ' ',
)
const towns = [
  'Marbeck',
  'Thornley Vale',
  'Ashcombe',
  'Wrenbury Cross',
  'Saltmere',
  'Hollin Bridge',
  'Nether Poole',
] as const
const county = 'Eastmoor'

/** The postcode area ZZ is nobody's; ZZ99 stands for "no real place" throughout the health service. */
export function inventPostcode(random: Random): string {
  const letters = 'ABDEFGHJLNPQRSTUWXYZ'
  const letter = () => letters[random.int(0, letters.length - 1)] ?? 'A'
  return `ZZ99 ${random.int(4, 9)}${letter()}${letter()}`
}

export function inventAddress(random: Random): InventedAddress {
  const street = `${random.int(1, 180)} ${random.pick(trees)} ${random.pick(roads)}`
  const address = { street, town: random.pick(towns), county, postcode: inventPostcode(random) }
  return random.chance(0.15) ? { building: `Flat ${random.int(1, 40)}`, ...address } : address
}

/** A mobile number of Ofcom's range for drama. */
export function inventMobile(random: Random): string {
  return `07700 900${String(random.int(0, 999)).padStart(3, '0')}`
}

/** A geographic number of Ofcom's range for drama, of no area. */
export function inventTelephone(random: Random): string {
  return `01632 960${String(random.int(0, 999)).padStart(3, '0')}`
}
