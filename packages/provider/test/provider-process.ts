/** A provider in a process of its own, to be measured: DATABASE-URL PDS-URL. Tells its port, then, for each line it is sent, its peak of memory in kB. */
import { createInterface } from 'node:readline'
import { pdsClient } from '@gpc/spine'
import { openStore } from '@gpc/store'
import { createProvider } from '../src/server.ts'

const [url = '', baseUrl = ''] = process.argv.slice(2)
const store = await openStore(url)
const provider = await createProvider({ store, version: 'test', pds: pdsClient({ baseUrl, timeoutMs: 5000 }) })
const address = await provider.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${new URL(address).port}\n`)
for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${process.resourceUsage().maxRSS}\n`)
}
await provider.close()
await store.close()
