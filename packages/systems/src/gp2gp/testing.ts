/** Messages for tests, built of snippets, and what the reader makes of them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PatientRecord } from '@gpc/clinical'
import { practice } from '../shared/testing.ts'
import { gp2gp } from './index.ts'

export const nhsNumber = '9990101043'

let made = 0

/** A GUID that no other call gives; the same in each run. */
export function guid(): string {
  made += 1
  return `E0000000-0000-4000-8000-${String(made).padStart(12, '0')}`
}

export const oid = {
  snomed: '2.16.840.1.113883.2.1.3.2.4.15',
  readV2: '2.16.840.1.113883.2.1.6.2',
  egton: '2.16.840.1.113883.2.1.6.3',
} as const

export interface MessageParts {
  readonly interaction?: string
  readonly id?: string
  readonly available?: string
  /** Empty: names nobody. */
  readonly nhsNumber?: string
  readonly author?: string
  readonly destination?: string
  readonly agents?: string
  readonly compositions?: readonly string[]
}

export function message(parts: MessageParts = {}): string {
  const {
    interaction = 'RCMR_IN030000UK07',
    id = 'A0000000-0000-4000-8000-000000000099',
    available = '20260113020000',
    nhsNumber: number = nhsNumber,
    author = 'X99004',
    destination = 'X99990',
    agents = '',
    compositions = [],
  } = parts
  const patient =
    number === ''
      ? '<id root="2.16.840.1.113883.2.1.3.2.4.9" extension="Test Harness"/>'
      : `<id root="2.16.840.1.113883.2.1.4.1" extension="${number}"/>`
  const org = (ods: string) =>
    `<AgentOrgSDS><agentOrganizationSDS><id root="1.2.826.0.1285.0.1.10" extension="${ods}"/></agentOrganizationSDS></AgentOrgSDS>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<${interaction} xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="${guid()}"/><ControlActEvent><subject><EhrExtract>
<id root="${id}"/><availabilityTime value="${available}"/><recordTarget><patient>${patient}</patient></recordTarget>
<author>${org(author)}</author><destination>${org(destination)}</destination>
<component><ehrFolder><responsibleParty><agentDirectory>${agents}</agentDirectory></responsibleParty>
${compositions.map(one => `<component>${one}</component>`).join('\n')}
</ehrFolder></component></EhrExtract></subject></ControlActEvent></${interaction}>
`
}

/** A composition by Dr B…1, put in at 09:45 on 12 January 2026. `marks` go between its code and its author. */
export function composition(components: readonly string[], marks = ''): string {
  return `<ehrComposition><id root="${guid()}"/><code code="24591000000103" codeSystem="${oid.snomed}"/>
<availabilityTime value="20260112094500"/>${marks}
<author><time value="20260112094530"/><agentRef><id root="B0000000-0000-4000-8000-000000000001"/></agentRef></author>
<Participant2 typeCode="PRF"><agentRef><id root="B0000000-0000-4000-8000-000000000002"/></agentRef></Participant2>
${components.map(one => `<component>${one}</component>`).join('\n')}</ehrComposition>`
}

/** `<name code=… codeSystem=… displayName=…>` with what is in it. */
export function cd(name: string, code: string, system: keyof typeof oid, display: string, inner = ''): string {
  return `<${name} code="${code}" codeSystem="${oid[system]}" displayName="${display}">${inner}</${name}>`
}

export const wrappers = {
  drug: ['14L..00', 'H/O: drug allergy'],
  other: ['SN53.00', 'Allergy, unspecified'],
} as const

export function wrapper(kind: keyof typeof wrappers, inner: readonly string[], classCode = 'CATEGORY'): string {
  const [code, display] = wrappers[kind]
  return `<CompoundStatement classCode="${classCode}"><id root="${guid()}"/>${cd('code', code, 'readV2', display)}
<effectiveTime><center nullFlavor="NI"/></effectiveTime><availabilityTime value="20260112"/>
${inner.map(one => `<component>${one}</component>`).join('\n')}</CompoundStatement>`
}

export function observation(inner: string, id: string = guid()): string {
  return `<ObservationStatement><id root="${id}"/>${inner}</ObservationStatement>`
}

/** A CompoundStatement with statements in it. */
export const compound = (classCode: string, code: string, inner: readonly string[], id: string = guid(), more = '') =>
  `<CompoundStatement classCode="${classCode}"><id root="${id}"/>${more}${code}<availabilityTime value="20260112"/>
${inner.map(one => `<component>${one}</component>`).join('')}</CompoundStatement>`
export const narrative = (text: string, id: string = guid()) =>
  `<NarrativeStatement><id root="${id}"/><text>${text}</text><availabilityTime value="20260112"/></NarrativeStatement>`
/** A LinkSet that names one statement and links others. */
export const linkSet = (code: string, named: string, linked: readonly string[] = [], times = '', id: string = guid()) =>
  `<LinkSet><id root="${id}"/>${code}${times}<availabilityTime value="20260112101500"/>
${linked.map(one => `<component><statementRef><id root="${one}"/></statementRef></component>`).join('')}
<conditionNamed><namedStatementRef><id root="${named}"/></namedStatementRef></conditionNamed></LinkSet>`
/** Code of an active problem. */
export const active = (words: string, significance: string) =>
  `<code code="394774009" codeSystem="${oid.snomed}"><originalText>${words}</originalText><qualifier><name code="${significance}" codeSystem="${oid.snomed}"/></qualifier></code>`

/** Runs something with files in a folder of its own. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gp2gp-'))
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The record that the reader makes of one message. */
export async function recordOfMessage(
  content: string | Uint8Array,
  options: Readonly<Record<string, string>> = {},
): Promise<PatientRecord> {
  return withFiles({ 'message.xml': content }, async folder => {
    const { records } = await practice(gp2gp, 'X99004').load(join(folder, 'message.xml'), {
      options: new Map(Object.entries(options)),
    })
    const [record] = records.values()
    if (record === undefined) throw new Error('no record')
    return record
  })
}

/** The record of a message with these statements in one composition. */
export function recordOfStatements(
  statements: readonly string[],
  parts: MessageParts = {},
  options: Readonly<Record<string, string>> = {},
): Promise<PatientRecord> {
  return recordOfMessage(message({ ...parts, compositions: [composition(statements)] }), options)
}
