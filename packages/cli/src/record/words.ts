/** How parts of a record are said to people. Pure. */
import { type ClinicalDate, displayDate, type HumanName, type Period } from '@gpc/fhir'

/** `27-Feb-2026`; a time of day is left out; a partial date stays partial. */
export const said = (date: ClinicalDate): string => displayDate(date)

/** `SMITH, Ann Mary (Mrs)`, the way that patient banners have it. */
export function bannerName({ family, given = [], prefix = [], text }: HumanName): string {
  if (family === undefined) return text ?? 'Name not known'
  const names = given.join(' ')
  const title = prefix.length === 0 ? '' : ` (${prefix.join(' ')})`
  return `${family.toLocaleUpperCase('en-GB')}${names === '' ? '' : `, ${names}`}${title}`
}

/** `Dr Ann Smith` */
export function personName(name: HumanName | undefined): string | undefined {
  if (name === undefined) return undefined
  const words = [...(name.prefix ?? []), ...(name.given ?? []), name.family ?? ''].filter(part => part !== '')
  return name.text ?? (words.length === 0 ? undefined : words.join(' '))
}

/** `999 000 0018` */
export const spacedNumber = (nhsNumber: string): string => nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')

/** Whole years between two days; undefined where the birth date isn't a whole day. */
export function age(birthDate: ClinicalDate, day: ClinicalDate): number | undefined {
  if (birthDate.length < 10 || day.length < 10) return undefined
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years
}

/** `01-Mar-2026 to 28-Mar-2026`, `since 01-Mar-2026` */
export function spell(period: Period | undefined): string | undefined {
  const { start, end } = period ?? {}
  if (start === undefined) return end === undefined ? undefined : `until ${said(end)}`
  if (end === undefined) return `since ${said(start)}`
  return start === end ? `on ${said(start)}` : `${said(start)} to ${said(end)}`
}
