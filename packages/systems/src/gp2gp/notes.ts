/** What statements say besides code and value, as sentences in the order shown. */
import { qualifiersOf, termOf } from './codes.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

/** What has no element of its own, labelled: qualifiers first (STR-UNC-07). */
export function labelled(element: Element): readonly string[] {
  const term = (name: string, label: string) => {
    const said = termOf(child(element, name))
    return said === undefined ? [] : [`${label}: ${said}`]
  }
  const relation = termOf(child(element, 'subject', 'personalRelationship', 'code'))
  return [
    ...qualifiersOf(child(element, 'code')),
    ...qualifiersOf(child(element, 'value')),
    ...term('uncertaintyCode', 'Certainty'),
    ...term('priorityCode', 'Priority'),
    ...(relation === undefined ? [] : [`Subject: ${relation}`]),
  ]
}

/** Annotations in the order of their sequence numbers. */
export function annotationsOf(element: Element): readonly string[] {
  return children(element, 'pertinentInformation')
    .map(one => ({
      order: Number(attribute(child(one, 'sequenceNumber'), 'value') ?? 0),
      text: textOf(child(one, 'pertinentAnnotation', 'text')),
    }))
    .sort((a, b) => (a.order || 0) - (b.order || 0))
    .flatMap(({ text }) => text ?? [])
}
