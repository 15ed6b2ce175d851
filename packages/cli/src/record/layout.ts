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
