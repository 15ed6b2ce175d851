import { describe, expect, test } from 'vitest'
import { cd, composition, guid, message, observation, recordOfMessage, recordOfStatements, wrapper } from './testing.ts'

const time = '<effectiveTime><center nullFlavor="NI"/></effectiveTime><availabilityTime value="20100113"/>'
const penicillin = cd('code', '14L1.00', 'readV2', 'H/O: penicillin allergy')
const note = (text: string, order = '+1') =>
  `<pertinentInformation><sequenceNumber value="${order}"/><pertinentAnnotation><text>${text}</text></pertinentAnnotation></pertinentInformation>`

const only = async (statement: string, options: Readonly<Record<string, string>> = {}) => {
  const { allergies, unreadable } = await recordOfStatements([statement], {}, options)
  expect(unreadable).toEqual([])
  expect(allergies).toHaveLength(1)
  const [allergy] = allergies
  if (allergy === undefined) throw new Error('no allergy')
  return allergy
}

describe('which statements are allergies', () => {
  test('the wrapper tells drug from other allergies (STR-ALG-08)', async () => {
    expect(await only(wrapper('drug', [observation(penicillin + time)]))).toMatchObject({ category: 'medication' })
    expect(
      await only(wrapper('other', [observation(cd('code', 'SN58200', 'readV2', 'Peanut allergy') + time)])),
    ).toMatchObject({ category: 'environment', concept: { text: 'Peanut allergy' } })
  })

  test('each observation in a wrapper is one, whatever its code', async () => {
    const two = wrapper('other', [observation(penicillin), observation(cd('code', 'M12..00', 'readV2', 'Eczema'))])
    const { allergies } = await recordOfStatements([two])
    expect(allergies.map(one => one.category)).toEqual(['environment', 'environment'])
  })

  test('a wrapper deep inside other headings counts', async () => {
    const deep = `<CompoundStatement classCode="TOPIC"><id root="${guid()}"/><component>${wrapper('drug', [observation(penicillin)])}</component></CompoundStatement>`
    expect((await recordOfStatements([deep])).allergies).toHaveLength(1)
  })

  test('a problem heading with a wrapper code is none, unless it holds one observation only', async () => {
    const weight = observation(cd('code', '22A..00', 'readV2', 'O/E - weight'))
    const { allergies, unreadable } = await recordOfStatements([wrapper('drug', [weight, weight], 'TOPIC')])
    expect([allergies, unreadable]).toEqual([[], []])
    expect((await recordOfStatements([wrapper('drug', [weight], 'TOPIC')])).allergies).toHaveLength(1)
  })

  test('outside a wrapper: codes of drug allergy and what senders code as one (STR-ALG-06)', async () => {
    expect(await only(observation(penicillin + time))).toMatchObject({ category: 'medication' })
    expect(await only(observation(cd('code', 'SN53z00', 'readV2', 'Allergy NOS')))).toMatchObject({
      category: 'environment',
    })
    const emis = cd('code', 'ALLERGY-EMISDRUGNAME-1', 'egton', 'Adverse reaction to X')
    expect(await only(observation(emis))).toMatchObject({ category: 'medication' })
    const cough = observation(cd('code', '171..00', 'readV2', 'Cough'))
    expect((await recordOfStatements([cough])).allergies).toEqual([])
  })

  test("a relative's allergy outside a wrapper isn't the patient's", async () => {
    const uncle = `<subject><personalRelationship>${cd('code', '38048003', 'snomed', 'Uncle')}</personalRelationship></subject>`
    expect((await recordOfStatements([observation(penicillin + uncle)])).allergies).toEqual([])
    expect(await only(wrapper('drug', [observation(penicillin + uncle)]))).toMatchObject({ notes: ['Subject: Uncle'] })
  })

  test('"no known allergies" is one that denies, wherever it stands (STR-ALG-22)', async () => {
    for (const code of [
      cd('code', '716186003', 'snomed', 'No known allergy'),
      cd('code', '409137002', 'snomed', 'No known drug allergy'),
      cd('code', '1151.00', 'readV2', 'No known allergies'),
    ]) {
      expect(await only(observation(code + time))).toMatchObject({ negation: true, category: 'medication' })
    }
    expect(await only(wrapper('drug', [observation(penicillin)]))).not.toHaveProperty('negation')
  })

  test('a comment that is all a wrapper holds is an allergy in words (STR-ALG-10)', async () => {
    const words = `<NarrativeStatement><id root="${guid()}"/><text>Allergic to bee stings</text></NarrativeStatement>`
    expect(await only(wrapper('other', [words]))).toMatchObject({
      concept: { codings: [], text: 'Allergic to bee stings' },
    })
    const both = await only(wrapper('drug', [observation(penicillin), words]))
    expect(both.notes).toEqual(['Allergic to bee stings'])
  })

  test('nothing vanishes: an empty wrapper and an allergy without a name are unreadable', async () => {
    const { allergies, unreadable } = await recordOfStatements([
      wrapper('drug', []),
      wrapper('drug', [observation('<code nullFlavor="UNK"/>')]),
    ])
    expect(allergies).toEqual([])
    expect(unreadable.map(({ reason }) => reason)).toEqual([
      'a heading of allergies without an allergy',
      'an allergy without code and text',
    ])
  })

  test('two statements with one id are two allergies', async () => {
    const same = guid()
    const { allergies } = await recordOfStatements([
      wrapper('drug', [observation(penicillin, same)]),
      wrapper('drug', [observation(penicillin, same)]),
    ])
    expect(allergies.map(({ key }) => key)).toEqual([`ObservationStatement:${same}`, `ObservationStatement:${same}~2`])
  })
})

