/**
 * What was taken from another practice's record, as a source of its own beside the practice's system: it is kept as it was received, survives the
 * practice's imports, and is served with its provenance (MIG-STR-13).
 */
import { type ClinicalEntries, emptyDirectory, noEntries, type PatientRecord, type Unreadable } from '@gpc/clinical'
import { checkResource, isResource, type Resource } from '@gpc/fhir'
import { type ClinicalSystem, ImportRefused, type PatientRows, type SourceRow } from '../contract.ts'
import { allergy } from './allergies.ts'
import { diaryEntry, immunisation, observation, problem, referral } from './entries.ts'
import { investigation } from './investigations.ts'
import { medicine } from './medicines.ts'
import { entryKey, organisationsOf, staffOf, type Taken } from './reading.ts'
import { table } from './rows.ts'

export const taken: ClinicalSystem = {
  name: 'taken',
  directoryTables: [],
  options: {},
  open: async () => {
    throw new ImportRefused('Entries are taken from another practice by gpc take: there is no file of them to import.')
  },
  directory: () => emptyDirectory,
  assemble,
}

function assemble(rows: PatientRows): PatientRecord {
  const parts: Partial<ClinicalEntries>[] = []
  const unreadable: Unreadable[] = []
  const all = rows.table(table).map(row => ({ row, taken: takenOf(row) }))
  const found = all.flatMap(({ taken: one }) => one ?? [])
  const parents = parentsOf(found)
  for (const { row, taken: one } of all) {
    const entry = one === undefined ? undefined : entryOf(one, parents)
    if (entry === undefined) {
      unreadable.push({ key: `${table}:${row.key}`, column: 'Resources', reason: 'no entry that can be read' })
    } else parts.push(entry)
  }
  const staff = new Map(found.flatMap(staffOf).map(one => [one.key, one]))
  const organisations = new Map(found.flatMap(organisationsOf).map(one => [one.key, one]))
  return {
    ...noEntries,
    allergies: parts.flatMap(one => one.allergies ?? []),
    medications: parts.flatMap(one => one.medications ?? []),
    problems: parts.flatMap(one => one.problems ?? []),
    immunisations: parts.flatMap(one => one.immunisations ?? []),
    observations: parts.flatMap(one => one.observations ?? []),
    investigations: parts.flatMap(one => one.investigations ?? []),
    referrals: parts.flatMap(one => one.referrals ?? []),
    diary: parts.flatMap(one => one.diary ?? []),
    staff: [...staff.values()],
    organisations: [...organisations.values()],
    unreadable,
  }
}

/** The row's resources, if each of them is sound. */
function takenOf({ key, columns }: SourceRow): Taken | undefined {
  const { Resources = '', FromOds = '', FromName = '', TakenAt = '', TakenBy = '', Degraded, Status } = columns
  const resources = parsed(Resources)
  if (resources.length === 0 || resources.some(one => checkResource(one, one.resourceType).length > 0)) return undefined
  const byRef = new Map(resources.map(one => [`${one.resourceType}/${one.id}`, one]))
  return {
    key,
    resources,
    fromOds: FromOds,
    fromName: FromName,
    day: TakenAt.slice(0, 10),
    by: TakenBy,
    degraded: Degraded === 'true',
    needsAuthorisation: Status !== undefined,
    find: reference =>
      byRef.get(
        reference?.reference
          ?.trim()
          .replace(/\/_history\/.*$/, '')
          .split('/')
          .slice(-2)
          .join('/') ?? '',
      ),
  }
}

function parsed(text: string): Resource[] {
  try {
    const all: unknown = JSON.parse(text)
    return Array.isArray(all) && all.every(isAnyResource) ? all : []
  } catch {
    return []
  }
}

function isAnyResource(value: unknown): value is Resource {
  return (
    typeof value === 'object' && value !== null && 'resourceType' in value && typeof value.resourceType === 'string'
  )
}

/** Keys of the entries that observations belong to, by their own key: groups and members are rows of their own (STR-UNC-08). */
function parentsOf(all: readonly Taken[]): ReadonlyMap<string, string> {
  const roots = new Map(
    all.map(one => [`${one.fromOds} ${one.resources[0]?.resourceType}/${one.resources[0]?.id}`, one]),
  )
  const parents = new Map<string, string>()
  for (const one of all) {
    const [root] = one.resources
    if (!isResource(root, 'Observation')) continue
    for (const { type, target } of root.related ?? []) {
      const other = roots.get(`${one.fromOds} ${target.reference?.trim()}`)
      if (other === undefined || other === one) continue
      if (type === 'has-member') parents.set(entryKey(other), entryKey(one))
      if (type === 'derived-from') parents.set(entryKey(one), entryKey(other))
    }
  }
  return parents
}

function entryOf(one: Taken, parents: ReadonlyMap<string, string>): Partial<ClinicalEntries> | undefined {
  const [root] = one.resources
  if (isResource(root, 'AllergyIntolerance')) return { allergies: [allergy(root, one)] }
  if (isResource(root, 'MedicationStatement')) return { medications: [medicine(root, one)] }
  if (isResource(root, 'Condition')) return { problems: [problem(root, one)] }
  if (isResource(root, 'Immunization')) return { immunisations: [immunisation(root, one)] }
  if (isResource(root, 'Observation')) {
    const key = entryKey(one)
    const [first, ...members] = one.resources.filter(other => isResource(other, 'Observation'))
    const parent = parents.get(key)
    return {
      observations: [
        ...(first === undefined ? [] : [{ ...observation(first, one), ...(parent === undefined ? {} : { parent }) }]),
        ...members.map((part, i) => ({ ...observation(part, one, part.id ?? String(i)), parent: key })),
      ],
    }
  }
  if (isResource(root, 'DiagnosticReport')) return { investigations: [investigation(root, one)] }
  if (isResource(root, 'ReferralRequest')) return { referrals: [referral(root, one)] }
  if (isResource(root, 'ProcedureRequest')) return { diary: [diaryEntry(root, one)] }
  return undefined
}
