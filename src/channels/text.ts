/** What Telegram takes for a text. */

const BLANK = /^[\s\p{Cc}\p{Cf}\u2800\u3164]*$/u
const UNSENDABLE = /[\0\p{Surrogate}]/gu

/** Nothing in it shows; Telegram calls such a text empty and refuses it. */
export const isBlank = (text: string): boolean => BLANK.test(text)

/** With NUL and lone surrogates, which are no UTF-8, shown as the replacement character. */
export const wellFormed = (text: string): string => text.replace(UNSENDABLE, '\uFFFD')
