/** Options that the commands of appointments share. */
import { createGpConnect, type GpConnect, type OrganisationType, organisationTypes } from '@gpc/client'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { odsCode, webAddress } from '../arguments.ts'
import { type ConsumerOptions, consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'

export interface AskingOptions extends ConsumerOptions {
  readonly organisationType?: OrganisationType
}

export interface Asking {
  readonly gpc: GpConnect
  readonly organisationType: OrganisationType | undefined
  /** True if it is the sandbox's consumer. */
  readonly invented: boolean
}

export function addAsking(command: Command): Command {
  return command
    .optionsGroup('Elsewhere than in the running sandbox:')
    .option('--sds <url>', 'SDS: http(s) for its FHIR API, ldap(s) for LDAP')
    .option('--ssp <url>', 'Spine Secure Proxy', webAddress)
    .option('--asid <asid>', 'your ASID')
    .option('--organisation <ods>', 'ODS code of the organisation that you work in', odsCode)
}

/** Some slots are for organisations of a type only. */
export const organisationTypeOption = () =>
  new Option('--organisation-type <type>', "your organisation's type; the sandbox's consumer has its own").choices([
    ...organisationTypes,
  ])

export async function askingOf(context: Context, options: AskingOptions): Promise<Asking> {
  const consumer = await consumerOf(context, options)
  return {
    gpc: createGpConnect(consumer.options),
    organisationType: options.organisationType ?? consumer.organisationType,
    invented: consumer.sandbox !== undefined,
  }
}

/** ODS codes with commas between. */
export function odsCodes(text: string): readonly string[] {
  return [...new Set(text.split(',').map(one => odsCode(one.trim())))]
}

/** A free slot as `gpc slots` names it: the practice, the day it begins, and its id. */
export interface SlotName {
  readonly practice: string
  readonly day: string
  readonly id: string
}

export const slotName = ({ practice, day, id }: SlotName): string => `${practice}/${day}/${id}`

export function slotNames(text: string, before: readonly SlotName[] = []): readonly SlotName[] {
  const [, practice, day, id] = /^([A-Z0-9]{3,10})\/(\d{4}-\d\d-\d\d)\/([A-Za-z0-9\-.]{1,64})$/i.exec(text) ?? []
  if (practice === undefined || day === undefined || id === undefined)
    throw new InvalidArgumentError('A slot is named as gpc slots prints it: A99001/2026-01-31/…')
  return [...before, { practice: practice.toUpperCase(), day, id }]
}

/** An appointment as `gpc appointments` names it: the practice, and its id. */
export interface AppointmentName {
  readonly practice: string
  readonly id: string
}

export function appointmentName(text: string): AppointmentName {
  const [, practice, id] = /^([A-Z0-9]{3,10})\/([A-Za-z0-9\-.]{1,64})$/i.exec(text) ?? []
  if (practice === undefined || id === undefined)
    throw new InvalidArgumentError('An appointment is named as gpc appointments prints it: A99001/…')
  return { practice: practice.toUpperCase(), id }
}
