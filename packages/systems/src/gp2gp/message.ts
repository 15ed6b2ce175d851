/** One EHR extract message: who it is about, who sent it, and its compositions as slices of its text. */
import { Buffer } from 'node:buffer'
import { type Attachment, unwrap, WrapFault } from './mime.ts'
import { readQuickly } from './quick.ts'
import { unescaped } from './tree.ts'
import { localName, strictParser, XmlFault } from './xml.ts'

export interface Message {
  /** `RCMR_IN030000UK07`. */
  readonly interaction: string
  /** The EhrExtract's own id. */
  readonly id: string
  /** When the extract was made: `yyyyMMddHHmmss` as written; empty if the message doesn't say. */
  readonly available: string
  /** The patient's NHS number, ten digits; absent in messages that name nobody, as test messages do. */
  readonly nhsNumber?: string
  /** ODS codes. */
  readonly author?: string
  readonly destination?: string
  /** The agent directories, as they are in the message. */
  readonly agents: string
  /** As they are in the message, in its order. */
  readonly compositions: readonly string[]
  readonly attachments: readonly Attachment[]
  /** Names of files that are to follow in messages of their own. */
  readonly awaited: readonly string[]
}

/** A message that can't be taken; the reason is a phrase (`not well-formed XML …`). */
export class MessageFault extends Error {
  override readonly name = 'MessageFault'
  readonly line: number
  constructor(reason: string, line: number) {
    super(reason)
    this.line = line
  }
}

const interactions = /^RCMR_IN030000UK0[4-9]$/
const nhsNumberRoot = '2.16.840.1.113883.2.1.4.1'

/** Reads and checks a whole message. @throws MessageFault */
export function readMessage(bytes: Buffer): Message {
  try {
    const { xml, line, attachments, awaited } = unwrap(bytes)
    return { ...scan(xml, line - 1), attachments, awaited }
  } catch (error) {
    if (error instanceof WrapFault) throw new MessageFault(error.message, 1)
    throw error
  }
}

/** An NHS number without blanks; words where the number stands (`Test Harness`) name nobody. */
function tenDigits(extension: string | undefined): string | undefined {
  const number = extension?.replace(/\s/g, '') ?? ''
  return /^\d{10}$/.test(number) ? number : undefined
}

/** Attributes of an element that is being read. */
type Attribute = (name: 'root' | 'extension' | 'value') => string | undefined

function scan(xml: string, linesBefore: number): Omit<Message, 'attachments' | 'awaited'> {
  return found(quickly(xml) ?? strictly(xml, linesBefore), linesBefore)
}

const textOfValue = (written: string | undefined) => written && unescaped(written)

/** What the quick pass finds; undefined where the message is to be checked in full. */
function quickly(xml: string): Finder | undefined {
  const finder = newFinder(xml)
  const isRead = readQuickly(xml, {
    opened: (name, from, attribute) => finder.opened(localName(name), from, wanted => textOfValue(attribute(wanted))),
    closed: to => finder.closed(to),
  })
  return isRead ? finder : undefined
}

/** @throws MessageFault if it isn't well-formed */
function strictly(xml: string, linesBefore: number): Finder {
  const finder = newFinder(xml)
  const parser = strictParser({
    opened: ({ name, attributes }) => {
      finder.opened(localName(name), xml.lastIndexOf(`<${name}`, parser.position), wanted => attributes[wanted])
    },
    closed: () => finder.closed(parser.position),
  })
  try {
    parser.write(xml).close()
  } catch (error) {
    if (error instanceof XmlFault) throw new MessageFault(error.message, error.line + linesBefore)
    throw error
  }
  return finder
}

interface Finder {
  readonly values: ReadonlyMap<string, string>
  readonly agents: readonly string[]
  readonly compositions: readonly string[]
  opened(name: string, from: number, attribute: Attribute): void
  closed(to: number): void
}

/** A text that doesn't keep alive the whole message that it was cut out of. */
const copied = (text: string) => Buffer.from(text).toString()

/** Takes what matters out of the elements as they come: ids and times of the extract, and slices of the text. */
function newFinder(xml: string): Finder {
  const path: string[] = []
  const values = new Map<string, string>()
  const compositions: string[] = []
  const agents: string[] = []
  let cut: { readonly from: number; readonly depth: number } | undefined
  const keep = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '' && !values.has(name)) values.set(name, copied(value))
  }
  return {
    values,
    agents,
    compositions,
    opened(name, from, attribute) {
      if (path.length === 0) keep('interaction', name)
      path.push(name)
      if (cut !== undefined) return
      if (name === 'ehrComposition' || (name === 'agentDirectory' && path.includes('ehrFolder'))) {
        cut = { from, depth: path.length }
        return
      }
      const at = path.slice(path.indexOf('EhrExtract')).join('/')
      if (at === 'EhrExtract/id') keep('id', attribute('root'))
      else if (at === 'EhrExtract/availabilityTime') keep('available', attribute('value'))
      else if (at.endsWith('recordTarget/patient/id') && attribute('root') === nhsNumberRoot) {
        keep('nhsNumber', tenDigits(attribute('extension')))
      } else if (at === 'EhrExtract/author/AgentOrgSDS/agentOrganizationSDS/id') keep('author', attribute('extension'))
      else if (at === 'EhrExtract/destination/AgentOrgSDS/agentOrganizationSDS/id') {
        keep('destination', attribute('extension'))
      }
    },
    closed(to) {
      const name = path.pop()
      if (cut?.depth !== path.length + 1) return
      const slices = name === 'ehrComposition' ? compositions : agents
      slices.push(xml.slice(cut.from, to))
      cut = undefined
    },
  }
}

function found(
  { values, agents, compositions }: Finder,
  linesBefore: number,
): Omit<Message, 'attachments' | 'awaited'> {
  const interaction = values.get('interaction') ?? ''
  if (!interactions.test(interaction)) {
    throw new MessageFault(`${interaction.slice(0, 60)} where RCMR_IN030000UK04 to UK07 is expected`, 1 + linesBefore)
  }
  const id = values.get('id')
  if (id === undefined) throw new MessageFault('no EhrExtract with an id', 1 + linesBefore)
  const nhsNumber = values.get('nhsNumber')
  const author = values.get('author')?.trim().toUpperCase()
  const destination = values.get('destination')?.trim().toUpperCase()
  return {
    interaction,
    id: id.toUpperCase(),
    available: values.get('available') ?? '',
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(author === undefined ? {} : { author }),
    ...(destination === undefined ? {} : { destination }),
    agents: agents.join(''),
    compositions,
  }
}
