import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ImportRefused } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { gp2gp } from './index.ts'
import { unpacked } from './packed.ts'
import { pds } from './people.ts'
import { cd, composition, message, nhsNumber, observation, withFiles, wrapper } from './testing.ts'

const allergy = (code: string) => composition([wrapper('drug', [observation(cd('code', code, 'readV2', code))])])
const owner = `nhs:${nhsNumber}`
const refusal = async (files: Readonly<Record<string, string | Uint8Array>>, path = 'one.xml', options = {}) =>
  withFiles(files, folder =>
    practice(gp2gp, 'X99004')
      .load(join(folder, path), { options: new Map(Object.entries(options)) })
      .then(
        () => 'imported',
        (error: unknown) => (error instanceof ImportRefused ? error.message : `not refused: ${error}`),
      ),
  )

describe('whose message it is', () => {
  test('a number is needed where the message names none, and must be the same where it names one', async () => {
    const nobody = message({ nhsNumber: '' })
    expect(await refusal({ 'one.xml': nobody })).toContain('give one with --nhs-number')
    expect(await refusal({ 'one.xml': nobody }, 'one.xml', { 'nhs-number': '999 010 1043' })).toBe('imported')
    expect(await refusal({ 'one.xml': nobody }, 'one.xml', { 'nhs-number': '9990101044' })).toContain('not a valid NHS')
    const words = message({ nhsNumber: 'Test Harness' })
    expect(await refusal({ 'one.xml': words }, 'one.xml', { 'nhs-number': nhsNumber })).toBe('imported')
    expect(await refusal({ 'one.xml': message({ nhsNumber: '9990101044' }) })).toContain('not a valid NHS')
    expect(await refusal({ 'one.xml': message() }, 'one.xml', { 'nhs-number': '9990101019' })).toContain(
      'another patient',
    )
  })

  test('one number for many messages is refused', async () => {
    const files = { 'one.xml': message({ nhsNumber: '' }), 'two.xml': message({ nhsNumber: '' }) }
    expect(await refusal(files, '', { 'nhs-number': nhsNumber })).toContain('one message only')
  })

  test('sent by or to the practice; else it is taken with a notice', async () => {
    const notices = (author: string, destination: string) =>
      withFiles({ 'one.xml': message({ author, destination }) }, async folder => {
        return (await practice(gp2gp, 'X99004').load(join(folder, 'one.xml'))).notices
      })
    expect(await notices('X99004', 'Y1')).toEqual([])
    expect(await notices('Y1', 'x99004')).toEqual([])
    expect(await notices('Y1', 'Y2')).toEqual([
      'one.xml was sent by Y1 to Y2, not by or to X99004; it is taken for X99004.',
    ])
  })
})

describe('extracts of one patient', () => {
  const old = message({ id: 'A1', available: '20250101', compositions: [allergy('14L1.00'), allergy('14L2.00')] })
  const fresh = message({ id: 'A2', available: '20250101093000', compositions: [allergy('14LK.00')] })
  const codes = (record: { allergies: readonly { concept: { text?: string } }[] } | undefined) =>
    record?.allergies.map(({ concept }) => concept.text)

  test('a newer one replaces the older, in whatever order they come', async () => {
    for (const order of [
      [old, fresh],
      [fresh, old],
    ]) {
      await withFiles(Object.fromEntries(order.map((content, i) => [`${i}.xml`, content])), async folder => {
        const { records } = await practice(gp2gp, 'X99004').load(folder)
        expect(codes(records.get(owner))).toEqual(['14LK.00'])
      })
    }
  })

  test("another practice's stands beside it; an entry that both have comes from the newer one", async () => {
    const same = 'F0000000-0000-4000-8000-000000000001'
    const shared = (text: string) =>
      composition([wrapper('drug', [observation(cd('code', '14LP.00', 'readV2', text), same)])])
    const before = message({
      id: 'A3',
      author: 'Y1',
      available: '2013',
      compositions: [allergy('14L9.00'), shared('old')],
    })
    const after = message({ id: 'A4', available: '2025', compositions: [allergy('14L8.00'), shared('new')] })
    await withFiles({ '1.xml': before, '2.xml': after, '3.xml': old.replace('A1', 'A5') }, async folder => {
      const { records } = await practice(gp2gp, 'X99004').load(folder)
      expect(codes(records.get(owner))).toEqual(['14L1.00', '14L2.00', '14L9.00', 'old'])
    })
    await withFiles({ '1.xml': before, '2.xml': after }, async folder => {
      const { records } = await practice(gp2gp, 'X99004').load(folder)
      expect(codes(records.get(owner))).toEqual(['14L8.00', 'new', '14L9.00'])
    })
  })

  test('the same one again changes nothing', async () => {
    await withFiles({ 'one.xml': old }, async folder => {
      const { load } = practice(gp2gp, 'X99004')
      const first = await load(join(folder, 'one.xml'))
      const second = await load(join(folder, 'one.xml'))
      expect(second.rows).toEqual(first.rows)
      expect(second.rows).toHaveLength(1)
    })
  })
})

