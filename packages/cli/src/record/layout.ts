/** Lines for a terminal: wrapped words and hanging indents. Pure. */

/** Words wrapped to a width, each line after the first with `hang` before it. Line breaks of the text stay. */
export function wrap(text: string, width: number, indent: string, hang = indent): string[] {
  return text.split('\n').flatMap((paragraph, i) => wrapLine(paragraph, width, i === 0 ? indent : hang, hang))
}

function wrapLine(text: string, width: number, indent: string, hang: string): string[] {
  const lines: string[] = []
  let line = indent
  let empty = true
  for (const word of text.split(/\s+/).filter(part => part !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = hang
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line.trimEnd()]
}

/** Control characters of data from outside taken away; line breaks stay. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ')
}

/**
 * Rows of cells under one another, each cell wrapped in its column. Columns are as wide as they need, none but the last wider than its
 * share; the last takes what is left. Columns that are empty in all rows take no room.
 */
export function grid(rows: readonly (readonly string[])[], width: number, indent: string): string[] {
  const cells = rows.map(row =>
    row.map(cell =>
      visible(cell)
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    ),
  )
  const count = Math.max(0, ...cells.map(row => row.length))
  const used = Array.from({ length: count }, (_, i) => i).filter(i => cells.some(row => (row[i] ?? '') !== ''))
  const room = width - indent.length
  const share = Math.max(11, Math.floor(room / Math.max(used.length, 1)))
  const widths: number[] = []
  for (const [place, i] of used.entries()) {
    const natural = Math.max(...cells.map(row => (row[i] ?? '').length))
    const left = room - widths.reduce((sum, one) => sum + one + 2, 0)
    widths.push(Math.max(1, Math.min(place === used.length - 1 ? left : Math.min(natural, share), left)))
  }
  return cells.flatMap(row => {
    const columns = used.map((i, place) => wrap(row[i] ?? '', widths[place] ?? 1, ''))
    const height = Math.max(0, ...columns.map(lines => lines.length))
    return Array.from({ length: height }, (_, n) =>
      `${indent}${columns.map((lines, place) => (lines[n] ?? '').padEnd(widths[place] ?? 1)).join('  ')}`.trimEnd(),
    )
  })
}
