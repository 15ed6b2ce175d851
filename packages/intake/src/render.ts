/** A patient's record as the store keeps it: rendered, laid out, with what is withheld and what couldn't be made. */
import {
  layOut,
  layOutRecord,
  type NamedPart,
  type Organisation,
  organizationRef,
  type Patient,
  practiceRef,
  type RenderContext,
  renderRecord as renderAreas,
  renderDirectory,
  renderPatient,
  type StaffMember,
} from '@gpc/clinical'
import type { OwnerAttachment, OwnerRow, RenderedOwner, RenderedPatient, SourceTables } from '@gpc/store'
import type { SourcedRecord } from './assemble.ts'
import { documentBytes } from './documents.ts'

/** Renders a record. `staff`, `sites`, `organisations` (with their references) and `employers` (of staff) are those of the practice's directory, by `source key`. */
export function renderRecord(
  owner: string,
  record: SourcedRecord,
  rows: readonly OwnerRow[],
  tables: SourceTables,
  practice: {
    readonly ods: string
    readonly today: string
    readonly staff: ReadonlySet<string>
    readonly sites: ReadonlySet<string>
    readonly organisations: ReadonlyMap<string, string>
    readonly employers: ReadonlyMap<string, string>
    readonly attachments: readonly OwnerAttachment[]
  },
): RenderedOwner {
  const own = new Set(record.staff?.map(({ source, key }) => `${source} ${key}`))
  const organisations = organisationRefs(record.organisations ?? [], practice.ods)
  const employers = employersOf(record.staff ?? [], organisations, practice.ods)
  const bytes = documentBytes(practice.attachments)
  const context: RenderContext = {
    ods: practice.ods,
    today: practice.today,
    hasStaff: (source, key) => practice.staff.has(`${source} ${key}`) || own.has(`${source} ${key}`),
    hasSite: (source, key) => practice.sites.has(`${source} ${key}`),
    organisation: (source, key) =>
      practice.organisations.get(`${source} ${key}`) ?? organisations.get(`${source} ${key}`),
    employer: (source, key) => practice.employers.get(`${source} ${key}`) ?? employers.get(`${source} ${key}`),
    attachment: bytes.of,
  }
  const rejects = unreadableRows(record, rows, tables)
  if (record.patient === undefined) {
    return {
      owner,
      parts: [],
      everything: [],
      withheld: [],
      documents: [],
      rejects: [...rejects, ...waiting(owner, rows, tables)],
    }
  }
  const { patient } = record
  const rendered = renderPatient(patient, context)
  const areas = renderAreas(record, context, rendered.ref)
  const withheld = areas.flatMap(area => area.withheld)
  const hidden = withheld.length + areas.reduce((sum, { groups }) => sum + groups.filter(one => one.withheld).length, 0)
  const everything = hidden === 0 ? [] : renderAreas(record, { ...context, everything: true }, rendered.ref)
  return {
    owner,
    patient: storedPatient(patient, rendered),
    parts: [...layOutRecord(areas), ...people(record, context)],
    everything: layOutRecord(everything),
    withheld: areas.flatMap(area => [...area.withheld, ...(area.leftOut ?? [])]),
    documents: bytes.served(record.documents, withheld),
    rejects,
  }
}

/** References of organisations by `source key`. */
export function organisationRefs(all: readonly Organisation[], ods: string): ReadonlyMap<string, string> {
  return new Map(
    all.map(one => [
      `${one.source} ${one.key}`,
      one.ods === ods ? practiceRef(ods) : organizationRef(ods, one.source, one.key),
    ]),
  )
}

/** The organisation that each member of staff works for, by `source key`: those who have a role at this practice have none. */
export function employersOf(
  staff: readonly StaffMember[],
  organisations: ReadonlyMap<string, string>,
  ods: string,
): ReadonlyMap<string, string> {
  const own = practiceRef(ods)
  return new Map(
    staff.flatMap(({ source, key, roles }) => {
      const refs = new Set(
        roles.map(({ organisation }) =>
          organisation === undefined ? own : organisations.get(`${source} ${organisation}`),
        ),
      )
      const [only] = refs
      return refs.size !== 1 || only === undefined || only === own ? [] : [[`${source} ${key}`, only] as const]
    }),
  )
}

/** People and organisations that only this record names, in a part of their own. */
function people(record: SourcedRecord, context: RenderContext): readonly NamedPart[] {
  const { staff = [], organisations = [] } = record
  if (staff.length + organisations.length === 0) return []
  const shared = renderDirectory({ staff, organisations, sites: [] }, context)
  return [{ part: 'people', stored: layOut('people', { area: 'documents', groups: [], shared, withheld: [] }) }]
}

function storedPatient(patient: Patient, rendered: ReturnType<typeof renderPatient>): RenderedPatient {
  const { registration, deceased } = patient
  return {
    id: rendered.id,
    json: rendered.json,
    refs: rendered.refs,
    versionId: rendered.versionId,
    nhsNumber: patient.nhsNumber ?? '',
    family: patient.name.family ?? patient.name.text ?? '',
    given: patient.name.given.join(' '),
    birthDate: patient.birthDate ?? '',
    gender: patient.gender,
    numberStatus: patient.nhsNumberStatus,
    registration: registration.type,
    registeredFrom: registration.start ?? '',
    registeredTo: registration.end ?? '',
    deceased: deceased === undefined ? '' : String(deceased),
    sensitive: patient.sensitive,
    neverServed: patient.neverServed ?? '',
    inTransit: patient.inTransit === true,
  }
}

type Reject = RenderedOwner['rejects'][number]

/** Rows that couldn't become entries, with the place that each has in its file. */
function unreadableRows(record: SourcedRecord, rows: readonly OwnerRow[], tables: SourceTables): Reject[] {
  if (record.unreadable.length === 0) return []
  const places = new Map(
    rows.map(row => [`${tables.byId(row.tbl)?.source} ${tables.byId(row.tbl)?.name}:${row.key}`, row]),
  )
  return record.unreadable.map(({ key, column, reason }, i): Reject => {
    const source = record.unreadableSources[i] ?? 'emis'
    const row = places.get(`${source} ${key}`)
    return {
      source,
      file: row?.file ?? 0,
      line: row?.line ?? 0,
      ...(column === undefined ? {} : { column }),
      reason,
      row: row === undefined ? key : JSON.stringify(row.columns),
    }
  })
}

/** Rows of somebody whose demographics haven't come: kept, listed, and served as soon as they come. */
function waiting(owner: string, rows: readonly OwnerRow[], tables: SourceTables): Reject[] {
  return rows.map(row => ({
    source: tables.byId(row.tbl)?.source ?? 'emis',
    file: row.file,
    line: row.line,
    reason: `the patient ${owner} is in none of the files yet; the row is kept and counts as soon as they are`,
    row: JSON.stringify(row.columns),
  }))
}
