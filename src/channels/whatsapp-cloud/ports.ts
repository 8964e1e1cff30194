/** What the channel asks of its surroundings, and how it is set. */
import type { NumberedTexts } from '../numbered.ts'
import type { ChannelPorts } from '../ports.ts'

export interface WhatsappCloudSettings {
  /** A system user's token. */
  readonly token: string
  /** The id of the number in Meta's API, not the number. */
  readonly phoneNumberId: string
  /** Signs what Meta sends us. */
  readonly appSecret: string
  /** Of our own making: what Meta must show when it subscribes. */
  readonly verifyToken: string
  /** Meta's own when left out. */
  readonly apiRoot?: string
  /** Found out when left out: templates belong to the account, not to the number. */
  readonly businessAccountId?: string
}

export interface WhatsappCloudPorts extends ChannelPorts {
  /** Counts what was refused at the door. */
  refused?(reason: string): void
  /** HMAC: an id of Meta's contains the phone number. */
  digest(text: string): string
  /** Hides a reference from Meta, and reads it again; `open` throws for what is not ours. */
  seal(text: string): string
  open(sealed: string): string
  /** The bytes of a picture, by its name in the folder of media. */
  picture(file: string): Promise<Uint8Array>
  readonly texts: NumberedTexts
}
