/**
 * Writes docs/conformance.md: which requirement has a passing test that names it, and which has none, with the reason.
 * `npm run conformance` runs the tests with a report and then this. Arguments: the report, the file to write.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const [reportPath = '', outPath = 'docs/conformance.md'] = process.argv.slice(2)

const reportSchema = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
})
const requirementsSchema = z.array(z.tuple([z.string(), z.string(), z.enum(['P', 'C', 'PC'])]))

/** Why requirements have no test: for an id, or for all ids that begin so; `who` narrows it. The first that fits counts. */
interface Reason {
  readonly ids: readonly string[]
  readonly who?: 'P' | 'C'
  readonly why: string
}

const reasons: readonly Reason[] = [
  {
    ids: ['STR-VER-05', 'STR-PRB-19'],
    why: 'never happens: every area is exported, so that no item is of an area that is not supported',
  },
  {
    ids: ['STR-OP-21', 'NFR-UX-03'],
    why: 'a clinical safety case, which manufacturer and deploying organisation write; the software lists what is withheld or unreadable',
  },
  {
    ids: ['STR-PAR-27', 'STR-CON-24', 'STR-REF-12', 'STR-CONS-02'],
    why: 'wording of an application on the SDK, which gives it each list with its warnings, what was asked for, and what came by a link only',
  },
  {
    ids: ['STR-CAP-04', 'STR-DOC-04', 'DOC-BIN-09'],
    why: 'a rule for the use of an application on the SDK: what it is assured for decides which calls it makes',
  },
  {
    ids: ['STR-CONS-03', 'SEC-AUD-10', 'SEC-JWT-18', 'SEC-IG-08', 'SEC-IG-09'],
    why: "a duty of an application on the SDK: its users, their roles, and the audit of what they see are the application's",
  },
  {
    ids: ['SEC-IG-01', 'SEC-IG-02'],
    why: 'a duty of the organisation that uses an application: the purpose, and the permission of the patient',
  },
  {
    ids: ['SEC-IG-06'],
    why: "what a practice has marked as confidential is withheld (STR-ERR-09); the RCGP's exclusion set is not built in",
  },
  { ids: ['SEC-IG-07'], why: 'holds by absence: the provider has no such check; the SSP has it' },
  {
    ids: ['MIG-AUT-04', 'MIG-AUT-05'],
    why: "a duty of the new practice's system, which registers the patient on PDS; the SDK gives it the calls of each step",
  },
  {
    ids: ['SEC-TLS', 'SEC-SSP-02', 'SEC-SDS-01'],
    why: 'set up where the software is deployed: TLS with mutual authentication ends before the provider, and begins behind the SDK; the sandbox speaks HTTP on loopback',
  },
  {
    ids: ['SEC-SDS'],
    why: 'a rule for registration in SDS, which the deploying organisation does; the practice table holds one ASID and one party key for each practice',
  },
  {
    ids: ['NFR-PERF-01', 'NFR-PERF-03', 'NFR-PERF-05', 'NFR-PERF-06'],
    why: 'measured by `gpc bench`, not by a test that passes or fails on a shared machine; the test model is submitted by who deploys',
  },
  { ids: ['NFR-PERF-07'], why: 'an agreement of the deploying organisation' },
  {
    ids: ['NFR-PERF-09'],
    why: "holds by design: the provider reads deliveries of the practice's system, never that system itself",
  },
  { ids: ['NFR-VER-02'], why: 'the SDK sends it with each change of an appointment; no test names it yet' },
  { ids: ['NFR-UX'], why: 'for screens of an application on the SDK, which this project does not have yet' },
  {
    ids: ['DOC-GEN-05', 'DOC-GEN-06', 'DOC-GEN-08', 'DOC-GEN-09'],
    why: "decided by what a practice's system delivers: all of that is served, as it is",
  },
  { ids: ['HTM-CON'], why: 'a duty of an application that shows the view' },
  { ids: ['FND-', 'REG-', 'DOC-'], who: 'C', why: 'a duty of an application on the SDK' },
  { ids: ['APT-'], who: 'C', why: 'a duty of an application on the SDK, which gives it the calls' },
  { ids: ['APT-'], why: 'Appointment Management is there; no test is of this rule alone yet' },
  { ids: ['MSG-'], why: 'messaging follows' },
  { ids: ['TSK-'], why: 'tasks follow (the capability was withdrawn nationally)' },
  {
    ids: ['CNF-STG', 'CNF-ENV', 'CNF-FOT'],
    why: 'a step of national assurance, which supplier and deploying organisation take',
  },
  { ids: ['CNF-PRV-10', 'CNF-CON-02'], why: 'penetration and volume tests of what is deployed' },
  { ids: ['CNF-PRV-09'], why: 'tested where TLS is set up' },
  {
    ids: ['CNF-PRV'],
    why: 'summarises other requirements, which are proven one by one; `gpc conform` runs the national cases',
  },
  { ids: ['CNF-CON'], why: 'for screens of an application on the SDK' },
  { ids: ['CNF-MSG'], why: 'messaging follows' },
]

