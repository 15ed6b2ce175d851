/** Immunisations: those that were given (HTM-SEC-01). */

import { vaccinationOf } from './observations.ts'
import type { CareRecord } from './record.ts'
import type { Immunization } from './resources.ts'
import { sections } from './sections.ts'
import { rowsOf } from './sort.ts'
import type { SectionView } from './view.ts'
import { amount, dated, labelled, lines, linkedProblems, nameOf, names, notes, term, terms } from './words.ts'

export function immunisations(record: CareRecord): SectionView {
  const rows = record.items('immunisations').flatMap(({ resources, problems }) =>
    resources
      .filter(one => one.resourceType === 'Immunization')
      .map(one => {
        const [course] = one.vaccinationProtocol ?? []
        const details = [...detailLines(record, one), ...linkedProblems(problems)]
        return {
          date: one.date,
          cells: [one.date ?? '', vaccinationOf(one), course?.doseSequence ?? '', term(one.vaccineCode), details],
        }
      }),
  )
  const { title } = sections.IMM
  return {
    title,
    tables: {
      title,
      id: 'imm-tab',
      columns: [
        { name: 'Date', date: true },
        { name: 'Vaccination' },
        { name: 'Part' },
        { name: 'Contents' },
        { name: 'Details' },
      ],
      rows: rowsOf(rows),
      notes: ['Vaccinations that were not given, consents and dissents are shown under Clinical Items'],
      parts: ['immunisations'],
      filtered: false,
    },
  }
}

function detailLines(record: CareRecord, one: Immunization): readonly string[] {
  const { manufacturer, lotNumber, expirationDate, site, route, doseQuantity, explanation, primarySource } = one
  return lines(
    ...(one.vaccinationProtocol ?? []).flatMap(({ description, seriesDoses, targetDisease }) => [
      labelled('Course', description),
      labelled('Doses in course', seriesDoses),
      labelled('Target disease', terms(targetDisease)),
    ]),
    labelled('Dose', amount(doseQuantity)),
    labelled('Manufacturer', manufacturer?.display),
    labelled('Batch', lotNumber),
    dated('Expires', expirationDate),
    labelled('Site', term(site)),
    labelled('Route', term(route)),
    labelled('Reason', terms(explanation?.reason)),
    primarySource === false ? 'Reported, not given here' : '',
    labelled('Reported by', term(one.reportOrigin)),
    labelled('Place', nameOf(record, one.location)),
    labelled(
      'Given or recorded by',
      names(
        record,
        one.practitioner?.map(({ actor }) => actor),
      ),
    ),
    ...notes(one.note),
  )
}
