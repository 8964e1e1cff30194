/**
 * A person with WhatsApp open: what they do becomes the message that Meta would make of it, with the right ids. Each
 * verb returns that message as it stands in the webhook, so that a test can have it delivered again.
 */
import { randomBytes } from 'node:crypto'
import type { Json } from './check.ts'
import { type Incoming, kindOf, type SentKind } from './incoming.ts'
import type { BusinessMessage, Option } from './messages.ts'
import { type Account, contact, identity } from './people.ts'
import { wamid } from './wamid.ts'
import type { Webhooks } from './webhooks.ts'
import type { World } from './world.ts'

export interface Person {
  readonly phone: string | undefined
  readonly userId: string | undefined
  writes(text: string): Incoming
  /** Answers one message with words, as a swipe to the right does. */
  writesTo(message: { readonly id: string }, text: string): Incoming
  /** A button or row, by title or id, of the newest message that has it. Throws when none has. */
  presses(titleOrId: string): Incoming
  /** The same on this very message, which may lie far up. */
  pressesOld(message: BusinessMessage, titleOrId: string): Incoming
  /** A quick reply of the newest template that has it. */
  quickReplies(text: string): Incoming
  /** Something that is not words. A file of a few random bytes, unless told otherwise. */
  sends(kind: SentKind, bytes?: Uint8Array): Incoming
  /** From now on the number comes along, and reaches them. */
  reveal(phone: string): void
  blocks(): void
  unblocks(): void
  /** What the business wrote and reached them, oldest first. */
  readonly messages: readonly BusinessMessage[]
  /** The words of the newest one. */
  readonly lastText: string | undefined
  /** Resolves with the first message of the business, already there or to come, that fits. */
  until(fits: (message: BusinessMessage) => boolean): Promise<BusinessMessage>
}

/** `watch` is called after every call until it returns true. */
export function person(
  world: World,
  account: Account,
  hooks: Webhooks,
  watch: (look: () => boolean) => void,
): Person {
  function give(type: string, more: Json): Incoming {
    account.lastWrote = world.now()
    const { phone, userId } = account
    const message: Incoming = {
      ...(phone === undefined ? {} : { from: phone }),
      ...(userId === undefined ? {} : { from_user_id: userId }),
      id: wamid(phone ?? identity(account), 'in'),
      timestamp: String(Math.floor(world.now() / 1000)),
      type,
      ...more,
    }
    world.received.add(message.id)
    hooks.push({ lane: identity(account), contacts: [contact(account)], messages: [message] })
    return message
  }

  const about = ({ id }: { readonly id: string }) => ({ context: { from: world.number.digits, id } })

  function newest(has: (message: BusinessMessage) => boolean, what: string): BusinessMessage {
    const found = account.inbox.findLast(has)
    if (found === undefined) throw new Error(`no message shows ${what}`)
    return found
  }

  function press(message: BusinessMessage, titleOrId: string): Incoming {
    const option = optionOf(message, titleOrId)
    if (option === undefined) throw new Error(`this message has no ${JSON.stringify(titleOrId)}`)
    const list = (message.raw.interactive as { type: string }).type === 'list'
    const { id, title } = option
    return give('interactive', {
      ...about(message),
      interactive: list
        ? { type: 'list_reply', list_reply: { id, title } }
        : { type: 'button_reply', button_reply: { id, title } },
    })
  }

  return {
    get phone() {
      return account.phone
    },
    get userId() {
      return account.userId
    },
    writes: (text) => give('text', { text: { body: text } }),
    writesTo: (message, text) => give('text', { ...about(message), text: { body: text } }),
    presses: (titleOrId) =>
      press(
        newest(
          (message) => message.type === 'interactive' && optionOf(message, titleOrId) !== undefined,
          `a button ${JSON.stringify(titleOrId)}`,
        ),
        titleOrId,
      ),
    pressesOld: press,
    quickReplies(text) {
      const message = newest(
        ({ type, options }) => type === 'template' && options.some(({ title }) => title === text),
        `a quick reply ${JSON.stringify(text)}`,
      )
      const payload = message.options.find(({ title }) => title === text)?.id
      return give('button', { ...about(message), button: { payload, text } })
    },
    sends(kind, bytes = randomBytes(64)) {
      const { type, content } = kindOf(kind, {
        put: (mime) => world.media.put(mime, bytes),
        newest: () => newest(() => true, 'anything to react to').id,
      })
      return give(type, content)
    },
    reveal: (phone) => world.people.reveal(account, phone),
    blocks() {
      account.blocked = true
    },
    unblocks() {
      account.blocked = false
    },
    messages: account.inbox,
    get lastText() {
      return account.inbox.at(-1)?.text
    },
    until: (fits) =>
      new Promise((resolve) =>
        watch(() => {
          const found = account.inbox.find(fits)
          if (found === undefined) return false
          resolve(found)
          return true
        }),
      ),
  }
}

/** An id before a title: ids are told apart from one another, and a title may be another's id. */
const optionOf = ({ options }: BusinessMessage, titleOrId: string): Option | undefined =>
  options.find(({ id }) => id === titleOrId) ?? options.find(({ title }) => title === titleOrId)
