/** Delivers one event to a folder or a webhook. The same event may come more than once; its id is the same then. */
import { mkdir, open, rename } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { BookingEvent, DueEvent } from '@gpc/store'

const webhookTimeoutMs = 10_000

/** @throws Error that says in a few words why it did not arrive; it holds no data of a patient */
export async function send({ target, tries: _, ...event }: DueEvent, signal?: AbortSignal): Promise<void> {
  await (isAbsolute(target) ? toFolder(target, event) : toWebhook(target, event, signal))
}

/** One file an event, whole as soon as it is there; names sort in the order in which things happened. */
async function toFolder(folder: string, event: BookingEvent): Promise<void> {
  const { id, kind, appointment } = event
  const name = `${String(id).padStart(12, '0')}-${kind}-${appointment.id}-v${appointment.version}.json`
  await mkdir(folder, { recursive: true })
  const part = join(folder, `.${name}.part`)
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(event, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, join(folder, name))
}

async function toWebhook(url: string, event: BookingEvent, signal: AbortSignal | undefined): Promise<void> {
  const late = AbortSignal.timeout(webhookTimeoutMs)
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json;charset=utf-8', 'Idempotency-Key': `${event.practice}-${event.id}` },
    body: JSON.stringify(event),
    signal: signal === undefined ? late : AbortSignal.any([late, signal]),
    redirect: 'error',
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`The webhook answered HTTP ${response.status}.`)
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `folder:PATH` or a URL as it is kept; undefined if it is neither. Patients' data leave this machine by https only. */
export function targetOf(text: string): string | undefined {
  if (text.startsWith('folder:')) {
    const path = text.slice('folder:'.length)
    return isAbsolute(path) ? path : undefined
  }
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
  return safe && url.username === '' && url.password === '' ? url.href : undefined
}
