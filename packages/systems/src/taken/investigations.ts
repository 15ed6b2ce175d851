/** Laboratory reports out of DiagnosticReport and what belongs to it. Pure. */
import type { FilingComment, Investigation, Specimen, TestResult } from '@gpc/clinical'
import {
  codeSystems,
  type DiagnosticReport,
  type Specimen as FhirSpecimen,
  identifiers,
  isResource,
  type Observation,
  type Resource,
} from '@gpc/fhir'
import { rangeOf, valueIn } from './entries.ts'
import {
  common,
  concept,
  conceptIf,
  entryKey,
  given,
  notesOf,
  organisationKey,
  provenance,
  quantity,
  type Taken,
} from './reading.ts'

const commentNote = '37331000000100'
const isComment = ({ code }: Observation): boolean =>
  (code.coding ?? []).some(one => one.system?.trim() === codeSystems.snomed && one.code?.trim() === commentNote)

export function investigation(from: DiagnosticReport, taken: Taken): Investigation {
  const observations = taken.resources.filter(one => isResource(one, 'Observation'))
  const parents = parentsOf(observations, taken)
  const childrenOf = (parent: Resource): Observation[] => observations.filter(one => parents.get(one) === parent)
  const comments = (parent: Resource): FilingComment[] =>
    childrenOf(parent)
      .filter(isComment)
      .map(one => filing(one, taken))
  const resultOf = (one: Observation): TestResult => {
    const specimen = taken.find(one.specimen)
    return {
      ...common(taken, one, entryKey(taken, partOf(one)), { recorded: one.issued, recorder: one.performer?.[0] }),
      concept: concept(one.code),
      status: statusOf(one.status),
      ...given({
        effective: one.effectiveDateTime,
        issued: one.issued,
        value: valueIn(one),
        interpretation: conceptIf(one.interpretation),
        ranges: one.referenceRange?.flatMap(range => rangeOf(range) ?? []),
        specimen: specimen === undefined ? undefined : entryKey(taken, partOf(specimen)),
        method: conceptIf(one.method),
        bodySite: conceptIf(one.bodySite),
      }),
      notes: one.comment === undefined ? [] : [one.comment],
      results: childrenOf(one)
        .filter(child => !isComment(child))
        .map(resultOf),
      filingComments: comments(one),
    }
  }
  const tops = observations.filter(one => !parents.has(one))
  const performers = (from.performer ?? []).map(({ actor }) => taken.find(actor))
  const laboratory = performers.find(one => isResource(one, 'Organization'))
  const request = taken.resources.find(one => isResource(one, 'ProcedureRequest'))
  return {
    ...common(taken, from, entryKey(taken), { recorded: from.issued }),
    status: statusOf(from.status),
    specimens: taken.resources.filter(one => isResource(one, 'Specimen')).map(one => specimenOf(one, taken)),
    results: tops.filter(one => !isComment(one)).map(resultOf),
    filingComments: [
      ...tops.filter(isComment).map(one => filing(one, taken)),
      { key: entryKey(taken, 'taken'), text: provenance(taken), filed: taken.day },
    ],
    ...given({
      title: from.code.coding?.some(one => one.code?.trim() === '721981007') === true ? undefined : concept(from.code),
      issued: from.issued,
      reportId: from.identifier?.find(
        one => (one.system ?? '').replace(/^urn:oid:/, '') === identifiers.laboratoryReport.replace(/^urn:oid:/, ''),
      )?.value,
      organisation: organisationKey(taken, laboratory),
      conclusion: from.conclusion,
      diagnoses: from.codedDiagnosis?.map(concept),
      request:
        request === undefined
          ? undefined
          : {
              key: entryKey(taken, partOf(request)),
              ...given({ concept: conceptIf(request.code), reasons: request.reasonCode?.map(concept) }),
              notes: notesOf(request.note),
            },
    }),
  }
}

/** Who holds each: the group that names it as a member, or what it says that it derives from. A circle has no holder. */
function parentsOf(observations: readonly Observation[], taken: Taken): ReadonlyMap<Resource, Resource> {
  const parents = new Map<Resource, Resource>()
  const leadsTo = (from: Resource, to: Resource): boolean => {
    for (let at: Resource | undefined = from; at !== undefined; at = parents.get(at)) if (at === to) return true
    return false
  }
  const link = (child: Resource | undefined, parent: Resource | undefined) => {
    if (!isResource(child, 'Observation') || !isResource(parent, 'Observation') || parents.has(child)) return
    if (!leadsTo(parent, child)) parents.set(child, parent)
  }
  for (const one of observations) {
    for (const { type, target } of one.related ?? []) {
      if (type === 'has-member') link(taken.find(target), one)
      if (type === 'derived-from') link(one, taken.find(target))
    }
  }
  return parents
}

const partOf = (one: Resource): string => one.id ?? 'part'

function filing(one: Observation, taken: Taken): FilingComment {
  const { recorder } = common(taken, one, '', { recorder: one.performer?.[0] })
  return {
    key: entryKey(taken, partOf(one)),
    text: one.comment ?? '',
    ...given({ filed: one.effectiveDateTime, recorded: one.issued, filer: recorder }),
  }
}

function statusOf(status: string): 'final' | 'preliminary' | 'unknown' {
  return status === 'final' || status === 'preliminary' ? status : 'unknown'
}

function specimenOf(from: FhirSpecimen, taken: Taken): Specimen {
  return {
    key: entryKey(taken, partOf(from)),
    ...given({
      accession: from.accessionIdentifier?.value,
      type: conceptIf(from.type),
      received: from.receivedTime,
      collected: from.collection?.collectedDateTime ?? from.collection?.collectedPeriod?.start,
      quantity: quantity(from.collection?.quantity),
      bodySite: conceptIf(from.collection?.bodySite),
    }),
    notes: notesOf(from.note),
  }
}
