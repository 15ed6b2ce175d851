/** The provider's process: the product's server, over a store that is there. */
import { createProvider } from '@gpc/provider'
import { openStore } from '@gpc/store'
import { z } from 'zod'
import { answerMessages } from './children.ts'
import { usageNow } from './usage.ts'

const question = z.union([z.object({ database: z.string() }), z.object({ usage: z.literal(true) })])

answerMessages(question, async message => {
  if ('usage' in message) return usageNow()
  const store = await openStore(message.database)
  const app = await createProvider({
    store,
    version: 'bench',
    failed: error => process.stderr.write(`${String(error)}\n`),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  process.once('disconnect', () => void app.close().then(() => store.close()))
  return { port: Number(new URL(url).port) }
})
