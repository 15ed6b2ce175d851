import { connect } from 'node:net'
import fc from 'fast-check'
import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contents, structured } from '../../test/registry.ts'
import type { RegistryContents } from '../registry.ts'
import type { RunningServer } from '../serve.ts'
import { children, element, elementLength, integer, number, text } from './ber.ts'
import { startSdsLdap } from './ldap.ts'

let sds: RunningServer
let held: RegistryContents = contents('https://p.nhs.uk')

beforeAll(async () => {
  sds = await startSdsLdap({ host: '127.0.0.1', port: 0, registry: async () => held })
})
afterAll(() => sds.close())

async function search(filter: string, attributes: string[] = [], base = 'ou=services, o=nhs', sizeLimit = 0) {
  const client = new Client({ url: sds.url, timeout: 5000 })
  try {
    return (await client.search(base, { filter, attributes, scope: 'sub', sizeLimit })).searchEntries
  } finally {
    await client.unbind()
  }
}

describe('SDS by LDAP, asked by a client of another make', () => {
  test('SEC-SDS-02 root URL and party key of a practice, by its interaction', async () => {
    const filter = `(&(nhsidcode=A11111)(objectClass=nhsMhs)(nhsMhsSvcIA=${structured}))`
    const found = await search(filter, ['nhsMhsEndPoint', 'nhsMhsPartyKey'])
    expect(found).toEqual([
      {
        dn: expect.stringMatching(/^uniqueIdentifier=S\d{12},ou=Services,o=nhs$/),
        nhsMhsEndPoint: 'https://p.nhs.uk/A11111/STU3/1/gpconnect/structured',
        nhsMhsPartyKey: 'A11111-0000001',
      },
    ])
  })

  test('SEC-SDS-03 ASID of a practice, by party key', async () => {
    const filter = '(&(nhsIDCode=a11111)(objectclass=nhsAS)(nhsMHSPartyKey=A11111-0000001))'
    expect(await search(filter, ['uniqueIdentifier'])).toMatchObject([{ uniqueIdentifier: '200000000001' }])
  })

  test("SEC-SDS-04 a consumer's own ASID, by interaction and manufacturer", async () => {
    const own = `(&(nhsIDCode=C33333)(objectClass=nhsAs)(nhsAsSvcIA=${structured})(nhsMhsManufacturerOrg=X0002))`
    expect(await search(own)).toMatchObject([{ uniqueIdentifier: '100000000001', nhsIDCode: 'C33333' }])
    expect(await search(own.replace('X0002', 'X9999'))).toEqual([])
  })

  test('SEC-SDS-05 no record where the capability is not offered', async () => {
    expect(await search('(&(nhsIDCode=C33333)(objectClass=nhsMhs))')).toEqual([])
    expect(await search(`(&(nhsIDCode=Z99999)(objectClass=nhsMhs)(nhsMhsSvcIA=${structured}))`)).toEqual([])
  })

  test('or, not, present, size limit', async () => {
    expect(await search('(&(objectClass=nhsAs)(|(nhsIDCode=A11111)(nhsIDCode=B22222)))')).toHaveLength(2)
    expect(await search('(&(nhsAsSvcIA=*)(!(nhsIDCode=A11111)))')).toHaveLength(4)
    expect(await search('(objectClass=*)', [], 'o=nhs', 2)).toHaveLength(2)
  })

  test('a filter of another kind is refused, not answered with nothing', async () => {
    await expect(search('(nhsIDCode=A1*)')).rejects.toThrow(/supported/)
  })

  test('another base is no such object', async () => {
    await expect(search('(objectClass=*)', [], 'ou=people,o=nhs')).rejects.toThrow()
  })

  test('a practice that is registered later is there at once', async () => {
    const before = held
    held = { systems: [], disallowed: [] }
    expect(await search('(objectClass=*)')).toEqual([])
    held = before
    expect(await search('(objectClass=nhsAs)')).toHaveLength(5)
  })

  test('anybody may bind, nobody may change anything', async () => {
    const client = new Client({ url: sds.url })
    await client.bind('cn=someone', 'secret')
    await expect(client.del('uniqueIdentifier=200000000001,ou=Services,o=nhs')).rejects.toThrow()
    await client.unbind()
  })
})

/** Sends bytes and waits until the server has nothing more to say: it answers, or ends the connection. */
function throwAt(bytes: Buffer): Promise<void> {
  const { hostname, port } = new URL(sds.url)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname, () => socket.end(bytes))
    socket.on('data', () => {})
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
  })
}

describe('whatever arrives, the server stays up', () => {
  const stillThere = async () => expect(await search('(nhsIDCode=A11111)', ['nhsIDCode'])).toHaveLength(4)

  test('random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), bytes => throwAt(Buffer.from(bytes))),
      { numRuns: 200 },
    )
    await stillThere()
  })

  test('random operations in a right frame', async () => {
    const operation = fc.tuple(fc.integer({ min: 0x40, max: 0xff }), fc.uint8Array({ maxLength: 200 }))
    await fc.assert(
      fc.asyncProperty(operation, ([tag, bytes]) =>
        throwAt(element(0x30, number(1), element(tag, Buffer.from(bytes)))),
      ),
      { numRuns: 200 },
    )
    await stillThere()
  })

  test('a filter nested without end, and a message of four gigabytes', async () => {
    let filter = text('objectClass', 0x87)
    for (let i = 0; i < 5000; i++) filter = element(0xa2, filter)
    const parts = [text(''), number(2, 0x0a), number(0, 0x0a), number(0), number(0), element(0x01, Buffer.from([0]))]
    await throwAt(element(0x30, number(1), element(0x63, ...parts, filter, element(0x30))))
    await throwAt(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01, 0x01]))
    await throwAt(Buffer.from([0x30, 0x80, 0x02, 0x01, 0x01]))
    await stillThere()
  })

  test('a message in many pieces, and several in one', async () => {
    const bind = element(0x30, number(7), element(0x60, number(3), text(''), text('', 0x80)))
    const { hostname, port } = new URL(sds.url)
    const received = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      const chunks: Buffer[] = []
      socket.on('data', chunk => chunks.push(chunk))
      socket.on('error', reject)
      socket.on('close', () => resolve(Buffer.concat(chunks)))
      const bytes = Buffer.concat([bind, bind, element(0x30, number(8), element(0x42))])
      const next = (at: number) => {
        if (at < bytes.length) socket.write(bytes.subarray(at, at + 5), () => setImmediate(next, at + 5))
      }
      next(0)
    })
    const answers = children(received)
    expect(answers).toHaveLength(2)
    expect(answers.map(one => children(one.content)[1]?.tag)).toEqual([0x61, 0x61])
  })
})

test('BER: numbers and texts come back as they went', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.string({ maxLength: 400 }), (value, words) => {
      const bytes = element(0x30, number(value), text(words))
      expect(elementLength(bytes)).toBe(bytes.length)
      const [inner] = children(bytes)
      const [a, b] = children(inner?.content ?? Buffer.alloc(0))
      expect(a && integer(a)).toBe(value)
      expect(b?.content.toString()).toBe(Buffer.from(words).toString())
    }),
  )
})
