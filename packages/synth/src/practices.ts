import type { InventedPractice, InventedSite, SystemName } from './model.ts'
import { inventAddress, inventTelephone } from './places.ts'
import { seeded } from './random.ts'
import { staffOf } from './staff.ts'

/** The federation of the sandbox. The codes are of the right shape and belong to no practice. */
export const federation: readonly Pick<InventedPractice, 'ods' | 'name' | 'system'>[] = [
  { ods: 'A99001', name: 'Alder Row Surgery', system: 'emis' },
  { ods: 'A99002', name: 'Castle Walk Medical Centre', system: 'tpp' },
  { ods: 'A99003', name: 'Willow End Surgery', system: 'vision' },
  { ods: 'A99004', name: 'Rowan Hill Practice', system: 'microtest' },
]

/** A practice of the federation by its ODS code, or one of another code, invented from it: the same for the same code. */
export function inventPractice(ods: string, system: SystemName): InventedPractice {
  const place = federation.findIndex(one => one.ods === ods)
  const index = place < 0 ? federation.findIndex(one => one.system === system) : place
  const name = place < 0 ? `Invented Practice ${ods}` : (federation[place]?.name ?? ods)
  const random = seeded(`practice/${ods}`)
  const main: InventedSite = {
    key: 1,
    name,
    odsSite: ods,
    main: true,
    address: inventAddress(random),
    phone: inventTelephone(random),
  }
  const branches = place === 0 ? ['Harbour Street Branch', 'Nether Poole Branch'] : []
  const sites = branches.map((branch, at) => ({
    key: at + 2,
    name: branch,
    odsSite: `${ods}00${at + 1}`,
    main: false,
    address: inventAddress(random),
    phone: inventTelephone(random),
  }))
  return {
    ods,
    name,
    system,
    address: main.address,
    phone: main.phone,
    email: `reception@${ods.toLowerCase()}.example.org`,
    sites: [main, ...sites],
    staff: staffOf(index),
  }
}
