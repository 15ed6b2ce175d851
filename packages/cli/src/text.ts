/** Words and tables for people. Pure, but for what the output says of itself. */
import { styleText } from 'node:util'
import type { Context, Output } from './context.ts'

type Style = Parameters<typeof styleText>[0]

export type Paint = (style: Style, text: string) => string

/** Colours for an output that a person looks at; none anywhere else, nor with NO_COLOR set. */
export function painter({ env }: Pick<Context, 'env'>, output: Output): Paint {
  if (!output.live || (env.NO_COLOR ?? '') !== '') return (_style, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}

/** Takes away what a terminal would act on: control characters of data from outside. Line breaks become blanks. */
export function plain(text: string): string {
  return text.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(/\p{Cc}/gu, '\ufffd')
}

export interface Column {
  readonly title: string
  readonly right?: boolean
  /** Cut to so many characters. */
  readonly most?: number
}

const cut = (text: string, most = Number.POSITIVE_INFINITY) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text

/** A table with a head line, two blanks before and between the columns. Cells come as text from anywhere. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint): string {
  const cells = rows.map(row => columns.map((column, i) => cut(plain(row[i] ?? ''), column.most)))
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...cells.map(row => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => (columns[i]?.right ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  const head = paint('bold', line(columns.map(column => column.title)))
  return [head, ...cells.map(line)].map(text => `  ${text}\n`).join('')
}

const numbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** `1,234,567` */
export const number = (value: number): string => numbers.format(value)

/** `1 patient`, `1,234 patients` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** `0.8 s`, `12 s`, `3 min 20 s`, `1 h 5 min` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** `512 B`, `1.2 MB` */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(value) / 3), units.length)
  return `${(value / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`
}
