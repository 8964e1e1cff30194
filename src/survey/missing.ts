/** Codes that stand where no answer does; −97 to −99 are the field's, −95 and −96 keep two more cases apart. */
export const MISSING = {
  /** Put, and left without any reply: they stopped there. */
  dropped: -95,
  skipped: -96,
  no_answer: -97,
  dont_know: -98,
  /** Never put: routing, a question of another program, or they stopped before. */
  not_asked: -99,
} as const
