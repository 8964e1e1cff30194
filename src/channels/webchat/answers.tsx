/** What the page's script is told, as JSON with rendered parts: the page and the script then never disagree on markup. */
import type { Message } from '../../engine/message.ts'
import { Bubble, keyOf } from './bubble.tsx'
import { Answer, Bubbles, type ChatProps, Menu } from './chat-page.tsx'
import { Header } from './layout.tsx'
import type { PageTexts, ProblemName } from './texts.ts'

/**
 * `bubbles` are appended (what the turn said, or all that stands), `form` replaces the form, `head` is used when
 * `language` is not the page's.
 */
export function turnAnswer(props: ChatProps, said: readonly Message[] = props.standing.messages): TurnAnswer {
  const { chrome } = props
  return {
    language: chrome.language,
    direction: chrome.texts.direction,
    head: String(
      <Header chrome={chrome} menu={<Menu chrome={chrome} action={props.action} id={props.id} />} />,
    ),
    bubbles: String(<Bubbles messages={said} />),
    form: String(<Answer {...props} />),
    notice: props.notice ?? '',
  }
}

interface TurnAnswer {
  readonly language: string
  readonly direction: 'rtl' | 'ltr'
  readonly head: string
  readonly bubbles: string
  readonly form: string
  readonly notice: string
}

export const problemAnswer = (texts: PageTexts, problem: ProblemName): { problem: string } => ({
  problem: texts.problems[problem].text,
})

/** One message for the event stream. A question only says that something changed: the page then asks what stands. */
export function pushed(message: Message): string {
  const bubble = String(<Bubble message={message} />)
  return JSON.stringify({ key: keyOf(message), question: message.ask !== undefined, bubble })
}
