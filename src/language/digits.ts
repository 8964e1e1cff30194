/** Digits in every script that people type here: ٣ ۳ ３ 3️⃣ are all 3. */

const KEYCAP = /([0-9])\uFE0F?\u20E3/g
const FOREIGN = /[\u0660-\u0669\u06F0-\u06F9\uFF10-\uFF19]/g

/** The text with Arabic-Indic, Extended Arabic-Indic, full-width and keycap digits written as 0–9. Nothing else changes. */
export function digits(text: string): string {
  return text
    .replace(FOREIGN, (digit) => String((digit.charCodeAt(0) - zeroOf(digit)) % 10))
    .replace(KEYCAP, '$1')
}

function zeroOf(digit: string): number {
  const code = digit.charCodeAt(0)
  if (code >= 0xff10) return 0xff10
  return code >= 0x06f0 ? 0x06f0 : 0x0660
}

export type NumberRead =
  | { readonly kind: 'number'; readonly value: number }
  /** A number that could be read two ways, such as `1,234` or `1.234`. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' }

const NONE: NumberRead = { kind: 'none' }
const AMBIGUOUS: NumberRead = { kind: 'ambiguous' }
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

/** Without marks of direction and joining: keyboards and copied lines bring them along, and nobody sees them. */
export const visible = (text: string): string => text.replace(INVISIBLE, '')

const SIMPLE = /^[0-9]{1,15}$/
/** Beyond 15 digits a number in JavaScript is no longer the one that was typed. */
const LONGEST = 15

/**
 * Reads a whole message as one number. `٫` is a decimal point and `٬` groups thousands; a comma or a point before
 * exactly three digits could be either, so it is refused as ambiguous. A percent sign at the end is left out.
 */
export function parseNumber(text: string): NumberRead {
  if (text.length > 64) return NONE
  // What nearly everybody types.
  if (SIMPLE.test(text)) return { kind: 'number', value: Number(text) }
  const plain = visible(digits(text))
    .trim()
    .replace(/\s*[%٪％]$/, '')
    .replace(/^[−–－]/, '-')
  const found = /^([-+]?)([0-9][0-9.,٫٬،\u00A0\u202F ]*|[.٫][0-9]+)$/.exec(plain)
  if (found === null) return NONE
  const [, sign = '', body = ''] = found
  const read = readBody(body)
  if (read.kind !== 'number' || sign !== '-') return read
  return { kind: 'number', value: read.value === 0 ? 0 : -read.value }
}

function readBody(body: string): NumberRead {
  const marks = body.replace(/[0-9]/g, '')
  if (marks === '') return numberOf(body, '')
  const last = marks.at(-1) ?? ''
  const at = body.lastIndexOf(last)
  const whole = body.slice(0, at)
  const rest = body.slice(at + 1)
  if (rest === '') return NONE

  if (last === '٫') return /^([0-9]*|[0-9]{1,3}(٬[0-9]{3})+)$/.test(whole) ? numberOf(whole, rest) : NONE
  const group = new RegExp(`^[0-9]{1,3}([${last}][0-9]{3})+$`)
  if (last === '٬' || last === ' ' || last === '\u00A0' || last === '\u202F') {
    return group.test(body) ? numberOf(body, '') : NONE
  }
  if (marks.length === 1) {
    const either = rest.length === 3 && /^[1-9][0-9]{0,2}$/.test(whole)
    return either ? AMBIGUOUS : numberOf(whole, rest)
  }
  if (group.test(body)) return numberOf(body, '')
  const other = marks.charAt(0)
  const grouped = other !== last && marks.indexOf(last) === marks.length - 1
  return grouped && new RegExp(`^[0-9]{1,3}([${other}][0-9]{3})+$`).test(whole) ? numberOf(whole, rest) : NONE
}

function numberOf(whole: string, fraction: string): NumberRead {
  const plain = whole.replace(/[^0-9]/g, '')
  if (plain.length + fraction.length > LONGEST) return NONE
  return {
    kind: 'number',
    value: Number(fraction === '' ? plain : `${plain === '' ? '0' : plain}.${fraction}`),
  }
}