describe('what an allergy says', () => {
  test('the value is what it is to; a code that adds something is noted (STR-ALG-15)', async () => {
    const value = (code: string) =>
      observation(`${code}${time}<value xsi:type="CD" code="00254001" codeSystem="2.16.840.1.113883.2.1.6.4" displayName="Azelaic acid cream">
        <originalText>H/O: drug allergy</originalText>${cd('translation', '41891011000001106', 'snomed', 'Azelaic acid 20% cream')}</value>`)
    const plain = await only(wrapper('drug', [value(cd('code', '14L..00', 'readV2', 'H/O: drug allergy'))]))
    expect(plain.concept).toEqual({
      codings: [
        { system: 'urn:oid:2.16.840.1.113883.2.1.6.4', code: '00254001', display: 'Azelaic acid cream' },
        { system: 'http://snomed.info/sct', code: '41891011000001106', display: 'Azelaic acid 20% cream' },
      ],
      text: 'Azelaic acid cream',
    })
    expect(plain.notes).toEqual([])
    const more = await only(wrapper('drug', [value(cd('code', 'ZVu6M00', 'readV2', '[X]History of allergy'))]))
    expect(more.notes).toEqual(['Allergy code: [X]History of allergy'])
  })

  test("an EMIS value repeats the code: the code counts, and the value's term is the text", async () => {
    const value =
      '<value xsi:type="CD" code="ALLERGY-EMISDRUGNAME-9" codeSystem="2.16.840.1.113883.2.1.6.3" displayName="Adverse reaction to Tramadol"/>'
    const { concept } = await only(
      wrapper('drug', [observation(cd('code', '14L..00', 'readV2', 'H/O: drug allergy') + value)]),
    )
    expect(concept.text).toBe('Adverse reaction to Tramadol')
    expect(concept.codings.map(({ code }) => code)).toEqual(['14L..00', 'ALLERGY-EMISDRUGNAME-9'])
  })

  test('a value that is no code is kept as a note', async () => {
    const value =
      '<value xsi:type="PQ" value="3" unit="1"><translation value="3"><originalText>IU</originalText></translation></value>'
    expect((await only(wrapper('drug', [observation(penicillin + value)]))).notes).toEqual(['Value: 3 IU'])
  })

  test('onset: low, then center, then when it became known; partial dates stay partial (STR-ALG-12, STR-ALG-13)', async () => {
    const dates = (effective: string) =>
      only(
        wrapper('drug', [
          observation(`${penicillin}<effectiveTime>${effective}</effectiveTime><availabilityTime value="20100113"/>`),
        ]),
      )
    expect(await dates('<low value="1999"/>')).toMatchObject({ onset: '1999', asserted: '2010-01-13' })
    expect(await dates('<center value="199906"/>')).toMatchObject({ onset: '1999-06' })
    expect(await dates('<center nullFlavor="UNK"/>')).toMatchObject({ onset: '2010-01-13' })
    const ended = await dates('<low value="1999"/><high value="20050101000000"/>')
    expect(ended).toMatchObject({ onset: '1999', notes: ['End date: 2005-01-01'] })
    expect(ended).not.toHaveProperty('ended')
  })

  test('without a date of its own, that of the composition; a date that is none is kept in a note', async () => {
    const none = await only(wrapper('drug', [observation(penicillin)]))
    expect(none).toMatchObject({ asserted: '2026-01-12T09:45:00+00:00', recorded: '2026-01-12T09:45:30+00:00' })
    const bad = await only(wrapper('drug', [observation(`${penicillin}<availabilityTime value="20101399"/>`)]))
    expect(bad.notes).toEqual(['availabilityTime: 20101399 (not a date)'])
  })

  test('annotations in the order of their numbers, after labelled qualifiers (STR-ALG-15)', async () => {
    const code = cd(
      'code',
      '14L1.00',
      'readV2',
      'H/O: penicillin allergy',
      `<qualifier><name code="255217005" codeSystem="2.16.840.1.113883.2.1.3.2.4.15" displayName="First"/></qualifier>`,
    )
    const certainty = '<uncertaintyCode code="U" displayName="Recorded as uncertain"/>'
    const { notes } = await only(
      wrapper('drug', [
        observation(code + certainty + note('after', '+1') + note('before', '-1') + note('during', '0')),
      ]),
    )
    expect(notes).toEqual(['Episodicity: First', 'Certainty: Recorded as uncertain', 'before', 'during', 'after'])
  })

  test('"Status: Resolved" is a note; the option ends the allergy (STR-ALG-04)', async () => {
    const text = 'Reason Ended: No recurrence on the same medicine Status: Resolved Type: Allergy Criticality: Low Risk'
    const statement = wrapper('drug', [observation(penicillin + note(text))])
    const active = await only(statement)
    expect(active).not.toHaveProperty('ended')
    expect(active.notes).toEqual([text])
    const ended = await only(statement, { 'end-resolved-allergies': 'on' })
    expect(ended).toMatchObject({ ended: { reason: 'No recurrence on the same medicine' }, notes: [text] })
  })

  test('who: recorder is the author, clinician the performer of the statement, else of the composition', async () => {
    const participant = (type: string, id: string) =>
      `<Participant typeCode="${type}"><agentRef><id root="${id}"/></agentRef></Participant>`
    const [prf, pprf] = ['B0000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000004']
    expect(await only(wrapper('drug', [observation(penicillin)]))).toMatchObject({
      recorder: 'B0000000-0000-4000-8000-000000000001',
      clinician: 'B0000000-0000-4000-8000-000000000002',
    })
    expect(
      await only(wrapper('drug', [observation(penicillin + participant('PRF', prf) + participant('PPRF', pprf))])),
    ).toMatchObject({ clinician: pprf.toUpperCase() })
  })
})

