import { createGpConnect } from '@gpc/client'
import type { Command } from 'commander'
import { nhsNumber, odsCode, webAddress } from '../arguments.ts'
import { type ConsumerOptions, consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'
import { findPds } from '../pds.ts'
import { Problem } from '../problem.ts'
import { printRecord } from '../record/print.ts'
import { painter } from '../text.ts'

interface Options extends ConsumerOptions {
  readonly practice?: string
  readonly pds?: string
  readonly json?: boolean
}

/** `gpc record`: a patient's medicines and allergies, got as any consumer gets them: PDS, SDS, SSP, provider. */
export function addRecord(program: Command, context: Context): void {
  program
    .command('record')
    .description("Show a patient's medicines and allergies, as the practice where they are registered has them.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .option('--practice <ods>', 'which practice to ask; the one that PDS names, if absent', odsCode)
    .option('--json', 'print the Bundle as it came')
    .optionsGroup('Elsewhere than in the running sandbox:')
    .option('--pds <url>', 'PDS FHIR API; or GPC_PDS', webAddress)
    .option('--sds <url>', 'SDS: http(s) for its FHIR API, ldap(s) for LDAP')
    .option('--ssp <url>', 'Spine Secure Proxy', webAddress)
    .option('--asid <asid>', 'your ASID')
    .option('--organisation <ods>', 'ODS code of the organisation that you work in', odsCode)
    .addHelpText(
      'after',
      '\nExamples:\n  gpc record 9990000018\n  gpc record 9990000018 --practice A99001 --json > record.json',
    )
    .action(async (patient: string, options: Options) => {
      const { options: consumer } = await consumerOf(context, options)
      const practice = options.practice ?? (await practiceAtPds(context, patient, options.pds))
      const record = await createGpConnect(consumer).structuredRecord({
        nhsNumber: patient,
        practice,
        allergies: { resolved: true },
        medication: {},
        signal: context.signal,
      })
      if (options.json === true) context.out.write(`${JSON.stringify(record.bundle, null, 2)}\n`)
      else
        context.out.write(
          printRecord(record, { ods: practice, at: Date.now() }, painter(context, context.out), context.out.columns),
        )
    })
}

/** Where the patient is registered (SEC-SDS-09). @throws Problem if PDS doesn't tell */
async function practiceAtPds(context: Context, nhsNumber: string, url: string | undefined): Promise<string> {
  const pds = await findPds(context, url)
  if (pds === undefined) throw new Problem('There is no PDS to ask for the practice: name the practice by --practice.')
  const person = await pds.trace(nhsNumber)
  if (person === undefined) throw new Problem(`PDS knows nobody with NHS number ${nhsNumber}: check the number.`)
  if (person.superseded) {
    throw new Problem(`PDS has replaced NHS number ${nhsNumber} by ${person.nhsNumber}: ask for that one.`)
  }
  if (person.generalPractitionerOds === undefined) {
    const why = person.sensitive
      ? 'does not tell where this patient is registered'
      : 'has this patient registered nowhere'
    throw new Problem(`PDS ${why}: name the practice by --practice if you know it.`)
  }
  return person.generalPractitionerOds
}
