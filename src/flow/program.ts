/**
 * A program: a flow compiled. Plain JSON, immutable, kept in the store under its hash. The engine walks it,
 * tallies and exports read its questions, and nothing else knows how a flow was written.
 */
import type { Expression } from './expression.ts'

/** A language tag as the programme writes it: `ar`, `ckb`, `en`. The first of a flow's languages is the fallback. */
export type Language = string

export interface Program {
  /** 12 characters of base64url over the SHA-256 of flow, places and texts in every language. */
  readonly hash: string
  readonly programme: string
  readonly flow: string
  /** Only a survey makes rounds, respondents and answers. */
  readonly type: 'survey' | 'quiz' | 'talk'
  readonly languages: readonly [Language, ...Language[]]
  /** How long a session may stand unanswered, in milliseconds. */
  readonly expires: number
  /** Nudges while a question stands unanswered, in milliseconds after it was asked. */
  readonly remind: readonly number[]
  readonly code: readonly Instruction[]
  /** By slot: the place a question's answer has in a session's `answers`. */
  readonly questions: readonly Question[]
  /** The levels of `places`, widest first: `['governorate', 'district']`. */
  readonly levels: readonly string[]
  readonly places: readonly Place[]
  /**
   * Per language: the texts of `locales/<language>/<programme>/<flow>.json`, nested as written there. Every placeholder
   * names a question: `{{count}}` and `{{place}}` are written out. A text with plural forms inserts one number.
   */
  readonly texts: Readonly<Record<Language, TextTree>>
}

export interface TextTree {
  readonly [key: string]: string | readonly string[] | TextTree
}

/** Jumps name an index into `code`; a flow compiles to a flat array, so that a turn costs the same anywhere in it. */
export type Instruction =
  | { readonly kind: 'say'; readonly step: string }
  /** Tells what others answered to the question in this slot. */
  | { readonly kind: 'share'; readonly slot: number }
  /** Waits for a reply. */
  | { readonly kind: 'ask'; readonly slot: number }
  /** Goes to `to` unless the condition holds (an unknown condition does not hold). */
  | { readonly kind: 'unless'; readonly condition: Expression; readonly to: number }
  | { readonly kind: 'jump'; readonly to: number }
  /** Ends the session. The compiler puts `{ kind: 'end', outcome: 'completed' }` last. */
  | { readonly kind: 'end'; readonly outcome: string }

interface QuestionBase {
  /** The step's id in the flow: names the answer in the store, exports and locales. */
  readonly id: string
  /** Index in `code` of the `ask` that puts this question. */
  readonly at: number
  readonly optional: boolean
  /** Non-answers that are offered: `dont_know`, `no_answer`. */
  readonly also: readonly string[]
  /** Marks the questions that findings are broken down by. */
  readonly as?: 'sex' | 'age_band' | 'place'
  /** Findings are broken down by its options, too. */
  readonly by?: true
  /** Hash of the question's text and options in every language: trends compare rounds by it. */
  readonly wording: string
}

export interface ChooseQuestion extends QuestionBase {
  readonly kind: 'choose'
  readonly options: readonly string[]
  /** The options stand in an order, from one end to the other; what findings tell of them when single options are too few. */
  readonly scale?: readonly ScalePart[]
}
/** Neighbouring options of a scale that are told as one. Every option is in one part; at least two parts. */
export interface ScalePart {
  readonly id: string
  readonly options: readonly string[]
}
export interface ChooseManyQuestion extends QuestionBase {
  readonly kind: 'choose_many'
  readonly options: readonly string[]
  readonly atMost: number
  /** Options that exclude every other one, such as `none`. */
  readonly alone: readonly string[]
}
export interface NumberQuestion extends QuestionBase {
  readonly kind: 'number'
  readonly min?: number
  readonly max?: number
  readonly whole: boolean
  /** Where a new band begins, ascending: `[3, 6]` makes under 3, from 3 to under 6, 6 and over. */
  readonly bands?: readonly number[]
}
export interface TextQuestion extends QuestionBase {
  readonly kind: 'text'
  /** Longest answer, in characters (code points). */
  readonly max: number
}
export interface PlaceQuestion extends QuestionBase {
  readonly kind: 'place'
  /** The level to reach: the person walks down from `levels[0]` to it. */
  readonly level: string
}
export type Purpose = 'take_part' | 'results' | 'invited' | 'followed'
/** Never an answer: its reply becomes a consent record, but conditions may read it as `yes` or `no`. */
export interface ConsentQuestion extends QuestionBase {
  readonly kind: 'consent'
  readonly purpose: Purpose
}

export type Question =
  | ChooseQuestion
  | ChooseManyQuestion
  | NumberQuestion
  | TextQuestion
  | PlaceQuestion
  | ConsentQuestion

export interface Place {
  readonly code: string
  readonly level: string
  /** Code of the place that it lies in; null at the widest level. */
  readonly parent: string | null
  readonly names: Readonly<Record<Language, string>>
  /** Where it stands on the tile map of its level, counted from 1; the first column is the westernmost. */
  readonly tile?: { readonly column: number; readonly row: number }
}

/**
 * What a person replied to one question. The question's kind says which form it has:
 * choose → option id; place → place code; text → the words; consent → `yes` or `no`; number → number;
 * choose_many → option ids in the flow's order.
 */
export type Answer = string | number | readonly string[] | NonAnswer
/** `dont_know`, `no_answer` or another of the question's `also`, or `skipped`. */
export interface NonAnswer {
  readonly nonanswer: string
}
/** By slot. Null: not asked, not answered yet, or off the path. */
export type Answers = readonly (Answer | null)[]

export const isNonAnswer = (answer: Answer): answer is NonAnswer =>
  typeof answer === 'object' && 'nonanswer' in answer
