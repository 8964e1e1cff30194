/** Who is on WhatsApp: known by a number, by a business-scoped id, or by both, and what the business wrote to each. */
import type { BusinessMessage } from './messages.ts'

export interface Who {
  /** Digits. */
  readonly phone?: string
  /** As `IQ.13491208655302741918`. */
  readonly userId?: string
  readonly name?: string
}

export interface Account {
  phone: string | undefined
  userId: string | undefined
  readonly name: string
  /** Epoch milliseconds; null for somebody who never wrote. */
  lastWrote: number | null
  blocked: boolean
  /** What reached them, oldest first. */
  readonly inbox: BusinessMessage[]
}

export interface People {
  /** The account of this person, made when there is none; an address that was not known of it is added. */
  open(who: Who): Account
  /** Whoever is reached by a number or a business-scoped id. */
  at(address: string): Account | undefined
  reveal(account: Account, phone: string): void
}

export function people(): People {
  const byAddress = new Map<string, Account>()
  return {
    open({ phone, userId, name }) {
      if (phone === undefined && userId === undefined) throw new Error('a person has a phone or a userId')
      const account = byAddress.get(phone ?? '') ??
        byAddress.get(userId ?? '') ?? {
          phone: undefined,
          userId: undefined,
          name: name ?? 'Somebody',
          lastWrote: null,
          blocked: false,
          inbox: [],
        }
      account.phone ??= phone
      account.userId ??= userId
      for (const address of [phone, userId]) if (address !== undefined) byAddress.set(address, account)
      return account
    },
    at: (address) => byAddress.get(address),
    reveal(account, phone) {
      account.phone = phone
      byAddress.set(phone, account)
    },
  }
}

/** What makes this person one, however they are named. */
export const identity = ({ userId, phone }: Account): string => userId ?? phone ?? ''

/** `contacts[]` of a webhook: without a number for somebody who shows none. */
export const contact = ({ name, phone, userId }: Account) => ({
  profile: { name },
  ...(phone === undefined ? {} : { wa_id: phone }),
  ...(userId === undefined ? {} : { user_id: userId }),
})
