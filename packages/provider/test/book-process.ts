/** A provider in a process of its own, to be killed: DATABASE-URL. Tells its port. */
import { openStore } from '@gpc/store'
import { createProvider } from '../src/server.ts'

const [url = ''] = process.argv.slice(2)
const store = await openStore(url)
const provider = await createProvider({ store, version: 'test' })
const address = await provider.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${new URL(address).port}\n`)
