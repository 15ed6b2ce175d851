/** Parts that statements of many kinds share. */
import type { InventedEntry, InventedValue } from '../model.ts'
import { availability, identified, marks, status } from './codes.ts'
import { entryId, type PatientContext, staffId } from './context.ts'
import { element, escaped } from './xml.ts'

/** An annotation of a statement; nothing for no text. */
export function annotation(text: string | undefined): string {
  if (text === undefined || text === '') return ''
  return element(
    'pertinentInformation',
    { typeCode: 'PERT' },
    element('sequenceNumber', { value: '+1' }),
    element('pertinentAnnotation', { classCode: 'OBS', moodCode: 'EVN' }, element('text', {}, escaped(text))),
  )
}

/** The clinician of an entry in a consultation, whose own clinician may be another. */
export function performer(one: InventedEntry, context: PatientContext, inConsultation: boolean): string {
  return inConsultation ? participant('PPRF', staffId(context, one.clinician ?? one.recorder)) : ''
}

export function participant(typeCode: string, agentId: string): string {
  return element(
    'Participant',
    { typeCode, contextControlCode: 'OP' },
    element('agentRef', { classCode: 'AGNT' }, identified(agentId)),
  )
}

export const component = (inner: string) =>
  element('component', { typeCode: 'COMP', contextConductionInd: 'true' }, inner)

/** Free text as a statement of its own. `after`: what comes after the marks (references, participants). */
export function narrative(
  key: number,
  text: string,
  at: string,
  context: PatientContext,
  { media, after = '', notForPatient }: { media?: string; after?: string; notForPatient?: true | undefined } = {},
): string {
  return element(
    'NarrativeStatement',
    { classCode: 'OBS', moodCode: 'EVN' },
    identified(entryId(context, 'NarrativeStatement', key)),
    element('text', { mediaType: media }, escaped(text)),
    status('COMPLETE'),
    availability(at),
    marks(notForPatient),
    after,
  )
}

/** A value with its range: PQ, IVL_PQ where there is a comparator, ST for words. */
export function valueParts(value: InventedValue | undefined): { readonly value: string; readonly range: string } {
  if (value === undefined) return { value: '', range: '' }
  if (value.kind === 'text') return { value: element('value', { 'xsi:type': 'ST' }, escaped(value.text)), range: '' }
  const words = element('translation', { value: value.value }, element('originalText', {}, escaped(value.unit)))
  const { comparator } = value
  const bound = (name: 'low' | 'high', inclusive: boolean) =>
    element(name, { value: value.value, unit: '1', inclusive: String(inclusive) }, words)
  const interval = (inner: string) => element('value', { 'xsi:type': 'IVL_PQ' }, inner)
  const written =
    comparator === undefined
      ? element('value', { 'xsi:type': 'PQ', value: value.value, unit: '1' }, words)
      : comparator.startsWith('<')
        ? interval(bound('high', comparator === '<='))
        : interval(bound('low', comparator === '>='))
  const limit = (name: 'low' | 'high') => (value[name] === undefined ? '' : element(name, { value: value[name] }))
  const limits = `${limit('low')}${limit('high')}`
  const range =
    limits === ''
      ? ''
      : element(
          'referenceRange',
          { typeCode: 'REFV' },
          element(
            'referenceInterpretationRange',
            { classCode: 'OBS', moodCode: 'EVN.CRT' },
            element('value', {}, limits),
          ),
        )
  return { value: written, range }
}