describe('files that are not to be taken', () => {
  test('one of them alone stops the import; among others it is a reject', async () => {
    const cases: Record<string, [string | Uint8Array, RegExp]> = {
      truncated: [message({ compositions: [allergy('14L1.00')] }).slice(0, -80), /not well-formed/],
      doctype: [
        `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>${message().replace(/<\?xml.*\?>/, '')}`,
        /DOCTYPE/,
      ],
      entity: [message().replace('X99990', '&x;'), /not well-formed/],
      other: ['<COPC_IN000001UK01 xmlns="urn:hl7-org:v3"/>', /COPC_IN000001UK01 where RCMR/],
      deep: [message({ compositions: [`${'<a>'.repeat(300)}${'</a>'.repeat(300)}`] }), /within each other/],
      bytes: [Buffer.from(message({ author: 'Ä' }), 'latin1'), /aren't UTF-8|aren't utf-8/i],
      words: ['not a message', /neither XML nor/],
      empty: ['', /neither XML nor/],
      noid: [message().replace(/<id root="A0000000[^>]*>/, ''), /no EhrExtract with an id/],
    }
    const files = Object.fromEntries(Object.entries(cases).map(([name, [content]]) => [`${name}.xml`, content]))
    for (const [name, [, reason]] of Object.entries(cases)) expect(await refusal(files, `${name}.xml`)).toMatch(reason)
    await withFiles({ ...files, 'good.xml': message({ compositions: [allergy('14L1.00')] }) }, async folder => {
      const { records, rejects } = await practice(gp2gp, 'X99004').load(folder)
      expect(records.get(owner)?.allergies).toHaveLength(1)
      expect(rejects.map(({ at }) => at.file).sort()).toEqual(Object.keys(files).sort())
      for (const { at, reason } of rejects) expect(reason).toMatch(cases[at.file.slice(0, -4)]?.[1] ?? /never/)
    })
  })

  test('an empty folder, and an option that there is not', async () => {
    expect(await refusal({ 'readme.txt': 'x', 'other.txt': 'y' }, '')).toContain('no message (.xml)')
    expect(await refusal({ 'one.xml': message() }, 'one.xml', { any: 'on' })).toContain('There is no option any')
  })

  test('people traced at PDS are no delivery', async () => {
    await expect(pds.open('.', { ods: 'X99004', options: new Map() })).rejects.toThrow(ImportRefused)
  })
})

describe('wrappings', () => {
  const content = message({ compositions: [allergy('14L1.00')] })
  const multipart = (body: string, encoding = '8bit') =>
    [
      'Content-Type: multipart/related; charset="UTF-8"; type="text/xml";',
      ' boundary="--=_MIME-Boundary"; start="<ebXMLHeader@spine.nhs.uk>"',
      '',
      'preamble',
      '----=_MIME-Boundary',
      'Content-Id: <ebXMLHeader@spine.nhs.uk>',
      'Content-Type: text/xml; charset=UTF-8',
      '',
      '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>',
      '----=_MIME-Boundary',
      'Content-Id: <payload@spine.nhs.uk>',
      'Content-Type: application/xml; charset=UTF-8',
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
      '----=_MIME-Boundary',
      'Content-Id: <letter@spine.nhs.uk>',
      'Content-Type: text/plain',
      'Content-Transfer-Encoding: base64',
      '',
      'SGVsbG8=',
      '----=_MIME-Boundary--',
      '',
    ].join('\r\n')
  const load = (bytes: string | Uint8Array, name = 'one.xml') =>
    withFiles({ [name]: bytes }, folder => practice(gp2gp, 'X99004').load(join(folder, name)))

  test('ebXML multipart: the part with the extract; an attachment is one of the items', async () => {
    for (const whole of [
      multipart(content),
      multipart(content).replace(/^[\s\S]*?preamble\r\n/, ''),
      multipart(content).replaceAll('\r\n', '\n'),
      multipart(Buffer.from(content).toString('base64'), 'base64'),
      multipart(content.replaceAll('=', '=3D'), 'quoted-printable'),
    ]) {
      const { records, rejects, items } = await load(whole, 'one.mime')
      expect(records.get(owner)?.allergies).toHaveLength(1)
      expect(rejects).toEqual([])
      const attachments = items.flatMap(item => (item.kind === 'attachment' ? [item.attachment] : []))
      expect(attachments).toMatchObject([{ owner, name: 'letter@spine.nhs.uk', contentType: 'text/plain' }])
    }
  })

  test('a multipart that is cut off is refused', async () => {
    expect(await refusal({ 'one.mime': multipart(content).slice(0, -60) }, 'one.mime')).toContain('cut off')
  })

  test('byte order marks, declared encodings and namespace prefixes', async () => {
    const accented = content.replace('displayName="14L1.00"', 'displayName="14L1.00" extra="Siân"')
    const prefixed = content
      .replaceAll(/<(\/?)(?![?/])/g, '<$1hl7:')
      .replace('xmlns="urn:hl7-org:v3"', 'xmlns:hl7="urn:hl7-org:v3"')
    for (const bytes of [
      Buffer.from(`\ufeff${accented}`, 'utf8'),
      Buffer.from(`\ufeff${accented.replace('UTF-8', 'UTF-16')}`, 'utf16le'),
      Buffer.from(accented.replace('UTF-8', 'ISO-8859-1'), 'latin1'),
      Buffer.from(prefixed),
      Buffer.from(accented.replaceAll('\n', '\r\n')),
    ]) {
      const { records, rows } = await load(bytes)
      expect(records.get(owner)?.allergies).toHaveLength(1)
      expect(rows.map(({ table }) => table)).toEqual(['EhrExtract'])
    }
  })

  test('the agent directory and each composition are kept as they came', async () => {
    const { rows } = await load(content)
    const pieces = unpacked(rows[0]?.columns.content ?? '').map(({ whole, from, to }) => whole.slice(from, to))
    const [agents, kept = ''] = pieces
    expect(content).toContain(kept)
    expect(kept).toMatch(/^<ehrComposition>[\s\S]*<\/ehrComposition>$/)
    expect(agents).toBe('<agentDirectory></agentDirectory>')
  })
})

test('people traced at PDS become patients with a regular registration (FND-PAT-04)', () => {
  const columns = {
    nhsNumber,
    prefix: 'Mrs',
    given: 'Ann Mary',
    family: 'Rees',
    gender: 'female',
    birthDate: '1950-02-03',
    addressLine2: '1 Larch Rise',
    postcode: 'ZZ99 3VZ',
    phone: '01632 960001',
    registeredFrom: '2001-05-01',
  }
  const row = { table: 'Person', key: nhsNumber, owner, shared: false, columns }
  const { patient } = pds.assemble({ owner, table: name => (name === 'Person' ? [row] : []) }, () => [], 'X99004')
  expect(patient).toEqual({
    source: 'pds',
    key: nhsNumber,
    nhsNumber,
    nhsNumberStatus: 'verified',
    name: { prefix: 'Mrs', given: ['Ann', 'Mary'], family: 'Rees' },
    gender: 'female',
    birthDate: '1950-02-03',
    addresses: [{ use: 'home', lines: ['1 Larch Rise'], postcode: 'ZZ99 3VZ' }],
    contacts: [{ system: 'phone', value: '01632 960001', use: 'home' }],
    relations: [],
    registration: { type: 'regular', start: '2001-05-01' },
    sensitive: false,
  })
})
