/** Imports a delivery in a process of its own, to be killed: DATABASE-URL FOLDER. Tells each step on a line. */
import { openStore } from '@gpc/store'
import { emis, gp2gp, microtest, pds, tpp, vision } from '@gpc/systems'
import { runImport } from '../src/index.ts'

const [url = '', folder = '', ods = '', name = ''] = process.argv.slice(2)
const store = await openStore(url)
const systems = new Map([emis, tpp, vision, microtest, gp2gp, pds].map(system => [system.name, system]))
let last = ''
await runImport(store, {
  practice: { ods, name },
  system: 'emis',
  delivery: await emis.open(folder, { ods, options: new Map() }),
  systems,
  progress: step => {
    if (step.step === last) return
    last = step.step
    process.stdout.write(`${step.step}\n`)
  },
})
process.stdout.write('done\n')
await store.close()
