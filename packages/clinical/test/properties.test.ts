/** What holds for every record, whatever a source has in it. */
import { checkResource, fromXml, toXml } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listJson, type RenderedArea, type RenderedResource, renderDirectory, renderPatient } from '../src/index.ts'
import { renderAllergies } from '../src/render/allergy.ts'
import { noLinks } from '../src/render/links.ts'
import { renderMedications } from '../src/render/medications.ts'
import { allergies, directory, patient, plans } from './arbitrary.ts'
import { context, parsed, patientRef, referencesIn } from './sample.ts'

/** Sound in structure and order: no problem for the structural check, and the same JSON after a way through XML. */
function sound(json: string): void {
  const resource = parsed(json)
  expect(checkResource(resource, resource.resourceType)).toEqual([])
  expect(JSON.stringify(fromXml(toXml(json)))).toBe(JSON.stringify(resource))
}

const texts = ({ json, later }: RenderedResource) => (later === undefined ? [json] : [json, later.json])
const all = (area: RenderedArea) => [...area.groups.flatMap(({ resources }) => resources), ...area.shared]

/** STR-COM-14, STR-OP-16: each resource names exactly what it refers to outside of its group. */
function exactRefs(area: RenderedArea): void {
  const check = (one: RenderedResource, own: ReadonlySet<string>) => {
    for (const json of texts(one)) {
      const outside = new Set(referencesIn(parsed(json)).filter(ref => !own.has(ref)))
      expect(new Set(one.refs)).toEqual(outside)
    }
  }
  for (const group of area.groups) {
    const own = new Set(group.resources.map(({ ref }) => ref))
    for (const one of group.resources) check(one, own)
  }
  for (const one of area.shared) check(one, new Set())
}

test('STR-ERR-09 STR-COM-07 every allergy is in one list, withheld, or left out with a reason; all resources are sound', () => {
  fc.assert(
    fc.property(allergies, entries => {
      const [active, ended] = renderAllergies(entries, context, patientRef, noLinks)
      const areas = [active, ended]
      const seen = [
        ...areas.flatMap(area => all(area)).map(({ json }) => parsed(json).identifier[0].value),
        ...areas.flatMap(({ withheld, leftOut = [] }) => [...withheld, ...leftOut]).map(({ key }) => key),
      ]
      expect(seen.toSorted()).toEqual(entries.map(({ key }) => key).toSorted())
      for (const area of areas) {
        exactRefs(area)
        for (const one of all(area)) sound(one.json)
      }
      const contained = all(ended).map(({ json }) => json)
      const list = listJson({
        area: 'ended-allergies',
        patientRef,
        entries: ended.groups.map(({ entry }) => JSON.stringify({ item: { reference: entry } })).join(','),
        contained: { id: 'ended', resources: contained.join(',') },
        warnings: ['confidential-items'],
      })
      sound(list)
    }),
  )
})

test('STR-MED-01 STR-ERR-09 every plan and issue is rendered once or withheld; resources are sound, references exact', () => {
  fc.assert(
    fc.property(plans, entries => {
      const area = renderMedications(entries, context, patientRef, noLinks)
      exactRefs(area)
      const found = all(area)
      for (const one of found) for (const json of texts(one)) sound(json)
      const requests = found.map(({ json }) => parsed(json)).filter(one => one.resourceType === 'MedicationRequest')
      const seen = [
        ...requests.map(({ identifier }) => identifier[0].value).filter(key => !key.endsWith('-PLAN')),
        ...area.withheld.map(({ key }) => key),
      ]
      const wanted = entries.flatMap(({ key, issues }) => [key, ...issues.map(one => one.key)])
      expect(seen.toSorted()).toEqual(wanted.toSorted())
      expect(new Set(found.map(({ ref }) => ref)).size).toBe(found.length)
    }),
  )
})

test('STR-MED-02 STR-MED-04 STR-MED-33 every order has one plan, of its own medicine and dosage; an acute plan has one order at most', () => {
  fc.assert(
    fc.property(plans, entries => {
      const area = renderMedications(entries, context, patientRef, noLinks)
      const requests = all(area)
        .map(({ json }) => parsed(json))
        .filter(one => one.resourceType === 'MedicationRequest')
      const byRef = new Map(requests.map(one => [`MedicationRequest/${one.id}`, one]))
      const orders = requests.filter(({ intent }) => intent === 'order')
      const perPlan = new Map<string, number>()
      for (const order of orders) {
        const [{ reference }] = order.basedOn
        expect(byRef.get(reference)?.intent).toBe('plan')
        perPlan.set(reference, (perPlan.get(reference) ?? 0) + 1)
      }
      for (const [ref, count] of perPlan) {
        const type = byRef.get(ref)?.extension?.find((one: { url: string }) => one.url.includes('PrescriptionType'))
        const code = type?.valueCodeableConcept.coding[0].code
        if (code === 'acute' || code === 'delayed-prescribing') expect(count).toBe(1)
      }
      for (const one of requests) {
        if (one.priorPrescription !== undefined) expect(byRef.has(one.priorPrescription.reference)).toBe(true)
      }
    }),
  )
})

