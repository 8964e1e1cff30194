/**
 * The id of an event whose own id is an HMAC, with its second before it. Seen events are kept in the order of their ids:
 * ids by chance would each change another page of the index, and make a commit several times as large.
 */
export const orderedExternal = (second: number, digest: string): string => `${second.toString(36)}-${digest}`
