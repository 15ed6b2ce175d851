/** Following a reference by its read interaction (the suite's "resolvable"). */
import { type Interaction, interactions, type Reference } from '@gpc/fhir'
import { resource } from '../answer.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { call, type Provider } from '../provider.ts'

const reads: ReadonlyMap<string, readonly [Interaction, 'Location' | 'Organization' | 'Practitioner']> = new Map([
  ['Location', [interactions.readLocation, 'Location']],
  ['Organization', [interactions.readOrganization, 'Organization']],
  ['Practitioner', [interactions.readPractitioner, 'Practitioner']],
])

/** What is wrong with references: each must be read at the same service root. */
export async function resolvable(at: Provider, references: readonly (Reference | undefined)[]): Promise<Findings> {
  const found: Findings[] = []
  for (const one of references) {
    if (one === undefined) continue
    const [type = '', id = ''] = (one.reference ?? '').split('/')
    const read = reads.get(type)
    if (read === undefined) {
      found.push(expect(false, 'a reference to a Practitioner, Organization or Location', one))
      continue
    }
    const got = await call(at, { interaction: read[0], id })
    found.push(
      got.status === 200
        ? expectSame(`id of ${one.reference}`, id, resource(got, read[1]).id)
        : expect(false, `${one.reference} can be read`, `${got.status} ${got.text}`),
    )
  }
  return found.flat()
}
