/** What the operator must know of a Vision delivery: what the format can't say, and what was inferred instead. */
import type { OpenOptions } from '../contract.ts'
import type { LookedAt, SoundFile } from './delivery.ts'

/** One sentence each. */
export function noticesOf(found: LookedAt, options: OpenOptions): readonly string[] {
  const { absent, passedOver } = found
  return [
    'Vision extracts mark no entry as confidential, so nothing is withheld as such: the practice must sign off before its records are served.',
    ...encodingNotices(found.files, options.options.has('encoding')),
    modeNotice(found, options),
    ...(absent.length > 0 ? [`This delivery has no file of ${absent.join(', ')}: what is stored of it stays.`] : []),
    ...(passedOver.length > 0 ? [`Passed over, as no table that is read: ${passedOver.join(', ')}.`] : []),
    ...(options.options.get('no-issue-match') === 'on'
      ? ['Issues of repeats stand alone, each with a plan of its own, as the option no-issue-match says.']
      : ['Inferred, as the format links no issue to its repeat: issues belong to the latest repeat of the same drug.']),
    ...(options.options.get('no-allergy-inference') === 'on'
      ? ['Every allergy is called one to a drug, as the option no-allergy-inference says.']
      : [
          'Inferred, as the format does not mark drug allergies: an allergy is to a drug by its drug code or Read chapter.',
        ]),
    ...(options.options.get('no-immunisation-inference') === 'on'
      ? ['Only immunisations of status Given are read as such, as the option no-immunisation-inference says.']
      : ['Inferred: refusals, consents and immunisations without a status are told apart by their terms.']),
    'The format has no diary, no laboratory reports and no content of documents: those areas stay empty, results are single observations.',
  ]
}

function encodingNotices(files: readonly SoundFile[], named: boolean): readonly string[] {
  const why = named ? 'as the option encoding says' : 'which the format does not state and their bytes tell'
  return (['utf-8', 'windows-1252'] as const).flatMap(encoding => {
    const names = files.filter(file => file.encoding === encoding).map(file => file.file.name)
    return names.length === 0 ? [] : [`Read as ${encoding}, ${why}: ${names.join(', ')}.`]
  })
}

/** The heuristic of a public consumer, told and not acted on. */
function modeNotice({ noBulk }: LookedAt, { mode }: OpenOptions): string {
  const looks = noBulk === undefined ? 'It looks like a bulk' : `It looks like changes only (${noBulk})`
  if (mode === 'bulk')
    return `${looks}; as mode bulk says, every stored row that this delivery doesn't name is deleted.`
  const why = mode === 'delta' ? 'as mode delta says' : 'as no mode was given'
  return `${looks}; ${why}, stored rows that this delivery doesn't name are kept.`
}
