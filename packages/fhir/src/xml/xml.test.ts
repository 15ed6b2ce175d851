import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyResource } from '../../test/arbitrary.ts'
import { checkResource, FhirXmlError, fromXml, toXml, xmlToJson } from '../index.ts'

const fhir = 'xmlns="http://hl7.org/fhir"'
const patient = (inner: string) => `<Patient ${fhir}>${inner}</Patient>`

/** The error's text of a call that must throw a FhirXmlError. */
function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof FhirXmlError) return error.message
    throw error
  }
  return 'nothing was thrown'
}

describe('XML and JSON', () => {
  test('NFR-CT-02: any resource comes back from XML as it was', () => {
    fc.assert(
      fc.property(anyResource(), resource => {
        const xml = toXml(resource)
        expect(fromXml(xml)).toEqual(resource)
        expect(toXml(JSON.stringify(resource))).toBe(xml)
        expect(JSON.parse(xmlToJson(xml))).toEqual(resource)
      }),
      { numRuns: 300 },
    )
  })

  test('elements are written in the order of the schema, whatever order the JSON has', () => {
    const json = {
      contact: [{ name: { family: 'B', id: 'n1' } }],
      birthDate: '1950-02',
      extension: [{ valueCode: 'x', url: 'https://a.example/e' }],
      _birthDate: { extension: [{ url: 'https://a.example/b', valueInteger: 1 }] },
      id: '1',
      resourceType: 'Patient',
      contained: [{ resourceType: 'Organization', id: 'o' }],
    }
    expect(toXml(json)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n${patient(
        '<id value="1"/><contained><Organization><id value="o"/></Organization></contained>' +
          '<extension url="https://a.example/e"><valueCode value="x"/></extension>' +
          '<birthDate value="1950-02"><extension url="https://a.example/b"><valueInteger value="1"/></extension></birthDate>' +
          '<contact><name id="n1"><family value="B"/></name></contact>',
      )}`,
    )
  })

  test('lists of primitives keep their nulls and what stands beside them', () => {
    const json = { resourceType: 'Patient', name: [{ given: ['A', null, 'C'], _given: [null, { id: 'b' }, null] }] }
    expect(toXml(json)).toContain('<given value="A"/><given id="b"/><given value="C"/>')
    expect(fromXml(toXml(json))).toEqual(json)
  })

  test('the narrative is XHTML in XML and a text in JSON', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml" lang="en"><p>a &lt; b\n<b class="x">c</b></p><br/></div>'
    const json = { resourceType: 'Patient', text: { status: 'generated', div } }
    expect(toXml(json)).toContain(`<status value="generated"/>${div}</text>`)
    expect(fromXml(toXml(json))).toEqual(json)
    const prefixed = `<text><status value="empty"/><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a</h:p></h:div></text>`
    expect(fromXml(patient(prefixed))).toMatchObject({
      text: { div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>' },
    })
  })

  test('decimals stay digit for digit', () => {
    const of = (value: string) =>
      `{"resourceType":"Observation","status":"final","code":{"text":"a"},"valueQuantity":{"value":${value}}}`
    fc.assert(
      fc.property(fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?$/), value => {
        fc.pre(value !== '-0')
        const xml = toXml(of(value))
        expect(xml).toContain(`<value value="${value}"/>`)
        expect(xmlToJson(xml)).toBe(of(value))
      }),
    )
    for (const [json, xml] of [
      ['1e-7', '0.0000001'],
      ['1.50E+1', '15.0'],
      ['-12e3', '-12000'],
      ['1.25e1', '12.5'],
    ])
      expect(toXml(of(json ?? ''))).toContain(`<value value="${xml}"/>`)
    expect(toXml(JSON.parse(of('1e-7')))).toContain('<value value="0.0000001"/>')
    expect(fromXml(toXml(of('0.10')))).toMatchObject({ valueQuantity: { value: 0.1 } })
  })

  test('what XML 1.0 cannot write becomes U+FFFD; all else stays', () => {
    const family = 'a\u0000b\u001fc\ud800d\uffffe💊\u0085 <&>"\t\r\n'
    expect(fromXml(toXml({ resourceType: 'Patient', name: [{ family }] }))).toEqual({
      resourceType: 'Patient',
      name: [{ family: 'a\ufffdb\ufffdc\ufffdd\ufffde💊\u0085 <&>"\t\r\n' }],
    })
  })

  const real = '../shared/data/provider-responses'
  test.skipIf(!existsSync(real))('real records of a provider come back as they were, quickly', () => {
    for (const file of readdirSync(real)) {
      const json = readFileSync(`${real}/${file}`, 'utf8')
      const xml = toXml(json)
      expect(fromXml(xml)).toEqual(JSON.parse(json))
      expect(JSON.parse(xmlToJson(xml))).toEqual(JSON.parse(json))
    }
  })
})

describe('toXml refuses', () => {
  const wrong: [string, object, string][] = [
    ['an unknown resource', { resourceType: 'Nothing' }, 'resourceType "Nothing" is not known'],
    ['no resource', {}, 'resourceType undefined is not known'],
    [
      'an unknown element',
      { resourceType: 'Patient', name: [{ famly: 'A' }] },
      'Patient.name[0]: has no element "famly"',
    ],
    ['one where an array belongs', { resourceType: 'Patient', name: {} }, 'Patient.name: must be an array'],
    [
      'an array where one belongs',
      { resourceType: 'Patient', gender: ['male'] },
      'Patient.gender: must not be an array',
    ],
    [
      'an object for a value',
      { resourceType: 'Patient', gender: {} },
      'Patient.gender: must be a text, a number or a boolean',
    ],
    ['null', { resourceType: 'Patient', gender: null }, 'Patient.gender: is null'],
    ['null for an element', { resourceType: 'Patient', name: [null] }, 'Patient.name[0]: must be an object'],
    [
      'a narrative that breaks out',
      { resourceType: 'Patient', text: { status: 'empty', div: '</text><x/>' } },
      'Patient.text.div: narrative is not well-formed',
    ],
    [
      'a narrative that is no div',
      { resourceType: 'Patient', text: { status: 'empty', div: '<p xmlns="http://www.w3.org/1999/xhtml"/>' } },
      'Patient.text.div: narrative must be one div',
    ],
  ]
  test.each(wrong)('%s', (_what, json, message) => {
    expect(refusal(() => toXml(json))).toContain(message)
  })

  test('deep nesting', () => {
    let extension: object = { url: 'a', valueBoolean: true }
    for (let depth = 0; depth < 50_000; depth++) extension = { url: 'a', extension: [extension] }
    expect(refusal(() => toXml({ resourceType: 'Patient', extension: [extension] }))).toContain('nest deeper than 100')
  })
})

describe('fromXml refuses (SEC-TLS-11)', () => {
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const wrong: [string, string, string][] = [
    ['a DOCTYPE', `<!DOCTYPE Patient>${patient('')}`, 'DOCTYPE is not allowed'],
    [
      'a billion laughs',
      `<!DOCTYPE p [<!ENTITY l0 "lol">${laughs}]>${patient('<id value="&l9;"/>')}`,
      'DOCTYPE is not allowed',
    ],
    [
      'an external entity',
      `<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>${patient('<id value="&x;"/>')}`,
      'DOCTYPE is not allowed',
    ],
    ['an entity that nobody declared', patient('<gender value="&x;"/>'), 'not well-formed XML'],
    ['no namespace', '<Patient/>', 'element "Patient" is not in the namespace http://hl7.org/fhir'],
    ['another namespace', '<Patient xmlns="urn:hl7-org:v3"/>', 'is not in the namespace'],
    [
      'another namespace inside',
      patient('<id xmlns="urn:x" value="1"/>'),
      'Patient: element "id" is not in the namespace',
    ],
    ['an unknown resource', `<Nothing ${fhir}/>`, 'resource type "Nothing" is not known'],
    ['a data type as resource', `<Period ${fhir}/>`, 'resource type "Period" is not known'],
    [
      'an unknown element',
      patient('<name><given value="A"/></name><name><nick value="B"/></name>'),
      'Patient.name[1]: has no element "nick"',
    ],
    ['an unknown attribute', patient('<gender code="male"/>'), 'Patient.gender: has no attribute "code"'],
    [
      'an attribute as element',
      patient('<extension><url value="a"/></extension>'),
      'Patient.extension[0]: has no element "url"',
    ],
    ['a value on what has none', patient('<name value="A"/>'), 'Patient.name[0]: has no attribute "value"'],
    ['text', patient('<gender>male</gender>'), 'Patient.gender: has text'],
    ['text as CDATA', patient('<![CDATA[a]]>'), 'Patient: has text'],
    [
      'one element twice',
      patient('<gender value="male"/><gender value="female"/>'),
      'Patient: may have gender only once',
    ],
    [
      'two of one choice',
      patient('<deceasedBoolean value="true"/><deceasedDateTime value="2020"/>'),
      'Patient: may have deceased[x] only once',
    ],
    ['an empty element', patient('<name/>'), 'Patient.name[0]: is empty'],
    ['an empty value', patient('<gender value=""/>'), 'Patient.gender: must be a code'],
    ['a wrong boolean', patient('<active value="1"/>'), 'Patient.active: must be true or false'],
    ['a wrong date', patient('<birthDate value="1990-02-30"/>'), 'Patient.birthDate: must be a date'],
    ['an empty wrapper', patient('<contained/>'), 'Patient.contained[0]: holds no resource'],
    [
      'two resources in one wrapper',
      patient('<contained><Binary/><Binary/></contained>'),
      'Patient.contained[0]: may hold one resource only',
    ],
    ['a narrative without namespace', patient('<text><div>a</div></text>'), 'narrative must be in the namespace'],
    ['nothing', '', 'not well-formed XML'],
    ['JSON', '{"resourceType":"Patient"}', 'not well-formed XML'],
    ['two roots', patient('') + patient(''), 'not well-formed XML'],
    ['a character that XML forbids', patient('<gender value="&#1;"/>'), 'not well-formed XML'],
    ['XML 1.1', `<?xml version="1.1"?>${patient('<gender value="&#1;"/>')}`, 'not well-formed XML'],
  ]
  test.each(wrong)('%s', (_what, xml, message) => {
    expect(refusal(() => fromXml(xml))).toContain(message)
  })

  test('deep nesting', () => {
    const deep = (tag: string, end: string) => patient(tag.repeat(200_000) + end.repeat(200_000))
    expect(refusal(() => fromXml(deep('<extension url="a">', '</extension>')))).toContain('nest deeper than 100')
    const html = deep('<div xmlns="http://www.w3.org/1999/xhtml">', '</div>')
    expect(refusal(() => fromXml(html.replace('<div', '<text><div')))).toContain('nest deeper than 100')
  })

  test('input that is cut anywhere', () => {
    const xml = toXml({
      resourceType: 'Patient',
      name: [{ family: 'Æ & <b>' }],
      text: { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml"/>' },
    })
    for (let end = 0; end < xml.length; end++)
      expect(refusal(() => fromXml(xml.slice(0, end)))).toContain('not well-formed')
  })

  test('damage of any kind, with a FhirXmlError or a resource that can be checked', () => {
    const damaged = fc
      .tuple(anyResource(), fc.nat(), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([resource, at, cut, by]) => {
        const xml = toXml(resource)
        const from = at % xml.length
        return xml.slice(0, from) + by + xml.slice(from + cut)
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), xml => {
        let resource: object
        try {
          resource = fromXml(xml)
        } catch (error) {
          expect(error).toBeInstanceOf(FhirXmlError)
          return
        }
        expect(Array.isArray(checkResource(resource, 'Patient'))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('ERR-GEN-04: no message repeats a value', () => {
    expect(refusal(() => fromXml(patient('<birthDate value="SECRET"/>')))).not.toContain('SECRET')
  })
})

test('fromXml takes what other senders write: prefixes, comments, schema locations, any order, a byte order mark', () => {
  const xml = `\ufeff<?xml version="1.0" encoding="utf-8"?><!-- a --><f:Patient xmlns:f="http://hl7.org/fhir"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir ../fhir-all.xsd">
    <f:birthDate value='1950'/><!-- b --><f:active value="true"></f:active><?x y?></f:Patient>`
  expect(fromXml(xml)).toEqual({ resourceType: 'Patient', birthDate: '1950', active: true })
})
