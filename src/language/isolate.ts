const FSI = '\u2068'
const PDI = '\u2069'
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g

/**
 * A value wrapped in FSI…PDI, so that a name or a number inserted into a text keeps its own direction and cannot turn
 * the text around it. Direction controls within the value are left out: they could close the wrapping.
 */
export const isolate = (value: string): string => FSI + value.replace(BIDI_CONTROLS, '') + PDI

/** For where plain text is drawn by others, such as a window's title: some draw these marks as boxes. */
export const withoutIsolates = (text: string): string => text.replace(BIDI_CONTROLS, '')
