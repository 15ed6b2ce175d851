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

/** Why requirements of a group have no test yet. The first prefix that fits counts. */
const reasons: readonly (readonly [prefix: string, reason: string])[] = [
  ['APT-', 'appointments are the issue after next'],
  ['DOC-', 'Access Documents is part of the next issue'],
  ['HTM-', 'Access Record HTML is part of the next issue'],
  ['MIG-', 'migration is part of the next issue'],
  ['MSG-', 'messaging follows'],
  ['TSK-', 'tasks follow (the capability was withdrawn nationally)'],
  ['REG-', 'a duty of an application on the SDK'],
  ['STR-PRB', 'problems are part of the next issue'],
  ['STR-CON', 'consultations are part of the next issue; STR-CONS are duties of an application on the SDK'],
  ['STR-IMM', 'immunisations are part of the next issue'],
  ['STR-UNC', 'uncategorised data are part of the next issue'],
  ['STR-INV', 'investigations are part of the next issue'],
  ['STR-REF', 'referrals are part of the next issue'],
  ['STR-DRY', 'diary entries are part of the next issue'],
  ['STR-DOC', 'documents are part of the next issue'],
  [
    'SEC-TLS',
    'TLS with Spine certificates is set up where the provider is deployed; the sandbox speaks HTTP on loopback',
  ],
  ['CNF-', 'witnessed, or a duty of the organisation that deploys'],
  ['SEC-IG', 'partly a duty of the organisation that deploys'],
  ['NFR-UX', 'for the user interface, which follows'],
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

const reasonOf = (id: string): string =>
  reasons.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'not yet proven by a test of its own'
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
    const byReason = Map.groupBy(row.open, ([id]) => reasonOf(id))
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
