/**
 * The conversation: the messages of the latest turn and the form for what stands.
 *
 * Nothing older is shown after a reload, and nothing is kept in the browser: phones are borrowed, searched and seized,
 * and a list of what somebody told us must not lie open on one.
 */
import type { Ask, Message } from '../../engine/message.ts'
import { AnswerForm, type Typed } from './answer-form.tsx'
import { Bubble } from './bubble.tsx'
import { type Word, words } from './form.ts'
import { type Chrome, Layout } from './layout.tsx'
import type { Standing } from './ports.ts'

export interface ChatProps {
  readonly chrome: Chrome
  readonly action: string
  readonly standing: Standing
  readonly id: string
  readonly typed: Typed
  /** A short word in answer to a press, shown once. */
  readonly notice?: string
}

/** The question that waits for an answer, if any. After the end only the last word counts: what a word of the menu asks. */
export function question(standing: Standing): (Message & { readonly ask: Ask }) | undefined {
  const messages = standing.open ? standing.messages : standing.messages.slice(-1)
  return messages.findLast((message): message is Message & { readonly ask: Ask } => message.ask !== undefined)
}

export function ChatPage(props: ChatProps) {
  const { chrome, action, standing } = props
  return (
    <Layout chrome={chrome} page="chat" menu={<Menu chrome={chrome} action={action} id={props.id} />}>
      <h1 class="hidden">{chrome.title}</h1>
      <div id="log" role="log" aria-label={chrome.texts.conversation} tabindex={-1}>
        <Bubbles messages={standing.messages} />
      </div>
      <p id="status" role="status">
        {props.notice}
      </p>
      <section id="answer" aria-label={chrome.texts.your_answer} tabindex={-1}>
        <Answer {...props} />
      </section>
    </Layout>
  )
}

export function Bubbles(props: { messages: readonly Message[] }) {
  return (
    <>
      {props.messages.map((message) => (
        <Bubble message={message} />
      ))}
    </>
  )
}

/** What stands under the conversation: the question's form, or how to begin again. */
export function Answer({ chrome, action, standing, id, typed }: ChatProps) {
  const message = question(standing)
  const { texts } = chrome
  if (message !== undefined) {
    return <AnswerForm action={action} id={id} message={message} texts={texts} typed={typed} />
  }
  return (
    <form method="post" action={action} class="over" data-turn>
      <input type="hidden" name="id" value={id} />
      {standing.open ? (
        <button type="submit" name="do" value="start" class="primary">
          {texts.continue}
        </button>
      ) : (
        <>
          <p>{texts.ended}</p>
          <button type="submit" name="do" value="start" class="quiet">
            {texts.start_again}
          </button>
        </>
      )}
    </form>
  )
}

export function Menu({ chrome, action, id }: { chrome: Chrome; action: string; id: string }) {
  return (
    <details class="menu">
      <summary>{chrome.texts.menu}</summary>
      <form method="post" action={action} data-turn>
        <input type="hidden" name="id" value={id} />
        {(Object.keys(words) as Word[]).map((word) => (
          <button type="submit" name="word" value={word}>
            {chrome.texts.words[word]}
          </button>
        ))}
      </form>
    </details>
  )
}
