/**
 * How a round's answers come out of the store: a respondent a row, with everything that they answered in one text. A
 * million answers as rows of their own would cost four times as long, all of it spent on making values of columns.
 */

/** Between answers. Neither separator can stand in JSON text, in which such characters are escaped, nor in an id. */
export const BETWEEN_ANSWERS = '\u001e'
/** Within an answer: question, value (the Answer as JSON text), and program where that is not the one expected. */
export const WITHIN_ANSWER = '\u001f'

export interface PackedRespondent {
  readonly id: string
  readonly channel: string
  readonly language: string
  readonly finished: boolean
  /** By question; null: they answered nothing. */
  readonly packed: string | null
}

/** Respondents read at once: a few milliseconds. */
export const RESPONDENTS_AT_ONCE = 250
