/** SVG as text: escaped, short numbers, and every position counted from where the language begins to read. */

/** The side that reading begins from decides every x: nothing depends on a renderer's idea of direction. */
export interface Space {
  readonly width: number
  readonly rightToLeft: boolean
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element; attributes that are undefined are left out, numbers keep one digit after the point. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(String(value))}"`)
    .join('')
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

/** A rectangle that begins `start` from the reading side. */
export function rect(
  { width: whole, rightToLeft }: Space,
  start: number,
  y: number,
  width: number,
  height: number,
  more: Attributes,
): string {
  const x = rightToLeft ? whole - start - width : start
  return element('rect', { x, y, width, height, ...more })
}

/** Where something that lies `start` from the reading side is, from the left. */
export const across = ({ width, rightToLeft }: Space, start: number): number =>
  rightToLeft ? width - start : start

/** `M…L…` through points that are counted from the reading side. */
export const pathThrough = (space: Space, points: readonly (readonly [start: number, y: number])[]): string =>
  points.map(([start, y], at) => `${at === 0 ? 'M' : 'L'}${round(across(space, start))} ${round(y)}`).join('')

/** Moved as a whole, by whole pixels: lines of text that begin between two are blurred, and weigh more in a picture. */
export function moved(body: string, x: number, y: number): string {
  const [right, down] = [Math.round(x), Math.round(y)]
  if (body === '' || (right === 0 && down === 0)) return body
  return element('g', { transform: `translate(${right} ${down})` }, body)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** What XML cannot hold, not even escaped; one of them would make the whole picture unreadable. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu

export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one)

const round = (value: number): number => Math.round(value * 10) / 10
