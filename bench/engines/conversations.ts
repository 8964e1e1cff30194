/**
 * `@grammyjs/conversations` 2, as its README and grammy.dev show it: a conversation function, `form` and
 * `waitForCallbackQuery`, state in a key storage that keeps JSON text. Calls to Telegram end in the client's `fetch`, so
 * none leaves the process; a transformer inside the conversation would answer before the plugin has logged the call,
 * and every replay would then send again.
 */
import {
  type Conversation,
  type ConversationData,
  type ConversationFlavor,
  conversations,
  createConversation,
  type VersionedState,
} from '@grammyjs/conversations'
import { Bot, type Context, InlineKeyboard } from 'grammy'
import type { Update } from 'grammy/types'
import { compete, tuned } from './contest.ts'
import { QUESTIONS, repliesOf, THANKS } from './questions.ts'

type Outside = ConversationFlavor<Context>

const stored = new Map<string, string>()
const kept = new Map<number, Record<string, unknown>>()
let said = 0

/** Of fetch's answer grammY reads `json()` alone. */
const nowhere = async () => {
  said += 1
  const result = { message_id: said, date: 0, chat: { id: 1, type: 'private' }, text: '' }
  return { json: async () => ({ ok: true, result }) }
}

async function fiveQuestions(conversation: Conversation<Outside, Context>, ctx: Context): Promise<void> {
  const answers: Record<string, unknown> = {}
  const chat = ctx.chatId ?? 0
  for (const question of QUESTIONS) {
    if (question.kind === 'choose') {
      const keyboard = new InlineKeyboard()
      for (const [id, label] of Object.entries(question.options)) keyboard.text(label, id).row()
      await ctx.reply(question.text, { reply_markup: keyboard })
      const pressed = await conversation.waitForCallbackQuery(Object.keys(question.options))
      answers[question.id] = pressed.callbackQuery.data
    } else {
      await ctx.reply(question.text)
      answers[question.id] =
        question.kind === 'number' ? await conversation.form.number() : await conversation.form.text()
    }
  }
  await ctx.reply(THANKS)
  await conversation.external(() => {
    kept.set(chat, answers)
  })
}

const me = {
  id: 1,
  is_bot: true,
  first_name: 'Bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
}
const bot = new Bot<Outside>('1:bench', { botInfo: me as never, client: { fetch: nowhere as never } })
bot.use(
  conversations<Outside, Context>({
    storage: {
      type: 'key',
      version: 0,
      adapter: {
        read: (key) => {
          const text = stored.get(key)
          return text === undefined ? undefined : (JSON.parse(text) as VersionedState<ConversationData>)
        },
        write: (key, state) => {
          stored.set(key, JSON.stringify(state))
        },
        delete: (key) => {
          stored.delete(key)
        },
      },
    },
  }),
)
bot.use(createConversation(fiveQuestions))
bot.command('start', (ctx) => ctx.conversation.enter('fiveQuestions'))
bot.catch((error) => {
  throw error
})

let update = 0
/**
 * `bot.start()` handles one update after the other. The plugin waits for timers in every turn, so that leaves the
 * processor idle for most of the time; a runner that handles many people's updates at once does not.
 */
const atOnce = tuned ? 100 : 1

compete(async (person) => {
  const chat = person + 1
  const from = { id: chat, is_bot: false, first_name: 'Person' }
  const place = { id: chat, type: 'private', first_name: 'Person' }
  const replies = repliesOf(person)

  const give = (given: object) => {
    update += 1
    return bot.handleUpdate({ update_id: update, ...given } as Update)
  }
  const write = (text: string, more: object = {}) =>
    give({ message: { message_id: update, date: 0, from, chat: place, text, ...more } })

  await write('/start', { entities: [{ type: 'bot_command', offset: 0, length: 6 }] })
  for (const question of QUESTIONS) {
    const reply = String(replies[question.id])
    if (question.kind === 'choose') {
      const message = { message_id: said, date: 0, chat: place, from: me, text: question.text }
      await give({ callback_query: { id: String(update), from, chat_instance: '1', message, data: reply } })
    } else await write(reply)
  }
  const answers = kept.get(chat) ?? {}
  kept.delete(chat)
  return answers
}, atOnce)
