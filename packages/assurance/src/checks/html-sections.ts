import { z } from 'zod'
import { uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { askSection, type CareRecord, careRecord, numberSystem, sectionSystem, sentAs } from '../html/request.ts'
import { htmlIds, sectionFindings } from '../html/rules.ts'
import { type Section, type SectionCode, sectionCodes, sections } from '../html/sections.ts'
import type { Answer } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import { patients } from '../subjects.ts'

const feature = 'AccessRecordHtml'
const profile = (name: string): string => `http://fhir.nhs.net/StructureDefinition/gpconnect-${name}-1`

const profileOf: Readonly<Record<string, string>> = {
  Composition: profile('carerecord-composition'),
  Patient: profile('patient'),
  Organization: profile('organization'),
  Practitioner: profile('practitioner'),
  Device: profile('device'),
}

/** Everything but the HTML (HTM-OP-07 to 09). */
function recordFindings(got: Answer, code: SectionCode, person: Person, record: CareRecord): Findings {
  const { resources, composition } = record
  const { title } = sections[code]
  const known = new Set(resources.map(one => `${one.resourceType}/${one.id}`))
  const of = (type: string) => resources.filter(one => one.resourceType === type)
  const identified = z.looseObject({ identifier: z.array(z.looseObject({ system: z.string(), value: z.string() })) })
  const numbers = of('Patient').flatMap(one => identified.safeParse(one).data?.identifier ?? [])
  const [section] = composition.section
  const references = [composition.subject, ...(composition.author ?? []), composition.custodian]
  return [
    ...sentAs(got),
    ...uncached(got),
    ...expectSame('Bundle.type', 'searchset', record.type),
    ...(['Composition', 'Patient', 'Device'] as const).flatMap(type =>
      expectSame(`${type}s (HTM-OP-07)`, 1, of(type).length),
    ),
    ...expectSame(
      'resources of another profile (HTM-OP-07)',
      [],
      resources.filter(one => one.meta.profile[0] !== profileOf[one.resourceType]).map(one => one.meta.profile),
    ),
    ...expectSame(
      'resources without meta.versionId',
      [],
      resources
        .filter(one => one.resourceType !== 'Composition' && one.meta.versionId === undefined)
        .map(one => one.id),
    ),
    ...expectSame(
      'references that lead nowhere (HTM-OP-07)',
      [],
      references.filter(one => one !== undefined && !known.has(one.reference)),
    ),
    ...expectSame(
      'NHS number',
      [person.nhsNumber],
      numbers.filter(one => one.system === numberSystem).map(one => one.value),
    ),
    ...expectSame(
      'title and status (HTM-OP-08)',
      ['Patient Care Record', 'final'],
      [composition.title, composition.status],
    ),
    ...expectSame(
      'type (HTM-OP-08)',
      [
        [{ system: 'http://snomed.info/sct', code: '425173008', display: 'record extract (record artifact)' }],
        'record extract (record artifact)',
      ],
      composition.type === undefined ? undefined : [composition.type.coding, composition.type.text],
    ),
    ...expectSame('sections (HTM-OP-09)', 1, composition.section.length),
    ...expectSame('section.title (HTM-OP-09)', title, section?.title),
    ...expectSame(
      'section.code (HTM-OP-09)',
      { coding: [{ system: sectionSystem, code, display: title }], text: title },
      section?.code,
    ),
    ...expectSame('section.text.status (HTM-OP-09)', 'generated', section?.text.status),
    ...peopleFindings(resources),
  ]
}

const patientNo = ['photo', 'animal', 'link']
const practitionerNo = ['photo', 'qualification']

function peopleFindings(resources: CareRecord['resources']): Findings {
  const has = (type: string, names: readonly string[]) =>
    resources
      .filter(one => one.resourceType === type)
      .flatMap(one => Object.keys(one).filter(name => names.includes(name)))
  return [
    ...expectSame('elements of a Patient that aren’t allowed', [], has('Patient', patientNo)),
    ...expectSame('elements of a Practitioner that aren’t allowed', [], has('Practitioner', practitionerNo)),
  ]
}

const shownTo = patients('full', 'html-periods', 'hard-text', 'partial-dates')

export const sectionCases: readonly Case[] = sectionCodes.flatMap(code => {
  const section: Section = sections[code]
  return [
    check({
      id: `html/${code.toLowerCase()}`,
      feature,
      title: `${section.title}: bundle, composition, markup, tables and banners are as the specification wants`,
      requirements: [
        ...new Set([
          'HTM-OP-03',
          'HTM-OP-07',
          'HTM-OP-08',
          'HTM-OP-09',
          'HTM-OP-13',
          'HTM-BAN-04',
          'HTM-BAN-05',
          ...htmlIds,
        ]),
      ],
      of: shownTo,
      async run(at, person) {
        const got = await askSection(at, person, code)
        const record = careRecord(got)
        return [...recordFindings(got, code, person, record), ...sectionFindings(code, record.html)]
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-tables`,
      feature,
      title: `${section.title} of a full record: every table has rows, where the system hands over what it shows`,
      requirements: ['HTM-LAY-05', 'HTM-SEC-01'],
      of: patients('full'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        const missing = section.tables.filter(one => one.optional !== true && !html.includes(`<table id="${one.id}"`))
        if (missing.length === section.tables.length && at.practice.system !== 'emis') {
          throw new NotApplicable('What the practice’s system hands over has nothing of this section.')
        }
        return expect(missing.length < section.tables.length, 'a table', html)
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-none`,
      feature,
      title: `${section.title} of a patient without data: words in place of each table`,
      requirements: ['HTM-BAN-09', 'HTM-BAN-13'],
      of: patients('plain'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        return [...sectionFindings(code, html), ...expect(!html.includes('<table'), 'no table', html)]
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-transfer`,
      feature,
      title: `${section.title} while the record is in transit: a banner below the title, with the day of registration`,
      requirements: ['HTM-BAN-01'],
      of: patients('in-transit'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        const banner =
          /^<div[^>]*><h1>[^<]*<\/h1><div class="gptransfer-banner"><p>Patient record transfer from previous GP practice not yet complete; information recorded before \d\d-[A-Z][a-z]{2}-\d{4} may be missing<\/p><\/div>/
        return expect(banner.test(html), 'the banner of a transfer below h1', html)
      },
    }),
  ]
})
