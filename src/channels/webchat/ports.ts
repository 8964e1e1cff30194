/** What the web chat needs of other rooms: few verbs, so that a test can play them and the store stays out of pages. */
import type { Message } from '../../engine/message.ts'
import type { Language } from '../../flow/program.ts'
import type { PageTexts } from './texts.ts'

/** What stands between a person and a flow now. */
export interface Standing {
  /**
   * The messages of the latest turn, in order, and what came unprompted since. While a question stands, the last
   * message with an `ask` is that question.
   */
  readonly messages: readonly Message[]
  /** False once the session ended: nothing is waiting for an answer. */
  readonly open: boolean
}

/** Which conversation a page is about. */
export interface ChatPlace {
  readonly programme: string
  readonly flow: string
  /** Number of the round about one summary, where the address of the page names it. */
  readonly round?: number
}

export interface FlowOnPage {
  readonly titles: Readonly<Record<Language, string>>
  /** The first is the fallback. */
  readonly languages: readonly [Language, ...Language[]]
}

export interface WebchatPorts {
  /** The bytes of a picture that was sent, by its name; rejects for any other name. */
  readonly picture?: (file: string) => Promise<Uint8Array>
  /** Undefined: this address never spoke in this flow, or was forgotten. May throw StoreUnavailable. */
  current(address: string, place: ChatPlace): Promise<Standing | undefined>
  /** Undefined: no such programme or flow. */
  flow(programme: string, flow: string): FlowOnPage | undefined
  /** Per language, see `parsePageTexts`; must hold `en`, which stands in for a language without page texts. */
  readonly texts: Readonly<Record<Language, PageTexts>>
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** People reach us by https: the cookie is then `__Host-` and `Secure`. */
  readonly secure: boolean
  /** The scheme and host that people see, such as `https://example.org`, where it differs from the Host header. */
  readonly origin?: string
  /** Behind a proxy of our own that appends to X-Forwarded-For. Never on otherwise: anyone can write that header. */
  readonly trustForwarded?: boolean
  /** Where "leave quickly" goes: a page that says nothing about its visitor. */
  readonly neutralPage?: string
  /** Milliseconds between two signs of life on an event stream; 20,000 when absent. */
  readonly heartbeat?: number
  /** Trouble for the operator. Never given an address or an answer. */
  log(event: string, detail?: Readonly<Record<string, string | number>>): void
}
