/** The bench by itself, with the options of `npm run bench`. It prints the figures and writes no file. */
import { parseArgs } from 'node:util'
import { runBench } from './bench.ts'
import { parts } from './options.ts'
import { report } from './report.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seconds: { type: 'string' },
    patients: { type: 'string' },
  },
})
const only = parts.find(part => part === values.only)
if (values.only !== undefined && only === undefined) throw new Error(`--only is one of ${parts.join(', ')}.`)

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort(new Error('Interrupted.')))

const result = await runBench({
  quick: values.quick,
  ...(only === undefined ? {} : { only }),
  ...(values.seconds === undefined ? {} : { seconds: amount('seconds', values.seconds) }),
  ...(values.patients === undefined ? {} : { patients: amount('patients', values.patients) }),
  progress: doing => process.stderr.write(`${doing} …\n`),
  signal: ending.signal,
})
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `\n${report(result)}\n`)

function amount(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${name} is a number above 0.`)
  return value
}
