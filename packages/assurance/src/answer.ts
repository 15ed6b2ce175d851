/** Reading an answer: its format, its resource, and whether that is sound FHIR STU3. */
import {
  type Bundle,
  checkResource,
  FhirXmlError,
  fromXml,
  isResource,
  type OperationOutcome,
  profiles,
  type Resource,
  type ResourceTypes,
  type SpineCode,
  spineErrors,
  valueSystems,
} from '@gpc/fhir'
import { demand, expect, expectSame, type Findings, Stop } from './finding.ts'
import type { Answer } from './provider.ts'

export type Format = 'json' | 'xml'

/** NFR-CT-05: the whole content type, no blank before the charset. */
export const contentType: Record<Format, string> = {
  json: 'application/fhir+json;charset=utf-8',
  xml: 'application/fhir+xml;charset=utf-8',
}

/** What claims to be a resource; `checkResource` says whether it is one. */
function claimsType(json: unknown): json is Resource {
  return typeof json === 'object' && json !== null && 'resourceType' in json && typeof json.resourceType === 'string'
}

const sentType = (answer: Answer): string => (answer.headers.get('content-type') ?? '').toLowerCase()

function parsed(answer: Answer): unknown {
  try {
    return sentType(answer).includes('xml') ? fromXml(answer.text) : JSON.parse(answer.text)
  } catch (error) {
    throw new Stop(expect(false, 'a body that is FHIR', error instanceof FhirXmlError ? error.message : answer.text))
  }
}

/** The answer's resource, of any type. @throws Stop if the body is none, or unsound */
export function anyResource(answer: Answer): Resource {
  const json = parsed(answer)
  demand(claimsType(json), 'a FHIR resource as body', answer.text)
  const faults = checkResource(json, json.resourceType)
  demand(faults.length === 0, `${json.resourceType} that is sound STU3`, faults.slice(0, 5))
  return json
}

/** The answer's resource, of one type. @throws Stop if it is another */
export function resource<Name extends keyof ResourceTypes>(answer: Answer, name: Name): ResourceTypes[Name] {
  const found = anyResource(answer)
  demand(isResource(found, name), `a ${name}`, found.resourceType)
  return found
}

/** The resource of a success. @throws Stop if the answer isn't 200 */
export function success<Name extends keyof ResourceTypes>(answer: Answer, name: Name): ResourceTypes[Name] {
  demand(answer.status === 200, 'status 200', `${answer.status} ${answer.text}`)
  return resource(answer, name)
}

/** The resources of a Bundle with a type. */
export function ofType<Name extends keyof ResourceTypes>(bundle: Bundle, name: Name): ResourceTypes[Name][] {
  return (bundle.entry ?? []).flatMap(({ resource: one }) => (isResource(one, name) ? [one] : []))
}

/** NFR-VER-07: on every answer, errors included. */
export function uncached({ headers }: Answer): Findings {
  const got = headers.get('cache-control') ?? ''
  return expect(got.includes('no-store'), 'Cache-Control with no-store', got)
}

/** NFR-CT-05: the content type that stands for a format. */
export function inFormat(answer: Answer, format: Format): Findings {
  return expect(sentType(answer) === contentType[format], `Content-Type ${contentType[format]}`, sentType(answer))
}

/** NFR-VER-01: the ETag of a read, made of the resource's version. */
export function tagged({ headers }: Answer, { meta }: Resource): Findings {
  return [
    ...expect(meta?.versionId !== undefined, 'meta.versionId', meta),
    ...expectSame('ETag', `W/"${meta?.versionId}"`, headers.get('etag')),
  ]
}

/** ERR-GEN-01, ERR-GEN-02, ERR-MAP-01: an error with its OperationOutcome. `status` where it isn't the code's own. */
export function refusal(answer: Answer, code: SpineCode, status: number = spineErrors[code][1]): Findings {
  demand(answer.status === status, `status ${status} ${code}`, `${answer.status} ${answer.text}`)
  return [...errorBody(resource(answer, 'OperationOutcome'), code), ...uncached(answer)]
}

/** Any error with an OperationOutcome (the suite asks for no more in places). */
export function anyRefusal(answer: Answer, statuses?: readonly number[]): Findings {
  const wanted = statuses === undefined ? 'an error status' : `status ${statuses.join(' or ')}`
  const holds = statuses?.includes(answer.status) ?? (answer.status >= 400 && answer.status < 600)
  demand(holds, wanted, `${answer.status} ${answer.text}`)
  return [...errorBody(resource(answer, 'OperationOutcome')), ...uncached(answer)]
}

function errorBody({ meta, issue }: OperationOutcome, code?: SpineCode): Findings {
  return [
    ...expectSame('OperationOutcome.meta.profile', [profiles.operationOutcome], meta?.profile),
    ...issue.flatMap(one => {
      const codings = one.details?.coding ?? []
      const [coding] = codings
      const table = Object.entries(spineErrors).find(([name]) => name === (code ?? coding?.code))
      return [
        ...expectSame('issue.severity', 'error', one.severity),
        ...expectSame('how many codings issue.details has', 1, codings.length),
        ...expectSame('issue.details.coding.system', valueSystems.errorOrWarning, coding?.system),
        ...expectSame('issue.details.coding.code', table?.[0] ?? 'a Spine code', coding?.code),
        ...expectSame('issue.details.coding.display', table?.[1][0], coding?.display),
        ...expectSame('issue.code', table?.[1][2], one.code),
        ...expect((one.diagnostics ?? '') !== '', 'issue.diagnostics', one.diagnostics),
      ]
    }),
  ]
}
