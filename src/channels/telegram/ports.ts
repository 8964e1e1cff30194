/** What the channel asks of its surroundings, and how it is set. */
import type { Language } from '../../flow/program.ts'
import type { ChannelPorts } from '../ports.ts'
import type { GroupChange } from './groups.ts'

export type { GroupChange } from './groups.ts'

export interface TelegramSettings {
  /** From BotFather: `<bot id>:<secret>`. */
  readonly token: string
  /** Telegram's own when left out. */
  readonly apiRoot?: string
  readonly mode: 'polling' | 'webhook'
  /** What Telegram puts into each webhook call: 1 to 256 of `A-Za-z0-9_-`. */
  readonly secret: string
  /** The server's address from outside; needed for webhooks. */
  readonly publicUrl?: string
}

export interface Command {
  /** `[a-z0-9_]{1,32}` */
  readonly command: string
  /** 1 to 256 characters. */
  readonly description: string
}

export interface TelegramPorts extends ChannelPorts {
  /** The menu of commands in each language. The first language is also everyone else's. */
  readonly commands?: Readonly<Record<Language, readonly Command[]>>
  /** The bytes of a picture, by its name in the folder of media. */
  readonly picture?: (file: string) => Promise<Uint8Array>
  /** Told when the bot is put into a group or channel or taken out; the update is confirmed once it resolves. */
  readonly groupChanged?: (change: GroupChange) => Promise<void>
}
