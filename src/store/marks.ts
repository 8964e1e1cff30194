/** What the reason of an outbox row begins with when nobody saw the end of its sending. */

/** It may have reached the person twice. The mark stays, whatever becomes of the row. */
export const MAYBE_TWICE = 'maybe sent twice'
/** It was sent once, without an answer, and is to be settled before it is sent again. */
export const UNSETTLED = 'maybe sent'

export const wasMaybeTwice = (reason: string | null): boolean => reason?.startsWith(MAYBE_TWICE) === true

/** It was sent once, and nobody knows yet whether it arrived. */
export const isUnsettled = (reason: string | null): boolean => reason?.startsWith(`${UNSETTLED}:`) === true
