import { expect, test } from 'vitest'
import { progressOn } from './progress.ts'
import { bytes } from './text.ts'

function trial(live: boolean) {
  const seen = { text: '', at: 0 }
  const output = {
    live,
    columns: 100,
    write: (text: string) => {
      seen.text += text
    },
  }
  return {
    seen,
    progress: progressOn(
      output,
      (_, text) => text,
      () => seen.at,
    ),
  }
}

test('in a log: plain lines with rate and time left, one every five seconds', () => {
  const { seen, progress } = trial(false)
  for (; seen.at <= 12_000; seen.at += 100) {
    const rows = seen.at * 10
    progress.show({
      label: 'Reading',
      done: seen.at * 1000,
      of: 20_000_000,
      say: bytes,
      rate: { count: rows, unit: 'rows' },
    })
  }
  progress.end()
  expect(seen.text).toBe(
    'Reading 25%, 5.0 MB of 20.0 MB, 10,000 rows a second, 15 s left\n' +
      'Reading 50%, 10.0 MB of 20.0 MB, 10,000 rows a second, 10 s left\n',
  )
})

test('on a terminal: a bar, written over, never wider than the terminal, and taken away at the end', () => {
  const { seen, progress } = trial(true)
  progress.show({ label: 'x'.repeat(300), done: 1, of: 2 })
  const [line = ''] = seen.text.split('\n')
  expect(line).toContain('━')
  expect(line.length).toBeLessThan(100)
  progress.show({ label: 'x'.repeat(300), done: 2, of: 2 })
  expect(seen.text).toBe(line)
  progress.line('done')
  expect(seen.text).toBe(`${line}\r\u001b[2Kdone\n`)
})
