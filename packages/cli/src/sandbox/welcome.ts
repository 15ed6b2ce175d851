/** What `npm start` prints when everything runs: where it is, who is there, and an example that can be pasted. Pure. */
import { identifiers, interactions } from '@gpc/fhir'
import { systemTitles } from '../systems.ts'
import { type Paint, table } from '../text.ts'
import type { DescribedPatient, DescribedPractice } from './description.ts'
import type { RunningSandbox } from './running.ts'

/** @param traceId a UUID for the example's request */
export function welcome(
  sandbox: RunningSandbox & { readonly database: string },
  traceId: string,
  paint: Paint,
): string {
  const { url, spine, practices, people, database } = sandbox
  const where = [
    ['Provider', url, `${url}/sandbox tells all of this as JSON`],
    ['Spine Secure Proxy', spine.ssp],
    ['SDS', spine.sds, spine.sdsLdap],
    ['PDS', spine.pds],
    ['PostgreSQL', database],
  ]
  const wide = Math.max(...where.map(([, place]) => place?.length ?? 0))
  const places = where.map(([name = '', place = '', more]) =>
    `  ${name.padEnd(20)}${paint('cyan', more === undefined ? place : place.padEnd(wide))}${more === undefined ? '' : `   ${more}`}`.trimEnd(),
  )
  const rows = practices.map(one => [
    one.ods,
    one.name,
    systemTitles[one.system] ?? one.system,
    one.asid,
    String(one.patients.length),
  ])
  return [
    '',
    paint('bold', 'The sandbox is ready.'),
    '',
    ...places,
    '',
    table(columns, rows, paint).trimEnd(),
    `  and ${people.length} people who are registered nowhere.`,
    '',
    ...example(sandbox, traceId, paint),
    '',
    paint('dim', 'Ctrl-C ends it; the data stay. npm start -- --fresh begins anew.'),
    '',
  ].join('\n')
}

const columns = [
  { title: 'Practice' },
  { title: 'Name' },
  { title: 'System' },
  { title: 'ASID' },
  { title: 'Patients', right: true },
]

/** The patient of an example: one with a full record, else any. */
function examplePatient(practices: readonly DescribedPractice[]): [DescribedPractice, DescribedPatient] | undefined {
  for (const trait of ['full', 'no-known-allergies', undefined]) {
    for (const practice of practices) {
      const found = practice.patients.find(one => trait === undefined || one.traits.includes(trait))
      if (found !== undefined) return [practice, found]
    }
  }
  return undefined
}

function example({ practices, consumers, spine }: RunningSandbox, traceId: string, paint: Paint): string[] {
  const found = examplePatient(practices)
  const [consumer] = consumers
  if (found === undefined || consumer === undefined) return []
  const [practice, patient] = found
  return [
    paint('bold', `Try it in another terminal, in this folder: ${patient.given} ${patient.family} of ${practice.name}`),
    '',
    `npx gpc record ${patient.nhsNumber}`,
    '',
    'or, as any consumer does it, through the Spine Secure Proxy:',
    '',
    curl(spine.ssp, practice, consumer.asid, patient.nhsNumber, traceId),
  ]
}

/** A request for medicines and allergies; the token is made when the command runs, as it lasts five minutes. */
function curl(ssp: string, practice: DescribedPractice, asid: string, nhsNumber: string, traceId: string): string {
  const { id, path } = interactions.getStructuredRecord
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patientNHSNumber', valueIdentifier: { system: identifiers.nhsNumber, value: nhsNumber } },
      { name: 'includeAllergies', part: [{ name: 'includeResolvedAllergies', valueBoolean: true }] },
      { name: 'includeMedication' },
    ],
  }
  return [
    `curl -s '${ssp}/${practice.capabilities.structured}${path}'`,
    `-H "Authorization: Bearer $(npx gpc token --practice ${practice.ods})"`,
    `-H 'Ssp-TraceID: ${traceId}'`,
    `-H 'Ssp-From: ${asid}' -H 'Ssp-To: ${practice.asid}'`,
    `-H 'Ssp-InteractionID: ${id}'`,
    `-H 'Content-Type: application/fhir+json' -H 'Accept: application/fhir+json'`,
    `-d '${JSON.stringify(parameters)}'`,
  ].join(' \\\n  ')
}
