/** From the store's text of all that a respondent answered to rows, at a pace of millions a second. */
import type { AnswerRow } from '../findings/tally.ts'
import type { Answer } from '../flow/program.ts'
import { BETWEEN_ANSWERS, WITHIN_ANSWER } from '../store/packed-answers.ts'

/** Answers are few and given by many; words that people wrote are not worth keeping in mind. */
const REMEMBERED = 5000
const WORTH_REMEMBERING = 160

export interface Unpacker {
  /** Equal answers are the same object, all but long and rare ones: what is worked out of one can be kept by it. */
  unpack(packed: string): readonly AnswerRow[]
  /** Hashes of the programs that answers were given to, of all that was unpacked so far. */
  readonly programs: ReadonlySet<string>
}

/** `expected`: as it was given to `answersOf`. */
export function createUnpacker(expected: string): Unpacker {
  const known = new Map<string, AnswerRow>()
  const programs = new Set<string>()

  function read(text: string): AnswerRow {
    const [question = '', value = 'null', program = expected] = text.split(WITHIN_ANSWER)
    programs.add(program)
    return { question, value: JSON.parse(value) as Answer, program }
  }

  return {
    programs,
    unpack: (packed) =>
      packed.split(BETWEEN_ANSWERS).map((piece) => {
        const before = known.get(piece)
        if (before !== undefined) return before
        if (piece.length > WORTH_REMEMBERING || known.size >= REMEMBERED) return read(piece)
        // A copy: a part of a text keeps the whole text in memory.
        const own = Buffer.from(piece).toString()
        const row = read(own)
        known.set(own, row)
        return row
      }),
  }
}
