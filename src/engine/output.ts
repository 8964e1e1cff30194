/** What a turn causes. The engine returns these as data; intake carries them out in the turn's commit. */
import type { Answer, Language, Purpose } from '../flow/program.ts'
import type { Message } from './message.ts'

export type Output =
  | { readonly kind: 'send'; readonly message: Message }
  /** To be told at this place among the messages: what others answered to the question in this slot. */
  | { readonly kind: 'share'; readonly slot: number }
  /** Draw the pressed message's buttons anew (a tick set or taken). Channels that cannot, leave it. */
  | { readonly kind: 'redraw'; readonly message: Message; readonly position: number }
  /** A short word in answer to a press, shown for a moment; at most 200 characters. At most one a turn. */
  | { readonly kind: 'notice'; readonly text: string }
  /** Accepted. Never given for consents. */
  | { readonly kind: 'answer'; readonly question: string; readonly value: Answer }
  /** Taken off the path: the stored answer goes. */
  | { readonly kind: 'withdraw'; readonly question: string }
  /** A consent given, refused or taken back. `step` names the notice. */
  | { readonly kind: 'consent'; readonly step: string; readonly purpose: Purpose; readonly agreed: boolean }
  /**
   * The session ended. `forgotten`: declined or not eligible: after the goodbye, contact, session, messages and
   * answers go, and only a count of the outcome stays.
   */
  | { readonly kind: 'end'; readonly outcome: string; readonly forgotten: boolean }
  /** The person chose a language, in the flow or for good. */
  | { readonly kind: 'language'; readonly language: Language }
  /** Nothing more is to be sent after this turn's messages until the person says start. */
  | { readonly kind: 'stop' }
  /** Said start after a stop. */
  | { readonly kind: 'resume' }
  /** Erase everything about this contact; this turn's messages are the confirmation. */
  | { readonly kind: 'forget' }
  /** The person agreed to answer again: this session's answers go and the flow begins anew for the same respondent. */
  | { readonly kind: 'restart' }
  /** Trouble at run time that the operator should see, such as a turn of more steps than the limit. */
  | { readonly kind: 'problem'; readonly code: string; readonly detail: string }
