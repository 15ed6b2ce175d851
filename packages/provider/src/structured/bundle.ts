/** The Bundle of a structured record, put together as text from what is stored (STR-OP-07 to STR-OP-16). */
import { type Cut, listJson, type PrimaryList, pick, type Text } from '@gpc/clinical'
import { type Issue, operationOutcome, profiles } from '@gpc/fhir'
import type { AreaRow, DirectoryView, FoundPatient } from '@gpc/store'
import { whole } from '../exchange/compress.ts'
import { flagsOf } from '../patient/access.ts'
import { closure } from '../patient/closure.ts'

export interface BundleArea extends Cut {
  readonly area: PrimaryList
  /** Something of the area is withheld (STR-WARN-06). */
  readonly withheld: boolean
}

export interface RecordBundle {
  readonly id: string
  readonly practice: string
  readonly patient: FoundPatient
  readonly directory: DirectoryView
  readonly areas: readonly BundleArea[]
  /** People and organisations that only this record names. */
  readonly people: AreaRow | undefined
  readonly issues: readonly Issue[]
}

/** The Bundle as JSON, in texts that follow one another. @throws Error if a reference leads nowhere: nothing half is sent (STR-OP-16, STR-OP-19) */
export function bundle({ id, patient, directory, areas, people, issues }: RecordBundle): readonly Text[] {
  const wanted = new Set<string>(strings(patient.refs))
  for (const area of areas) for (const ref of area.refs) wanted.add(ref)
  const own =
    people === undefined
      ? undefined
      : pick(
          people,
          [...wanted].filter(ref => !directory.has(ref)),
        )
  for (const ref of own?.refs ?? []) wanted.add(ref)
  const inRecord = new Set(own?.names)
  const admin = closure(
    [...wanted].filter(ref => !inRecord.has(ref)),
    directory,
  )
  const entries: Text[] = [
    wrapped(patient.body),
    ...admin.map(one => wrapped(one.body)),
    ...(own?.texts ?? []),
    ...areas.map(area => wrapped(list(area, patient))),
    ...areas.flatMap(area => (area.area === 'ended-allergies' ? [] : area.texts)),
    ...(issues.length === 0 ? [] : [wrapped(JSON.stringify(operationOutcome(issues)))]),
  ]
  return [head(id), ...entries.flatMap((entry, i) => (i === 0 ? [entry] : [',', entry])), ']}']
}

/** STR-OP-07 to STR-OP-09. */
function head(id: string): string {
  const meta = JSON.stringify({ profile: [profiles.structuredRecord] })
  return `{"resourceType":"Bundle","id":${JSON.stringify(id)},"meta":${meta},"type":"collection","entry":[`
}

const wrapped = (json: string): string => `{"resource":${json}}`

/** STR-WARN-05, STR-WARN-06: warnings depend on flags that change without an import. */
function list({ area, withheld, entries, texts }: BundleArea, patient: FoundPatient): string {
  const transit = flagsOf(patient).get('in-transit') ?? (patient.inTransit ? '' : undefined)
  const registeredFrom = transit !== undefined && transit !== '' ? transit : patient.registeredFrom
  return listJson({
    area,
    patientRef: `Patient/${patient.id}`,
    entries,
    ...(area === 'ended-allergies' && texts.length > 0
      ? { contained: whole(texts.flatMap((text, i) => (i === 0 ? [text] : [',', text]))).toString() }
      : {}),
    warnings: [
      ...(withheld ? (['confidential-items'] as const) : []),
      ...(transit === undefined ? [] : (['data-in-transit'] as const)),
    ],
    ...(registeredFrom === '' ? {} : { registeredFrom }),
  })
}

function strings(json: string): string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}
