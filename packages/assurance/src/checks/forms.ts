/** Forms that many cases have: a request that is refused, and one that is answered in each format. */
import type { ResourceTypes, SpineCode } from '@gpc/fhir'
import { type Format, inFormat, refusal, success, uncached } from '../answer.ts'
import { type Case, check, type Definition } from '../check.ts'
import type { Findings } from '../finding.ts'
import { call, type Provider, type Request } from '../provider.ts'

type Described<S> = Omit<Definition<S>, 'run'>

interface Refused<S> extends Described<S> {
  readonly code: SpineCode
  /** Where it isn't the code's own. */
  readonly status?: number
  request(subject: S): Request
}

/** A request that must be refused with a Spine code, its status and a whole OperationOutcome, uncached. */
export function refused<S>({ request, code, status, ...rest }: Refused<S>): Case {
  const requirements = [...rest.requirements, 'ERR-GEN-01', 'ERR-GEN-02', 'ERR-MAP-01', 'NFR-VER-07']
  return check({
    ...rest,
    requirements: [...new Set(requirements)],
    run: async (at, subject) => refusal(await call(at, request(subject)), code, status),
  })
}

interface Formats<S, Name extends keyof ResourceTypes> extends Described<S> {
  readonly type: Name
  request(at: Provider, subject: S): Promise<Request>
  /** What must hold of the resource in any format. */
  holds(resource: ResourceTypes[Name], subject: S): Findings
}

const json = 'application/fhir+json'
const xml = 'application/fhir+xml'

/** Accept and _format, and what they ask for (NFR-CT-03). */
const wanted: readonly (readonly [accept: string | null, format: string | undefined, answer: Format])[] = [
  [json, undefined, 'json'],
  [xml, undefined, 'xml'],
  [null, json, 'json'],
  [null, xml, 'xml'],
  [json, json, 'json'],
  [json, xml, 'xml'],
  [xml, json, 'json'],
  [xml, xml, 'xml'],
  [xml, 'json', 'json'],
  [json, 'xml', 'xml'],
]

/** A request in every format that Accept and `_format` can ask for, `_format` before and after the other parameters. */
export function inEveryFormat<S, Name extends keyof ResourceTypes>(formats: Formats<S, Name>): Case[] {
  const { type, request, holds, ...rest } = formats
  return wanted.map(([accept, format, answer]) =>
    check({
      ...rest,
      id: `${rest.id}/${accept?.split('+')[1] ?? 'none'}-${format?.replace('application/fhir+', 'fhir-') ?? 'none'}`,
      title: `${rest.title}: Accept ${accept ?? 'absent'}, _format ${format ?? 'absent'} gives ${answer}`,
      requirements: [...new Set([...rest.requirements, 'NFR-CT-01', 'NFR-CT-02', 'NFR-CT-03', 'NFR-CT-05'])],
      async run(at, subject) {
        const plain = await request(at, subject)
        const found: Findings[] = []
        for (const query of queries(plain, format)) {
          const got = await call(at, { ...plain, query, headers: { ...plain.headers, Accept: accept } })
          found.push(holds(success(got, type), subject), inFormat(got, answer), uncached(got))
        }
        return found.flat()
      },
    }),
  )
}

function queries({ query = [] }: Request, format: string | undefined): NonNullable<Request['query']>[] {
  if (format === undefined) return [query]
  const pair = ['_format', format] as const
  return query.length === 0
    ? [[pair]]
    : [
        [pair, ...query],
        [...query, pair],
      ]
}
