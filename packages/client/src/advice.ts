/** What an error means to the one who reads it, and what to do (ERR-SSP-01, STR-CONS-04). Pure. */

const toDo: Readonly<Record<string, string>> = {
  PATIENT_NOT_FOUND:
    'The practice has no record to give for this NHS number. Trace the patient on PDS for the practice where they are registered now.',
  NO_PATIENT_CONSENT:
    'The patient does not consent to sharing this record. It cannot be overridden; ask the patient or the practice.',
  NO_ORGANISATIONAL_CONSENT: 'The practice does not share this with your organisation. Contact the practice.',
  'ACCESS DENIED': 'GP Connect, or this part of it, is switched off at the practice. Contact the practice.',
  NO_RELATIONSHIP: 'Your organisation has no relationship with this patient that allows this request.',
  NO_RECORD_FOUND: 'The practice does not have what was asked for.',
  INVALID_NHS_NUMBER:
    'The practice does not take this NHS number. Trace the patient on PDS for the number that is valid now.',
  NOT_IMPLEMENTED: "The practice's system does not offer this. Read its capability statement for what it does.",
  INTERNAL_SERVER_ERROR: "The practice's system failed. Try again later; if it lasts, report it to its supplier.",
}

const faulty =
  'The request was refused as faulty: an error in the consumer system or its set-up. Report it with the trace id.'

/** The message for an answer of a practice's system. Texts of the answer come in only where they help a developer. */
export function adviceFor(status: number, code: string | undefined, diagnostics: string | undefined): string {
  const known = toDo[code ?? '']
  if (known !== undefined) return `${known} (${code}, HTTP ${status})`
  const cause = diagnostics === undefined ? '' : ` Cause given: ${withoutNumbers(diagnostics)}`
  const what = code === undefined ? `HTTP ${status}` : `${code}, HTTP ${status}`
  if (status === 503) return `The practice's system is busy or under maintenance. Try again later. (${what})`
  if (status >= 500) return `The practice's system failed. Try again later. (${what})${cause}`
  return `${faulty} (${what})${cause}`
}

/** The message for a refusal or failure of the Spine Secure Proxy or a gateway. */
export function proxyAdvice(status: number, code: string | undefined): string {
  const what = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${withoutNumbers(code)}`
  return `${proxyMeaning(status, code ?? '')} (${what})`
}

function proxyMeaning(status: number, code: string): string {
  if (code.startsWith('ASID_CHECK_FAILED')) {
    return 'The Spine does not let your ASID send this interaction. Check the ASID and its interactions in SDS.'
  }
  if (code.startsWith('PARTYKEY_INTERACTION_CHECK_FAILED')) {
    return "The practice's system is not registered for this interaction: it does not offer this capability."
  }
  if (code.startsWith('FOT_CHECK_FAILED')) {
    return 'No data-sharing agreement lets your organisation ask this practice. Contact the practice or the Spine.'
  }
  if (code.startsWith('ENDPOINT_')) {
    return 'The URL is not the one registered in SDS any more. Look the practice up again, and change nothing of its URL.'
  }
  switch (status) {
    case 429:
      return 'Too many requests were sent. Wait, then send fewer.'
    case 495:
    case 496:
    case 497:
      return 'The connection was refused for its certificate. Check the client certificate and its chain.'
    case 444:
    case 499:
    case 502:
      return "The practice's system could not be reached. Try again later."
    case 503:
      return 'The Spine Secure Proxy is busy or under maintenance. Try again later.'
    case 504:
    case 599:
      return "The practice's system did not answer in time. Try again later."
    default:
      return 'The Spine Secure Proxy or a gateway refused the request. Report it with the trace id.'
  }
}

function withoutNumbers(text: string): string {
  return text.replace(/(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g, '[number]').slice(0, 500)
}
