/** What holds of every DocumentReference (DOC-REF-01 to 11). */
import { codeSystems, type DocumentReference, profiles } from '@gpc/fhir'
import { among, is, none, present, type Rule, rule } from '../rule.ts'
import { clinical, mayName, mayReferTo, refersTo } from './shared.ts'

const attachments = ({ content = [] }: DocumentReference) => content.map(one => one.attachment)

export const documentRules: readonly Rule<DocumentReference>[] = [
  ...clinical<DocumentReference>(profiles.documentReference),
  rule('DOC-REF-02 DOC-GEN-06', 'status current', d => d.status, is('current')),
  rule(
    'DOC-REF-03',
    'type with codings, each with system, code and display, or with text',
    d => d.type,
    one =>
      (one?.coding ?? []).length === 0
        ? (one?.text ?? '') !== ''
        : (one?.coding ?? []).every(({ system, code, display }) => system && code && display),
  ),
  rule(
    'DOC-REF-03',
    'at most one SNOMED CT coding of type',
    d => (d.type?.coding ?? []).filter(one => one.system === codeSystems.snomed).length,
    count => count < 2,
  ),
  rule('DOC-REF-02', 'subject refers to a Patient', d => d.subject, refersTo('Patient')),
  rule('DOC-REF-02', 'indexed', d => d.indexed, present),
  rule(
    'DOC-REF-04',
    'at most one author',
    d => d.author?.length ?? 0,
    count => count < 2,
  ),
  rule(
    'DOC-REF-04',
    'authors are Practitioners and Organizations, or words',
    d => (d.author ?? []).filter(one => !mayName('Practitioner', 'Organization')(one)),
    none,
  ),
  rule('DOC-REF-04', 'custodian refers to an Organization', d => d.custodian, refersTo('Organization')),
  rule('DOC-REF-06', 'one attachment', d => attachments(d).length, is(1)),
  rule(
    'DOC-REF-06',
    'attachments have contentType and size',
    d => attachments(d).filter(one => !present(one.contentType) || one.size === undefined),
    none,
  ),
  rule(
    'DOC-REF-06',
    'a url is absolute and leads to a Binary',
    d =>
      attachments(d).filter(one => one.url !== undefined && !/^https?:\/\/.+\/Binary\/[A-Za-z0-9.-]+$/.test(one.url)),
    none,
  ),
  rule(
    'DOC-REF-07',
    'a placeholder without url says why in its title',
    d => attachments(d).filter(one => one.url === undefined && !present(one.title)),
    none,
  ),
  rule('DOC-REF-11', 'no data in the attachment', d => attachments(d).flatMap(among('data')), none),
  rule('DOC-REF-10', 'context refers to an Encounter', d => d.context?.encounter, mayReferTo('Encounter')),
  rule(
    'DOC-REF-11',
    'none of the elements that aren’t used',
    among('docStatus', 'class', 'authenticator', 'relatesTo'),
    none,
  ),
]
