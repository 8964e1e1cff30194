/** The menu of commands beside the text field, in each language that Telegram knows. */
import type { Api } from 'grammy'
import type { LanguageCode } from 'grammy/types'
import type { TelegramPorts } from './ports.ts'
import { sendError } from './send-error.ts'

/** Telegram takes two letters only; Sorani has none, and its clients run as Kurdish. */
const TWO_LETTERS: Readonly<Record<string, string>> = { ckb: 'ku' }

/** The first language is the default. A failure costs a menu, nothing else: it is logged and left. */
export async function publishCommands(api: Api, ports: TelegramPorts, signal: AbortSignal): Promise<void> {
  const menus = Object.entries(ports.commands ?? {}).filter(([, menu]) => menu.length > 0)
  const calls: [string | null, (typeof menus)[number][1]][] = []
  const [first] = menus
  if (first !== undefined) calls.push([null, first[1]])
  for (const [language, menu] of menus) {
    const code = TWO_LETTERS[language] ?? language.split('-')[0] ?? ''
    if (/^[a-z]{2}$/.test(code)) calls.push([code, menu])
  }
  for (const [code, menu] of calls) {
    if (signal.aborted) return
    try {
      const other = code === null ? {} : { language_code: code as LanguageCode }
      await api.setMyCommands(menu, other, signal as never)
    } catch (error) {
      const { message } = sendError(error, 'setMyCommands')
      ports.log('warn', 'the menu of commands was not set', { language: code ?? 'default', reason: message })
    }
  }
}
