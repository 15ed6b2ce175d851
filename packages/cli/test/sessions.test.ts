/** `gpc sessions` on a practice whose files have been imported. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, londonDay } from '@gpc/fhir'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { samplesFolder } from '../src/sandbox/manifest.ts'
import { type Gpc, gpcOn } from './context.ts'

let gpc: Gpc
let folder: string
const ods = 'A99003'
const date = addDays(londonDay(), 10)
beforeAll(async () => {
  gpc = await gpcOn(await freshDatabase())
  folder = await mkdtemp(join(tmpdir(), 'gpc-sessions-'))
  await gpc.run('practice', 'add', ods, '--name', 'Willow End Surgery', '--system', 'vision')
  await gpc.run('import', 'vision', join(samplesFolder, 'vision'), '--practice', ods)
}, 60_000)
afterAll(async () => {
  await gpc.remove()
  await rm(folder, { recursive: true, force: true })
})

const times = ['--date', date, '--from', '09:00', '--to', '10:00', '--minutes', '10']
const what = ['--channel', 'Telephone', '--type', 'Telephone consultation', '--category', 'Phones', '--role', 'R0260']
const sessions = async () =>
  JSON.parse((await gpc.run('sessions', 'list', ods, '--from', date, '--to', date, '--json')).out)

describe('APT-CFG-01 gpc sessions', () => {
  test('adds weekly sessions once, and lists them', async () => {
    const add = ['sessions', 'add', ods, ...times, ...what, '--bookable', '--repeat-until', addDays(date, 21)]
    expect(await gpc.run(...add)).toEqual({ code: 0, out: '4 sessions added with 24 slots.\n', err: '' })
    expect((await gpc.run(...add)).out).toBe('0 sessions added. 4 were there already.\n')
    expect(await sessions()).toMatchObject([{ source: 'own', slots: 6, offered: 6, role: 'R0260', category: 'Phones' }])
    const { out } = await gpc.run('sessions', 'list', ods, '--from', date, '--to', date)
    expect(out).toMatch(/09:00–10:00 +Phones +own/)
  })

  test('takes what a template file says, and options before it', async () => {
    const file = join(folder, 'template.json')
    const template = { from: '14:00', to: '15:00', minutes: 20, channel: 'Visit', type: 'Visit', bookable: false }
    await writeFile(file, JSON.stringify(template))
    const { code, out } = await gpc.run(
      'sessions',
      'add',
      ods,
      '--template',
      file,
      '--date',
      addDays(date, 1),
      '--json',
    )
    expect([code, JSON.parse(out).added.length]).toEqual([0, 1])
  })

  test('blocks, shows, releases and cancels', async () => {
    const [{ id }] = await sessions()
    expect((await gpc.run('sessions', 'block', ods, id, '--from', '09:10', '--to', '09:30')).out).toBe(
      '2 slots blocked.\n',
    )
    expect(await sessions()).toMatchObject([{ free: 4, blocked: 2 }])
    expect((await gpc.run('sessions', 'show', ods, id)).out.match(/blocked/g)).toHaveLength(2)
    expect((await gpc.run('sessions', 'release', ods, id)).out).toBe('2 slots released.\n')
    expect((await gpc.run('sessions', 'cancel', ods, id, '--json')).out).toBe('{"outcome":"changed","slots":6}\n')
    expect(await sessions()).toMatchObject([{ free: 0, cancelled: 6, offered: 0 }])
    expect((await gpc.run('sessions', 'conflicts', ods)).out).toBe('No conflicts.\n')
  })

  test.each([
    [['--minutes', '90'], 'Not one slot'],
    [['--to', '08:00'], 'later one'],
    [['--role', 'R9999'], 'job role'],
    [['--channel', 'Visit', '--bookable'], 'APT-CFG-07'],
    [['--location', 'Nowhere'], 'no surgery Nowhere'],
    [['--staff', 'Nobody'], 'no practitioner Nobody'],
    [['--type', ''], 'type'],
  ])('refuses %j with 2 and a sentence that helps', async (more, words) => {
    const { code, err } = await gpc.run('sessions', 'add', ods, ...times, ...what, ...more)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  test('a session that is not there ends with 1', async () => {
    expect(await gpc.run('sessions', 'block', ods, 'nothing')).toMatchObject({ code: 1 })
    expect((await gpc.run('sessions', 'show', ods, 'nothing')).err).toContain('gpc sessions list')
  })

  test('APT-CFG-02 APT-CFG-08 rules are set and shown, sources trusted, session types linked to services', async () => {
    expect((await gpc.run('sessions', 'trust', ods, 'emis')).err).toContain('gpc sessions rules')
    const file = join(folder, 'rules.json')
    await writeFile(file, JSON.stringify([{ category: 'GP', offer: { organisations: ['a99001'], windowDays: 14 } }]))
    expect((await gpc.run('sessions', 'rules', ods, '--set', file)).code).toBe(0)
    expect(JSON.parse((await gpc.run('sessions', 'rules', ods)).out)).toMatchObject([
      { category: 'GP', offer: { bookable: true, organisations: ['A99001'], windowDays: 14, unknownToo: false } },
    ])
    expect((await gpc.run('sessions', 'trust', ods, 'emis')).out).toContain('are offered')
    expect(JSON.parse((await gpc.run('sessions', 'rules', ods)).out)).toMatchObject([
      { category: 'GP', source: 'emis', offer: { unknownToo: true } },
      { category: 'GP', offer: { unknownToo: false } },
    ])
    await writeFile(file, '[{"offer": {"bookabel": true}}]')
    expect(await gpc.run('sessions', 'rules', ods, '--set', file)).toMatchObject({ code: 2 })
    await gpc.run('service', 'add', ods, '1000000301', '--name', 'Minor illness clinic')
    expect((await gpc.run('sessions', 'link', ods, 'Phones', '1000000301')).out).toContain('belong to service')
    expect((await gpc.run('sessions', 'link', ods)).out).toBe('Phones: 1000000301\n')
    expect((await gpc.run('sessions', 'link', ods, 'Phones', '99')).code).toBe(1)
  })
})

describe('gpc import sessions', () => {
  const write = async (sessions: string, slots: string) => {
    const path = await mkdtemp(join(folder, 'neutral-'))
    await writeFile(join(path, 'sessions.csv'), `SessionId,Start,End,Role,SessionType\n${sessions}`)
    await writeFile(join(path, 'slots.csv'), `SlotId,SessionId,Start,End,Channel,State\n${slots}`)
    return path
  }
  const later = addDays(date, 30)
  const list = async () =>
    JSON.parse((await gpc.run('sessions', 'list', ods, '--from', later, '--to', later, '--json')).out)
  const session = (id: string) => `${id},${later}T09:00,${later}T10:00,R0260,GP\n`
  const slot = (id: string, of: string, state = 'free') => `${id},${of},${later}T09:00,${later}T09:10,Video,${state}\n`

  test('brings sessions in, again changes nothing, and takes away what the file has no more', async () => {
    const path = await write(session('a') + session('b'), slot('1', 'a') + slot('2', 'b', '') + slot('3', 'c'))
    const { code, out } = await gpc.run('import', 'sessions', path, '--practice', ods)
    expect(code).toBe(0)
    expect(out).toContain('2 sessions with 2 slots')
    expect(out).toContain('1 row rejected')
    expect((await gpc.run('rejects', '--practice', ods)).out).toMatch(
      /slots.csv +4 +SessionId +there is no such session/,
    )
    const before = await list()
    expect(before.map((one: { unknown: number; free: number }) => one.unknown + one.free)).toEqual([1, 1])
    await gpc.run('import', 'sessions', path, '--practice', ods)
    expect(await list()).toEqual(before)
    const second = await gpc.run(
      'import',
      'sessions',
      await write(session('a'), slot('1', 'a')),
      '--practice',
      ods,
      '--json',
    )
    expect(JSON.parse(second.out)).toEqual({ sessions: 1, slots: 1, removed: 1, rejected: 0 })
    expect(await list()).toHaveLength(1)
    expect((await gpc.run('rejects', '--practice', ods)).out).toBe('No rejects.\n')
  })

  test('what is no such file ends with 1 and a sentence that helps', async () => {
    const { code, err } = await gpc.run('import', 'sessions', await write('', ''), '--practice', ods)
    expect(code).toBe(1)
    expect(err).toContain('not one session')
  })
})
