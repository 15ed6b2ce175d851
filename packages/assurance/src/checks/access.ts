/** Who may be seen in a structured record, and what warnings tell (STR-ERR, STR-WARN, SEC-IG). */
import { ofType, resource } from '../answer.ts'
import { type Case, check, type Feature, type Subjects } from '../check.ts'
import { expect, expectSame } from '../finding.ts'
import { call } from '../provider.ts'
import { hold } from '../rule.ts'
import { levelOf } from '../rules/consultation.ts'
import { listRules, notesOf, warningsOf, warningTexts } from '../rules/list.ts'
import { secondaryCode, secondaryRules } from '../rules/secondary.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger } from '../subjects.ts'
import { areas } from './areas.ts'
import { refused } from './forms.ts'
import { allergies, include, medication, type Parameter, recordOf, recordRequest } from './structured.ts'

const everyArea: readonly (readonly [name: string, feature: Feature, asked: Parameter])[] = [
  ['allergies', 'StructuredAllergies', allergies(true)],
  ['medications', 'StructuredMedications', medication(true)],
  ...areas.map(one => [one.name, one.feature, include(one.parameter)] as const),
]

const hidden: readonly (readonly [id: string, title: string, ids: readonly string[], of: Subjects<Person>])[] = [
  ['stranger', 'somebody who isn’t a patient of the practice', ['STR-ERR-01'], stranger],
  ['deceased', 'a patient who has died', ['STR-ERR-02'], patients('deceased', 'deceased-recently')],
  ['inactive', 'a patient who has left', ['STR-ERR-02'], patients('inactive')],
  ['temporary', 'a temporary resident', ['STR-ERR-03'], patients('temporary')],
  ['sensitive', 'a patient flagged sensitive', ['STR-ERR-05', 'SEC-IG-05'], patients('sensitive')],
  ['unverified', 'a patient whose NHS number is another’s', ['STR-ERR-04'], patients('unverified')],
  ['not-on-pds', 'a patient whom PDS doesn’t know', ['STR-ERR-04'], patients('not-on-pds')],
  ['superseded', 'a patient whose NHS number was replaced', ['STR-ERR-04'], patients('superseded')],
]

/** A warning that lists must carry, with its text, when an area is asked for (STR-WARN-02, STR-WARN-03). */
function warned(
  code: string,
  of: Subjects<Person>,
  requirements: readonly string[],
  names: readonly string[],
  wanted: (title: string) => boolean,
): Case[] {
  return everyArea
    .filter(([name]) => names.includes(name))
    .map(([name, feature, asked]) =>
      check({
        id: `${name}/warning-${code}`,
        feature,
        title: `${code} is told on the lists of ${name}, with its text`,
        requirements: [...requirements, 'STR-WARN-01'],
        of,
        async run(at, person) {
          const { bundle, findings } = await recordOf(at, person, asked)
          const lists = ofType(bundle, 'List').filter(one => levelOf(one) === undefined)
          const [secondary, primary] = [true, false].map(is =>
            lists.filter(one => (secondaryCode(one) !== undefined) === is),
          )
          const missing = lists
            .filter(({ title }) => wanted(title ?? ''))
            .flatMap(list => [
              ...expect(warningsOf(list).includes(code), `${code} on “${list.title}”`, warningsOf(list)),
              ...expect(
                warningTexts.get(code)?.test(notesOf(list)) ?? false,
                `its text on “${list.title}”`,
                notesOf(list),
              ),
            ])
          return [...findings, ...hold(listRules, primary ?? []), ...hold(secondaryRules, secondary ?? []), ...missing]
        },
      }),
    )
}

export const accessCases: readonly Case[] = [
  ...everyArea.flatMap(([name, feature, asked]) =>
    hidden.map(([id, title, requirements, of]) =>
      refused({
        id: `${name}/hidden-${id}`,
        feature,
        title: `The record of ${title}: PATIENT_NOT_FOUND`,
        requirements,
        of,
        code: 'PATIENT_NOT_FOUND',
        request: person => recordRequest(person, asked),
      }),
    ),
  ),
  ...everyArea.map(([name, feature, asked]) =>
    refused({
      id: `${name}/no-consent`,
      feature,
      title: 'The record of a patient who dissents from sharing: NO_PATIENT_CONSENT',
      requirements: ['STR-ERR-06', 'SEC-IG-03'],
      of: patients('no-consent'),
      code: 'NO_PATIENT_CONSENT',
      request: person => recordRequest(person, asked),
    }),
  ),
  check({
    id: 'allergies/sensitive-as-stranger',
    feature: 'StructuredAllergies',
    title: 'The answer for a sensitive patient is the same as for somebody unknown',
    requirements: ['SEC-IG-05', 'STR-ERR-05', 'ERR-GEN-04'],
    of: patients('sensitive'),
    async run(at, person) {
      const ask = async (one: Person) => {
        const got = await call(at, recordRequest(one, allergies(true)))
        return { status: got.status, outcome: resource(got, 'OperationOutcome') }
      }
      const [unknown] = at.sandbox.people
      return unknown === undefined ? [] : expectSame('answer', await ask(unknown), await ask(person))
    },
  }),
  ...warned(
    'data-in-transit',
    patients('in-transit'),
    ['STR-WARN-03', 'STR-WARN-05', 'STR-WARN-09'],
    everyArea.map(([name]) => name),
    () => true,
  ),
  ...warned(
    'confidential-items',
    patients('confidential'),
    ['STR-WARN-02', 'STR-WARN-06', 'STR-ERR-09'],
    ['allergies', 'medications', 'referrals'],
    title => !/Ended|Problems/.test(title),
  ),
]
