/**
 * The people of the sandbox's PDS. Where the manifest says nothing else, PDS and the practices agree: whoever is registered in one
 * of them is known to PDS as the practice has them, also if somebody imports them later.
 */
import type { PdsClient, PdsCriteria, PdsPeople, PdsRecord } from '@gpc/spine'
import { numbersByDemographics, patientsByNhsNumber, practices, practicesWithNumber, type Store } from '@gpc/store'
import { isListed, type Manifest, type ManifestPatient, readManifest } from './manifest.ts'
import { fromManifest, fromPractice, isRegistered } from './pds-records.ts'

interface Listed {
  readonly ods: string
  readonly patient: ManifestPatient
}

export function sandboxPeople(store: Store, manifest: Manifest): PdsPeople {
  const listed: Listed[] = manifest.practices.flatMap(({ ods, patients }) =>
    patients.map(patient => ({ ods, patient })),
  )
  const byNumber = new Map<string, Listed>()
  const survivors = new Map<string, Listed>()
  for (const one of listed) {
    const known = byNumber.get(one.patient.nhsNumber)
    if (known === undefined || !isListed(known.patient)) byNumber.set(one.patient.nhsNumber, one)
    const { supersededBy } = one.patient.administration.pds
    if (supersededBy !== undefined) survivors.set(supersededBy, one)
  }
  const others = new Map(manifest.people.map(person => [person.nhsNumber, person]))

  /** As the practice where the person is registered has them, or any other practice; as the manifest has them, if none does. */
  async function agreed(nhsNumber: string): Promise<PdsRecord | undefined> {
    const found = []
    for (const ods of await practicesWithNumber(store, nhsNumber)) {
      for (const patient of await patientsByNhsNumber(store, ods, nhsNumber)) found.push({ ods, patient })
    }
    const best =
      found.find(({ patient }) => isRegistered(patient)) ??
      found.find(({ patient }) => patient.registration !== 'temporary')
    if (best !== undefined) return fromPractice(best.ods, best.patient)
    const sample = byNumber.get(nhsNumber)
    if (sample !== undefined) return fromManifest(sample.patient, isListed(sample.patient) ? sample.ods : undefined)
    const person = others.get(nhsNumber)
    if (person !== undefined) return fromManifest(person, undefined)
    // what a consumer registered somebody as isn't what PDS says of them, unless nobody else knows them
    const [temporary] = found
    return temporary === undefined ? undefined : fromPractice(temporary.ods, temporary.patient)
  }

  async function find(nhsNumber: string): Promise<PdsRecord | undefined> {
    const record = await agreed(nhsNumber)
    const view = byNumber.get(nhsNumber)?.patient.administration.pds
    if (view === undefined || record === undefined) return record ?? survivor(nhsNumber)
    if (!view.known) return undefined
    if (view.supersededBy !== undefined) {
      return (await agreed(view.supersededBy)) ?? { ...record, nhsNumber: view.supersededBy }
    }
    return differing(record, view)
  }

  /** Somebody whom only PDS has under this number: a practice has them under the one that it replaced. */
  async function survivor(nhsNumber: string): Promise<PdsRecord | undefined> {
    const old = survivors.get(nhsNumber)
    const record = old === undefined ? undefined : await agreed(old.patient.nhsNumber)
    return record === undefined ? undefined : { ...record, nhsNumber }
  }

  async function search(criteria: PdsCriteria): Promise<PdsRecord[]> {
    const same = (text: string | undefined, other: string) => text?.toLowerCase() === other.toLowerCase()
    const numbers = new Set(
      [...byNumber.values()].flatMap(({ patient: { nhsNumber, family, administration } }) =>
        [family, administration.pds.differs?.family].some(name => same(name, criteria.family)) ? [nhsNumber] : [],
      ),
    )
    for (const person of others.values()) if (same(person.family, criteria.family)) numbers.add(person.nhsNumber)
    for (const { ods } of await practices(store)) {
      for (const number of await numbersByDemographics(store, ods, criteria)) numbers.add(number)
    }
    const records = new Map<string, PdsRecord>()
    for (const number of numbers) {
      const record = await find(number)
      if (record !== undefined && matches(record, criteria)) records.set(record.nhsNumber, record)
    }
    return [...records.values()]
  }

  return { find, search }
}

function differing(
  record: PdsRecord,
  { sensitive, deceased, registeredWith, differs }: ManifestPatient['administration']['pds'],
): PdsRecord {
  const { generalPractitionerOds, ...rest } = record
  const ods = registeredWith === undefined ? generalPractitionerOds : registeredWith || undefined
  const [name, ...more] = record.names
  const changed = { ...(name ?? { given: [] }) }
  if (differs?.family !== undefined) changed.family = differs.family
  if (differs?.given !== undefined) changed.given = [differs.given]
  return {
    ...rest,
    names: [changed, ...more],
    ...(ods === undefined ? {} : { generalPractitionerOds: ods }),
    ...(sensitive === true ? { sensitive } : {}),
    ...(deceased === undefined ? {} : { deceased }),
    ...(differs?.birthDate === undefined ? {} : { birthDate: differs.birthDate }),
  }
}

function matches(record: PdsRecord, { family, given, gender, birthDate, postcode }: PdsCriteria): boolean {
  const plain = (text = '') => text.trim().toLowerCase()
  const [name] = record.names
  return (
    plain(name?.family) === plain(family) &&
    record.birthDate === birthDate &&
    (given === undefined || plain(name?.given[0]) === plain(given)) &&
    (gender === undefined || record.gender === gender) &&
    (postcode === undefined || record.addresses.some(one => plain(one.postcode) === plain(postcode)))
  )
}

/** The sandbox's PDS without a server, for a practice of the sandbox; undefined for any other practice. */
export async function samplePds(store: Store, practice: string): Promise<Pick<PdsClient, 'trace'> | undefined> {
  const manifest = await readManifest().catch(() => undefined)
  if (manifest === undefined || !manifest.practices.some(one => one.ods === practice)) return undefined
  const people = sandboxPeople(store, manifest)
  return {
    async trace(nhsNumber) {
      const record = await people.find(nhsNumber)
      return record === undefined ? undefined : { ...record, superseded: record.nhsNumber !== nhsNumber }
    },
  }
}
