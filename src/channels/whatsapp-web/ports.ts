/** What the channel asks of its surroundings, and how it is set. */
import type { NumberedTexts } from '../numbered.ts'
import type { ChannelPorts } from '../ports.ts'
import type { Group } from './protocol.ts'
import type { Timings } from './timings.ts'
import type { Mark } from './watermark.ts'

export type { Group } from './protocol.ts'

export interface WhatsappWebSettings {
  /** The session lies in `whatsapp-web` below it: full access to the account, so mode 0700, and never in a backup. */
  readonly dataDir: string
  /** Path of the browser; looked for in the usual places when left out. */
  readonly chromium?: string
  /** A version of WhatsApp's page, kept as `<version>.html` in `cache`. The newest from WhatsApp unless both are set. */
  readonly version?: string
  readonly cache?: string
  /** Whether people who have not written within a day may be written to in bulk, which gets numbers banned. */
  readonly everyone: boolean
  /** Milliseconds between two messages to one chat, and messages a second in all; slow when left out. */
  readonly gap?: number
  readonly pace?: number
  /** A send waits a random part of so many milliseconds: nobody types like a clock. */
  readonly jitter?: number
  readonly timings?: Partial<Timings>
  /** The compiled `child.js`; found by itself when left out. */
  readonly childModule?: string
}

export interface Measured {
  /** Bytes. */
  readonly childMemory: number
  readonly browserMemory: number
  /** How often the child had to be started again since the server started. */
  readonly restarts: number
  readonly state: string
}

export interface WhatsappWebPorts extends Omit<ChannelPorts, 'held' | 'wait'> {
  /** Hides a text for good, the same one always alike: a WhatsApp message id contains a phone number. */
  digest(text: string): string
  /** The bytes of a picture by its name in the folder of media. */
  picture(file: string): Promise<Uint8Array>
  readonly texts: NumberedTexts
  /** Told of the groups that the account is in, when ready and whenever they change. */
  groups(list: readonly Group[]): void | Promise<void>
  /** Shows the code to scan, drawn with characters. */
  showCode?(drawn: string): void
  measure?(measured: Measured): void
  /** Up to when everything that people wrote is known to be committed; survives a restart. */
  readonly watermark: { read(): Promise<Mark | undefined>; write(mark: Mark): Promise<void> }
  /** 0 up to 1. */
  readonly random?: () => number
}
