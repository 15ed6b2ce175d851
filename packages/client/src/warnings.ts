/** What the user must be told beside the record (STR-WARN-12, STR-VER-06, STR-VER-07). Pure. */
import type { OperationOutcome, Resource } from '@gpc/fhir'
import type { RecordList } from './lists.ts'
import { displayOf } from './reading.ts'
import { isReadable } from './schema.ts'

export interface RecordWarning {
  /** `list`: the provider's, on one area. `outcome`: the provider's, on the request. `client`: found by this SDK. */
  readonly source: 'list' | 'outcome' | 'client'
  /** The area that it is about, in words for people, or the parameter's name. */
  readonly area: string
  /** E.g. `data-in-transit`, `NOT_IMPLEMENTED`; `unresolved`, `unreadable` and `not-shown` are this SDK's. */
  readonly codes: readonly string[]
  /** To be shown with the area. */
  readonly text: string
}

/** Used where a provider sends a code without its words. */
const words: Readonly<Record<string, string>> = {
  'confidential-items': 'Items excluded due to confidentiality and/or patient preferences.',
  'data-in-transit': 'Patient record transfer from previous GP practice not yet complete; information may be missing.',
  'data-awaiting-filing':
    'Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; information may be missing.',
}

export function readWarnings(
  lists: readonly RecordList[],
  outcomes: readonly OperationOutcome[],
  resources: readonly Resource[],
): RecordWarning[] {
  return [...lists.flatMap(ofList), ...outcomes.flatMap(ofOutcome), ...unreadable(resources)]
}

function ofList({ title, warningCodes, notes, entries }: RecordList): RecordWarning[] {
  const text = notes.length > 0 ? notes.join('\n') : warningCodes.map(code => words[code] ?? code).join('\n')
  const missing = entries.filter(one => one.resource === undefined && one.display === undefined).length
  return [
    ...(warningCodes.length === 0 ? [] : [{ source: 'list' as const, area: title, codes: warningCodes, text }]),
    ...(missing === 0
      ? []
      : [
          {
            source: 'client' as const,
            area: title,
            codes: ['unresolved'],
            text: `${missing} of ${entries.length} entries could not be found in the answer. Look at the record in the practice's system.`,
          },
        ]),
  ]
}

function ofOutcome({ issue }: OperationOutcome): RecordWarning[] {
  return issue.map(({ code, details, diagnostics }) => {
    const codes = (details?.coding ?? []).flatMap(one => one.code ?? [])
    return {
      source: 'outcome',
      area: diagnostics ?? 'Request',
      codes: codes.length > 0 ? codes : [code],
      text: details?.text ?? diagnostics ?? displayOf(details) ?? code,
    }
  })
}

function unreadable(resources: readonly Resource[]): RecordWarning[] {
  const types = resources.filter(one => !isReadable(one)).map(one => one.resourceType)
  return [...new Set(types)].map(type => ({
    source: 'client',
    area: type,
    codes: ['unreadable'],
    text: `${types.filter(one => one === type).length} of the ${type} resources could not be read. Look at the record in the practice's system.`,
  }))
}

/** STR-VER-07: what this SDK has no view of must be told to the user. */
export function notShown(others: readonly Resource[]): RecordWarning[] {
  const types = others.map(one => one.resourceType)
  return [...new Set(types)].map(type => ({
    source: 'client',
    area: type,
    codes: ['not-shown'],
    text: `${types.filter(one => one === type).length} ${type} resources belong to no part of the record that can be shown. Look at the record in the practice's system.`,
  }))
}