describe('confidentiality', () => {
  const mark = '<confidentialityCode code="NOPAT" codeSystem="2.16.840.1.113883.4.642.3.47"/>'
  const of = async (parts: { on?: string; compound?: string; composition?: string; interaction?: string }) => {
    const { on = '', compound = '', composition: whole = '', interaction = 'RCMR_IN030000UK07' } = parts
    const statement = wrapper('drug', [observation(on + penicillin)]).replace(
      '<effectiveTime>',
      `${compound}<effectiveTime>`,
    )
    const { allergies } = await recordOfMessage(
      message({ interaction, compositions: [composition([statement], whole)] }),
    )
    return allergies[0]?.confidentiality
  }

  test('NOPAT on the statement, its heading or its composition, in any order of elements (STR-COM-05)', async () => {
    expect(await of({ on: mark })).toBe('nopat')
    expect(await of({ compound: mark })).toBe('nopat')
    expect(await of({ composition: mark })).toBe('nopat')
    expect(await of({})).toBe('none')
    expect(await of({ on: mark.replace('NOPAT', 'NOSCRUB') })).toBe('none')
  })

  test('messages before UK07 carry no marks: unknown (STR-COM-06)', async () => {
    expect(await of({ interaction: 'RCMR_IN030000UK06' })).toBe('unknown')
    expect(await of({ interaction: 'RCMR_IN030000UK04' })).toBe('unknown')
    expect(await of({ interaction: 'RCMR_IN030000UK06', on: mark })).toBe('nopat')
  })
})
