/** One EHR extract message: who it is about, who sent it, and its compositions as slices of its text. */
import type { Buffer } from 'node:buffer'
import { type Attachment, unwrap, WrapFault } from './mime.ts'
import { type Handlers, localName, strictParser, XmlFault } from './xml.ts'

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

function scan(xml: string, linesBefore: number): Omit<Message, 'attachments' | 'awaited'> {
  const path: string[] = []
  const found = new Map<string, string>()
  const compositions: string[] = []
  let agents = ''
  let cut: { readonly from: number; readonly depth: number } | undefined
  const keep = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '' && !found.has(name)) found.set(name, value)
  }
  const opened: Handlers['opened'] = tag => {
    const name = localName(tag.name)
    if (path.length === 0) keep('interaction', name)
    path.push(name)
    if (cut !== undefined) return
    if (name === 'ehrComposition' || (name === 'agentDirectory' && path.includes('ehrFolder'))) {
      const from = xml.lastIndexOf(`<${tag.name}`, parser.position)
      cut = { from, depth: path.length }
      return
    }
    const { root, extension, value } = tag.attributes
    const at = path.slice(path.indexOf('EhrExtract')).join('/')
    if (at === 'EhrExtract/id') keep('id', root)
    else if (at === 'EhrExtract/availabilityTime') keep('available', value)
    else if (at.endsWith('recordTarget/patient/id') && root === nhsNumberRoot) keep('nhsNumber', tenDigits(extension))
    else if (at === 'EhrExtract/author/AgentOrgSDS/agentOrganizationSDS/id') keep('author', extension)
    else if (at === 'EhrExtract/destination/AgentOrgSDS/agentOrganizationSDS/id') keep('destination', extension)
  }
  const closed = () => {
    const name = path[path.length - 1]
    if (cut?.depth === path.length) {
      const slice = xml.slice(cut.from, parser.position)
      if (name === 'ehrComposition') compositions.push(slice)
      else agents += slice
      cut = undefined
    }
    path.pop()
  }
  const parser = strictParser({ opened, closed })
  try {
    parser.write(xml).close()
  } catch (error) {
    if (error instanceof XmlFault) throw new MessageFault(error.message, error.line + linesBefore)
    throw error
  }
  const interaction = found.get('interaction') ?? ''
  if (!interactions.test(interaction)) {
    throw new MessageFault(`${interaction.slice(0, 60)} where RCMR_IN030000UK04 to UK07 is expected`, 1 + linesBefore)
  }
  const id = found.get('id')
  if (id === undefined) throw new MessageFault('no EhrExtract with an id', 1 + linesBefore)
  const nhsNumber = found.get('nhsNumber')
  const author = found.get('author')?.trim().toUpperCase()
  const destination = found.get('destination')?.trim().toUpperCase()
  return {
    interaction,
    id: id.toUpperCase(),
    available: found.get('available') ?? '',
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(author === undefined ? {} : { author }),
    ...(destination === undefined ? {} : { destination }),
    agents,
    compositions,
  }
}
