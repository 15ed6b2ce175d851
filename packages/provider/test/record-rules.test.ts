/** Rules that hold for every resource of every answer, held against the sandbox's samples. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everything } from './areas.ts'
import { type Answer, hasElement, recordOf, references, type SamplePractice, startSamples } from './sample-practice.ts'

let emis: SamplePractice
let tpp: SamplePractice
beforeAll(async () => {
  emis = await startSamples('emis')
  tpp = await startSamples('tpp')
}, 300_000)
afterAll(async () => {
  for (const one of [emis, tpp]) await one.close()
})

const whole = (trait = 'full', practice = emis) => recordOf(practice, practice.patient(trait), ...everything)
const many = async (): Promise<readonly Answer[]> => [
  await whole(),
  await whole('confidential'),
  await whole('partial-dates'),
  await whole('hard-text'),
  await whole('full', tpp),
  await whole('no-problems', tpp),
]

describe('rules for every resource', () => {
  const clinical = [
    'AllergyIntolerance',
    'Condition',
    'DiagnosticReport',
    'DocumentReference',
    'Encounter',
    'Immunization',
    'MedicationRequest',
    'MedicationStatement',
    'Observation',
    'ProcedureRequest',
    'ReferralRequest',
  ]

  test('STR-COM-14 a link lies on one side: items name no problem', async () => {
    for (const answer of await many()) {
      const items = answer.resources.filter(
        one => clinical.includes(one.resourceType) && one.resourceType !== 'Condition',
      )
      expect(
        items.filter(one => references(one).some(ref => ref.startsWith('Condition/'))).map(one => one.resourceType),
      ).toEqual([])
      expect(
        answer
          .of('Encounter')
          .filter(one => references(one).some(ref => /^(Observation|MedicationRequest|List)\//.test(ref))),
      ).toEqual([])
    }
  })

  const nationalIds = [
    'nhs-number',
    'ods-organization-code',
    'ods-site-code',
    'sds-user-id',
    'sds-role-profile-id',
    'prescription-order-item-number',
    'prescription-order-number',
    'UBRN',
  ].map(name => `https://fhir.nhs.uk/Id/${name}`)
  const others = [
    'https://fhir.hl7.org.uk/Id/gmc-number',
    'https://fhir.hl7.org.uk/Id/gmp-number',
    'https://fhir.hl7.org.uk/Id/nmc-number',
    'urn:oid:2.16.840.1.113883.2.1.4.5.5',
  ]
  test("STR-COM-13 identifiers are of the national systems or of the provider's own namespace", async () => {
    const found = new Set<string>()
    for (const answer of await many()) {
      for (const one of answer.resources) for (const { system } of one.identifier ?? []) found.add(system)
    }
    expect(found.size).toBeGreaterThan(5)
    expect(
      [...found].filter(
        system =>
          ![...nationalIds, ...others].includes(system) && !system.startsWith('https://fhir.gp-connect.invalid/Id/'),
      ),
    ).toEqual([])
  })

  test('STR-COM-01 STR-COM-04 STR-LIST-08 clinical resources have id, profile and identifier, and no version', async () => {
    for (const answer of await many()) {
      for (const one of answer.resources.filter(({ resourceType }) => clinical.includes(resourceType))) {
        expect(one.id).toBeTruthy()
        expect(one.meta.profile).toHaveLength(1)
        expect(one.identifier.length).toBeGreaterThan(0)
        expect(one.meta.versionId ?? one.meta.lastUpdated).toBeUndefined()
      }
    }
  })

  test('STR-ALG-07 STR-ALG-05 allergies are unconfirmed, all of them, and active ones have no end', async () => {
    for (const answer of await many()) {
      for (const one of answer.of('AllergyIntolerance')) {
        expect(one).toMatchObject({ verificationStatus: 'unconfirmed', clinicalStatus: 'active' })
        expect(JSON.stringify(one)).not.toContain('AllergyIntoleranceEnd')
      }
    }
  })

  test('STR-MED-13 STR-MED-36 STR-MED-22 medicines have none of the elements that they must not have, and a whole dosage or its text', async () => {
    const not: Readonly<Record<string, readonly string[]>> = {
      Medication: ['package'],
      MedicationRequest: [
        'definition',
        'category',
        'priority',
        'supportingInformation',
        'reasonCode',
        'reasonReference',
        'substitution',
        'detectedIssue',
        'eventHistory',
      ],
      MedicationStatement: ['partOf', 'category', 'derivedFrom', 'reasonNotTaken', 'reasonCode', 'reasonReference'],
    }
    for (const answer of await many()) {
      for (const [type, names] of Object.entries(not)) {
        for (const one of answer.of(type)) {
          expect(names.filter(name => name in one)).toEqual([])
          expect(one.meta.versionId ?? one.meta.lastUpdated).toBeUndefined()
        }
      }
      for (const one of [
        ...answer.of('MedicationRequest').map(found => found.dosageInstruction),
        ...answer.of('MedicationStatement').map(found => found.dosage),
      ]) {
        expect(one[0].text).toBeTruthy()
        expect(Object.keys(one[0]).filter(name => name !== 'text' && name !== 'patientInstruction')).toEqual([])
      }
    }
  })

  test('NFR-CT-11 no modifier extension is sent', async () => {
    for (const answer of await many())
      expect(answer.resources.filter(one => hasElement(one, 'modifierExtension'))).toEqual([])
  })

  test('NFR-FHIR-08 references are relative and lead to resources of the Bundle, never to other servers', async () => {
    for (const answer of await many()) {
      const all = answer.resources.flatMap(references)
      expect(all.filter(ref => /^[a-z]+:/i.test(ref))).toEqual([])
    }
  })

  const bound = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-'
  const other = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-'
  const urls = [
    ...[
      'coding-sctdescid',
      'CareConnect-GPC-ActualProblem-1',
      'CareConnect-GPC-ClinicalSetting-1',
      'CareConnect-GPC-ListWarningCode-1',
      'CareConnect-GPC-AllergyIntoleranceEnd-1',
      'CareConnect-GPC-MedicationStatementLastIssueDate-1',
      'CareConnect-GPC-PrescribingAgency-1',
      'CareConnect-GPC-MedicationRepeatInformation-1',
      'CareConnect-GPC-MedicationStatusReason-1',
      'CareConnect-GPC-PrescriptionType-1',
      'CareConnect-GPC-MedicationQuantityText-1',
      'CareConnect-GPC-RegistrationDetails-1',
      'CareConnect-GPC-NHSCommunication-1',
      'CareConnect-GPC-MainLocation-1',
      'CareConnect-GPC-NHSNumberVerificationStatus-1',
    ].map(name => bound + name),
    ...[
      'coding-sctdescid',
      'CareConnect-ProblemSignificance-1',
      'CareConnect-RelatedClinicalContent-1',
      'CareConnect-RelatedProblemHeader-1',
      'CareConnect-DateRecorded-1',
      'CareConnect-VaccinationProcedure-1',
      'CareConnect-ParentPresent-1',
    ].map(name => other + name),
  ]
  test('STR-URL-01 extensions are at the URLs that the profiles bind', async () => {
    const found = new Set<string>()
    for (const answer of await many()) {
      for (const [, url = ''] of JSON.stringify(answer.resources).matchAll(
        /"url":"(https?:[^"]*StructureDefinition[^"]*)"/g,
      ))
        found.add(url)
    }
    expect(found.size).toBeGreaterThan(10)
    expect([...found].filter(url => !urls.includes(url))).toEqual([])
  })
})

describe('how areas meet', () => {
  test('STR-ALG-20 STR-PRB-08 an allergy that is a problem is both', async () => {
    const answer = await whole()
    const [ref] = answer.items('problems-allergies-related-to-problems')
    const allergy = answer.at(ref ?? '')
    expect(allergy).toMatchObject({ resourceType: 'AllergyIntolerance', verificationStatus: 'unconfirmed' })
    expect(answer.items('Allergies and adverse reactions')).toContain(ref)
    const problem = answer.of('Condition').find(one => references(one.extension).includes(ref ?? ''))
    expect(answer.items('Problems')).toContain(`Condition/${problem?.id}`)
  })
})
