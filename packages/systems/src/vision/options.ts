/** What an operator decides for a Vision practice, import by import. */
import type { OpenOptions } from '../contract.ts'
import { ImportRefused } from '../contract.ts'
import { checkSwitches } from '../shared/options.ts'
import type { Encoding } from '../shared/table.ts'

export const optionHelp = {
  encoding:
    'utf-8 or windows-1252: what the files are written in, instead of finding out file by file (UTF-8 if all bytes are, else Windows-1252).',
  'no-issue-match':
    'on: each issue of a repeat (S) stands alone, instead of with the latest authorisation (R) of the same drug on or before its day.',
  'no-allergy-inference':
    'on: every allergy is one to a drug, instead of telling them apart by drug code and Read chapter.',
  'no-immunisation-inference':
    'on: only rows of IMMS_STATUS Given are immunisations, instead of telling refusals, consents and rows without a status apart by their terms.',
} as const

/** The options that `assemble` asks for. */
export const assembleOptions = ['no-issue-match', 'no-allergy-inference', 'no-immunisation-inference'] as const

/** The encoding that the operator names, if any. @throws ImportRefused if an option or its value is unknown */
export function checkOptions(options: OpenOptions['options']): Encoding | undefined {
  checkSwitches(options, optionHelp, ['encoding'])
  const encoding = options.get('encoding')
  if (encoding === undefined || encoding === 'utf-8' || encoding === 'windows-1252') return encoding
  throw new ImportRefused(`The option encoding is utf-8 or windows-1252, not ${encoding}.`)
}