const requirements = requirementsSchema.parse(JSON.parse(await readFile('docs/requirements.json', 'utf8')))
const report = reportSchema.parse(JSON.parse(await readFile(reportPath, 'utf8')))
const tests = report.testResults.flatMap(file => file.assertionResults)
const passing = tests.filter(test => test.status === 'passed')
const proven = new Map<string, number>()
for (const { fullName } of passing) {
  for (const id of idsIn(fullName)) proven.set(id, (proven.get(id) ?? 0) + 1)
}

/** Ids in a title; `STR-ALG-01 to 04` and `STR-OP-06 to STR-OP-13` name all between. */
function idsIn(title: string): Set<string> {
  const found = new Set<string>()
  for (const match of title.matchAll(/\b([A-Z]{3}-[A-Z]+)-(\d\d)(?: to (?:\1-)?(\d\d))?/g)) {
    const [, group = '', first = '', last = first] = match
    for (let n = Number(first); n <= Number(last); n++) found.add(`${group}-${String(n).padStart(2, '0')}`)
  }
  return found
}

function reasonOf([id, , who]: z.infer<typeof requirementsSchema>[number]): string {
  const found = reasons.find(one => one.ids.some(start => id.startsWith(start)) && (one.who ?? who) === who)
  return found?.why ?? 'not yet proven by a test of its own'
}

const must = requirements.filter(([, level]) => level.startsWith('MUST'))
const groups = [...new Set(must.map(([id]) => id.slice(0, id.lastIndexOf('-'))))]
const rows = groups.map(group => {
  const all = must.filter(([id]) => id.startsWith(`${group}-`))
  const open = all.filter(([id]) => !proven.has(id))
  return { group, all: all.length, proven: all.length - open.length, open }
})
const total = rows.reduce((sum, row) => sum + row.proven, 0)

const text = `# Conformance

Made by \`npm run conformance\` from the test report; don't edit. A requirement counts as proven when a passing test names its id in its
title. ${passing.length} tests passed, ${tests.length - passing.length} were skipped or failed. Of ${must.length} MUST and MUST NOT ids of the
specification (GP Connect 1.6.2 and what it refers to), ${total} are proven.

| group | MUST ids | proven | open |
|---|---|---|---|
${rows.map(row => `| ${row.group} | ${row.all} | ${row.proven} | ${row.open.length} |`).join('\n')}

## Open ids, with the reason

${rows
  .filter(row => row.open.length > 0)
  .map(row => {
    const byReason = Map.groupBy(row.open, reasonOf)
    return [...byReason]
      .map(
        ([reason, ids]) =>
          `- ${row.group}: ${ids.map(([id, , who]) => `${id.slice(row.group.length + 1)} (${who})`).join(', ')}: ${reason}.`,
      )
      .join('\n')
  })
  .join('\n')}
`
await writeFile(outPath, text)
process.stdout.write(`${total} of ${must.length} MUST ids proven; written to ${outPath}\n`)
