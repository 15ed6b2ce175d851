/** Who this command line is when it asks for a record: the sandbox's consumer, or one that the options name. */
import { type GpConnectOptions, type OrganisationType, organisationTypes, type User } from '@gpc/client'
import type { Context } from './context.ts'
import { Problem } from './problem.ts'
import { type RunningSandbox, runningSandbox } from './sandbox/running.ts'
import { software } from './software.ts'

export interface ConsumerOptions {
  readonly sds?: string
  readonly ssp?: string
  readonly asid?: string
  readonly organisation?: string
}

export interface Consumer {
  readonly options: GpConnectOptions
  /** The sandbox, if the consumer is one of its. */
  readonly sandbox?: RunningSandbox
  /** What kind of organisation it is, if the sandbox tells. */
  readonly organisationType?: OrganisationType
}

/** @throws Problem if neither options nor a running sandbox tell where to ask */
export async function consumerOf(context: Context, given: ConsumerOptions): Promise<Consumer> {
  const { sds, ssp, asid, organisation } = given
  if (sds !== undefined && ssp !== undefined && asid !== undefined && organisation !== undefined) {
    return {
      options: {
        ...application,
        sds,
        ssp,
        asid,
        organisation: { ods: organisation, name: organisation },
        user: operator(context),
      },
    }
  }
  const sandbox = await runningSandbox(context)
  const consumer = sandbox?.consumers.find(one => asid === undefined || one.asid === asid)
  if (sandbox === undefined || consumer === undefined) {
    throw new Problem(
      sandbox === undefined
        ? 'The sandbox does not run: start it by npm start, or name --sds, --ssp, --asid and --organisation.'
        : `The sandbox has no consumer with ASID ${asid}: choose among ${sandbox.consumers.map(one => one.asid).join(', ')}.`,
    )
  }
  const organisationType = organisationTypes.find(one => one === consumer.organisationType)
  return {
    sandbox,
    ...(organisationType === undefined ? {} : { organisationType }),
    options: {
      ...application,
      sds: sds ?? sandbox.spine.sds,
      ssp: ssp ?? sandbox.spine.ssp,
      asid: consumer.asid,
      organisation: { ods: consumer.ods, name: consumer.name },
      user: invented,
    },
  }
}

const application = {
  issuer: 'https://gpc.invalid/command-line',
  device: {
    identifier: { system: 'https://gpc.invalid/Id/installation', value: 'gpc' },
    model: 'gpc command line',
    version: software.version,
  },
}

/** The sandbox's user; nobody real. */
const invented: User = {
  id: 'sandbox-clinician',
  idSystem: 'https://gpc.invalid/Id/user',
  prefix: 'Dr',
  given: ['Robin'],
  family: 'Sandford',
  sdsUserId: '990000000901',
  sdsRoleProfileId: '990000000911',
}

/** The person at this machine (SEC-JWT-18). */
function operator({ env }: Context): User {
  const name = env.SUDO_USER || env.USER || env.USERNAME
  if (!name) throw new Problem('Nothing tells who you are: set USER to your name.')
  return { id: name, idSystem: 'https://gpc.invalid/Id/user', given: [name], family: name }
}