test('STR-MED-16 STR-MED-17 STR-MED-24 STR-MED-30 statement and plan agree; an active plan has no end, an ended one has; only a stopped plan has a reason', () => {
  fc.assert(
    fc.property(plans, entries => {
      const area = renderMedications(entries, context, patientRef, noLinks)
      const plansByRef = new Map(all(area).map(one => [one.ref, one]))
      for (const group of area.groups) {
        const statement = group.resources[0]
        if (statement === undefined) throw new Error('A group has no statement.')
        const versions = texts(statement).map(parsed)
        const planRef = versions[0].basedOn[0].reference
        const planTexts = texts(plansByRef.get(planRef) ?? statement).map(parsed)
        expect(planTexts).toHaveLength(versions.length)
        versions.forEach((one, i) => {
          const plan = planTexts[i]
          expect(plan.status).toBe(one.status)
          expect(plan.dispenseRequest.validityPeriod).toEqual(one.effectivePeriod)
          expect(['active', 'completed', 'stopped']).toContain(one.status)
          const { start, end } = one.effectivePeriod
          if (one.status === 'active') expect(end).toBeUndefined()
          else expect(end === undefined).toBe(start === undefined)
          const reason = plan.extension?.some((found: { url: string }) => found.url.includes('StatusReason')) ?? false
          expect(reason).toBe(one.status === 'stopped')
        })
        if (group.from !== '' && group.to !== '') expect(group.from <= group.to).toBe(true)
        if (statement.later !== undefined) expect(statement.later.from > context.today).toBe(true)
      }
    }),
  )
})

test('STR-ERR-10 what is confidential leaves no trace', () => {
  fc.assert(
    fc.property(plans, allergies, (medicines, reactions) => {
      const secret = 'Wiltonmycin'
      const marked = medicines.map(plan => ({
        ...plan,
        ...(plan.confidentiality === 'confidential' ? { drug: { codings: [], text: secret }, dosage: secret } : {}),
        issues: plan.issues.map(issue =>
          issue.confidentiality === 'confidential' || plan.confidentiality === 'confidential'
            ? {
                ...issue,
                key: `${secret}:${issue.key}`,
                dosage: secret,
                notes: [{ kind: 'other' as const, text: secret }],
              }
            : issue,
        ),
      }))
      const shown = JSON.stringify(
        [
          renderMedications(marked, context, patientRef, noLinks),
          ...renderAllergies(
            reactions.map(one => (one.confidentiality === 'confidential' ? { ...one, notes: [secret] } : one)),
            context,
            patientRef,
            noLinks,
          ),
        ].map(({ groups, shared }) => [groups, shared]),
      )
      expect(shown).not.toContain(secret)
    }),
  )
})

test('STR-COM-01 STR-OP-13 rendering the same twice gives the same', () => {
  fc.assert(
    fc.property(plans, allergies, (medicines, reactions) => {
      const render = () => [
        renderMedications(medicines, context, patientRef, noLinks),
        ...renderAllergies(reactions, context, patientRef, noLinks),
      ]
      expect(render()).toEqual(render())
    }),
  )
})

test('FND-PAT-12 to 20 every patient is sound, with exactly one official name', () => {
  fc.assert(
    fc.property(patient, person => {
      const { json, refs, ref } = renderPatient(person, context)
      sound(json)
      const found = parsed(json)
      expect(`Patient/${found.id}`).toBe(ref)
      expect(found.name.filter((name: { use: string }) => name.use === 'official')).toHaveLength(1)
      expect(new Set(refs)).toEqual(new Set(referencesIn(found)))
    }),
  )
})

test('STR-OP-11 STR-OP-12 FND-ORG FND-LOC FND-PRA a directory is sound, and all that it refers to is in it', () => {
  fc.assert(
    fc.property(directory, people => {
      const found = renderDirectory(people, context, 'Elm Surgery')
      const refs = new Set(found.map(({ ref }) => ref))
      expect(refs.size).toBe(found.length)
      for (const one of found) {
        sound(one.json)
        for (const ref of [...referencesIn(parsed(one.json)), ...one.refs]) expect(refs).toContain(ref)
        expect(one.refs).toEqual(expect.arrayContaining(referencesIn(parsed(one.json))))
      }
      const roles = found
        .filter(({ type }) => type === 'PractitionerRole')
        .map(({ json }) => parsed(json).practitioner.reference)
      expect(new Set(roles).size).toBe(roles.length)
    }),
  )
})
