/** A rule about one kind of resource: which requirement says it, what it says, where to look, and what must hold there. */
import type { Resource } from '@gpc/fhir'
import { expect, type Findings } from './finding.ts'

export interface Rule<R> {
  readonly ids: readonly string[]
  readonly findings: (resource: R, name: string) => Findings
}

/** @param ids the requirement ids, with blanks between them */
export function rule<R, V>(ids: string, says: string, look: (resource: R) => V, holds: (value: V) => boolean): Rule<R> {
  const list = ids.split(' ')
  return {
    ids: list,
    findings(resource, name) {
      const got = look(resource)
      return expect(holds(got), `${name}: ${says} (${list.join(', ')})`, got)
    },
  }
}

/** What is wrong with resources by rules. */
export function hold<R extends Resource>(rules: readonly Rule<R>[], resources: readonly R[]): Findings {
  return resources.flatMap(one =>
    rules.flatMap(({ findings }) => findings(one, `${one.resourceType}/${one.id ?? 'without id'}`)),
  )
}

export function idsOf(...rules: readonly { readonly ids: readonly string[] }[]): string[] {
  return [...new Set(rules.flatMap(({ ids }) => ids))]
}

export const present = (value: unknown): boolean => value !== undefined && value !== ''
export const absent = (value: unknown): boolean => value === undefined
/** For rules whose `look` gives what offends. */
export const none = (offences: readonly unknown[]): boolean => offences.length === 0
export const is =
  (wanted: unknown) =>
  (value: unknown): boolean =>
    JSON.stringify(value) === JSON.stringify(wanted)
export const oneOf =
  (...wanted: readonly unknown[]) =>
  (value: unknown): boolean =>
    wanted.includes(value)

/** The elements of a resource that are among these: for elements that mustn't be there. */
export function among(...names: readonly string[]) {
  return (resource: object): string[] => Object.keys(resource).filter(one => names.includes(one))
}
