/** Emergency Codes, a table of the summary that is switched on in an emergency (HTM-SEC-07). */
import type { ClinicalDate } from '@gpc/fhir'
import { extensions } from '@gpc/fhir'
import { allergyLines } from './allergies.ts'
import { dateOf, detailLines, valueLines } from './observation-words.ts'
import { sectionOf, vaccinationOf } from './observations.ts'
import type { CareRecord } from './record.ts'
import type { Concept, Stored } from './resources.ts'
import { extensionOf } from './resources.ts'
import { sections } from './sections.ts'
import type { EmergencySettings } from './settings.ts'
import { latestFirst, rowsOf } from './sort.ts'
import type { TableView } from './view.ts'
import { lines, notes, titled } from './words.ts'

interface Entry {
  readonly codes: readonly string[]
  readonly date: ClinicalDate | undefined
  readonly title: string
  readonly details: readonly string[]
  /** Titles of the views that it stands in. */
  readonly location: string
}

const parts = [
  'uncategorised-data',
  'problems',
  'allergies',
  'ended-allergies',
  'immunisations',
  'immunisations-not-given',
  'immunisation-status',
  'investigations',
] as const

/** Of each group of codes the most recent entry. */
export function emergencyCodes(record: CareRecord, { groups, banner }: EmergencySettings): TableView {
  const all = parts.flatMap(part => record.items(part).flatMap(({ resources }) => resources.flatMap(entryOf)))
  const shown = groups.flatMap(group => {
    const wanted = new Set(group)
    const [latest] = latestFirst(all.filter(({ codes }) => codes.some(code => wanted.has(code))))
    return latest === undefined ? [] : [latest]
  })
  return {
    title: 'Emergency Codes',
    id: 'cli-tab',
    columns: [
      { name: 'Date', date: true },
      { name: 'Entry' },
      { name: 'Details' },
      { name: 'Location of further information' },
    ],
    rows: rowsOf(
      [...new Set(shown)].map(({ date, title, details, location }) => ({
        date,
        cells: [date ?? '', title, details, location],
      })),
    ),
    notes: banner === undefined ? [] : [banner],
    parts,
    filtered: false,
  }
}

const codesOf = (concept: Concept | undefined): readonly string[] =>
  (concept?.coding ?? []).flatMap(({ code }) => code ?? [])

function entryOf(one: Stored): readonly Entry[] {
  switch (one.resourceType) {
    case 'Observation': {
      const location = one.category === undefined ? sections[sectionOf(one)].title : sections.OBS.title
      const details = lines(...valueLines(one), ...detailLines(one))
      return [{ codes: codesOf(one.code), date: dateOf(one), title: titled(one.code), details, location }]
    }
    case 'Condition':
      return [
        {
          codes: codesOf(one.code),
          date: one.onsetDateTime,
          title: titled(one.code),
          details: notes(one.note),
          location: sections.PRB.title,
        },
      ]
    case 'AllergyIntolerance':
      return [
        {
          codes: codesOf(one.code),
          date: one.onsetDateTime ?? one.assertedDate,
          title: titled(one.code),
          details: allergyLines(one, { problems: [] }).slice(1),
          location: sections.ALL.title,
        },
      ]
    case 'Immunization': {
      const procedure = extensionOf(one, extensions.vaccinationProcedure)?.valueCodeableConcept
      const given = one.notGiven !== true
      return [
        {
          codes: codesOf(procedure),
          date: one.date,
          title: given ? vaccinationOf(one) : `Not given: ${vaccinationOf(one)}`,
          details: notes(one.note),
          location: given ? sections.IMM.title : sections.CLI.title,
        },
      ]
    }
    default:
      return []
  }
}
