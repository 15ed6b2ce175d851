/** The bytes of invented documents: small, valid, and the same for the same document. */
import type { InventedDocument } from '../model.ts'

type Content = InventedDocument['content']

/** A document's bytes by its content type; `content.bytes` asks for that many or a few more (PDF alone). */
export function documentBytes({ contentType, content }: Pick<InventedDocument, 'contentType' | 'content'>): Uint8Array {
  switch (contentType) {
    case 'application/pdf':
      return pdf(content)
    case 'text/plain':
      return new TextEncoder().encode(`${content.lines.join('\r\n')}\r\n`)
    case 'text/html':
      return new TextEncoder().encode(html(content))
    case 'application/rtf':
      return ascii(rtf(content))
    case 'image/tiff':
      return tiff(content)
    case 'image/jpeg':
      return Uint8Array.from(Buffer.from(greyJpeg, 'hex'))
  }
}

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function html({ lines }: Content): string {
  const [title = ''] = lines
  const body = lines.map(line => `<p>${escaped(line)}</p>`).join('\n')
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>\n${body}\n</body></html>\n`
}

/** Characters beyond ASCII as their UTF-16 units, as RTF has them. */
function rtf({ lines }: Content): string {
  const text = lines.map(line =>
    line
      .replaceAll(/[\\{}]/g, '\\$&')
      .replaceAll(/[^ -~]/g, character =>
        Array.from({ length: character.length }, (_, at) => `\\u${(character.charCodeAt(at) << 16) >> 16}?`).join(''),
      ),
  )
  return `{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Helvetica;}}\\f0\\fs22 ${text.join('\\par\r\n')}\\par}`
}

/** One A4 page in Helvetica; padded by a comment before the cross-reference table. */
function pdf({ lines, bytes = 0 }: Content): Uint8Array {
  const shown = lines
    .slice(0, 50)
    .map(line => `(${line.replaceAll(/[^ -~]/g, '?').replaceAll(/[\\()]/g, '\\$&')}) Tj T*`)
    .join('\n')
  const stream = `BT /F1 11 Tf 14 TL 56 780 Td\n${shown}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  while (text.length < bytes) text += `%${'padding '.repeat(Math.min(1000, Math.ceil((bytes - text.length) / 8)))}\n`
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return ascii(text + end)
}

/** A page of one bit a pixel, 64 wide, a bar for each line as long as the line. */
function tiff({ lines }: Content): Uint8Array {
  const rows = Math.max(16, lines.length * 4)
  const entries: readonly (readonly [tag: number, type: 3 | 4, value: number])[] = [
    [256, 3, 64],
    [257, 3, rows],
    [258, 3, 1],
    [259, 3, 1],
    [262, 3, 0],
    [273, 4, 8],
    [277, 3, 1],
    [278, 3, rows],
    [279, 4, rows * 8],
  ]
  const directory = 8 + rows * 8
  const view = new DataView(new ArrayBuffer(directory + 2 + entries.length * 12 + 4))
  view.setUint32(0, 0x49492a00)
  view.setUint32(4, directory, true)
  for (const [at, line] of lines.entries()) {
    const long = Math.min(8, Math.ceil(line.length / 10))
    for (let byte = 0; byte < long; byte++) view.setUint8(8 + (at * 4 + 1) * 8 + byte, 0xff)
  }
  view.setUint16(directory, entries.length, true)
  for (const [at, [tag, type, value]] of entries.entries()) {
    const place = directory + 2 + at * 12
    view.setUint16(place, tag, true)
    view.setUint16(place + 2, type, true)
    view.setUint32(place + 4, 1, true)
    if (type === 3) view.setUint16(place + 8, value, true)
    else view.setUint32(place + 8, value, true)
  }
  return new Uint8Array(view.buffer)
}

/** Eight by eight pixels of grey: one block, one symbol in each Huffman table. */
const greyJpeg = [
  'ffd8',
  `ffdb004300${'01'.repeat(64)}`,
  'ffc0000b080008000801011100',
  'ffc40014000100000000000000000000000000000000',
  'ffc40014100100000000000000000000000000000000',
  'ffda0008010100003f00',
  '3f',
  'ffd9',
].join('')
