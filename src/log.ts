/** JSON lines on standard output. Fields are codes, counts and durations: never an address, a name or an answer. */

export type Level = 'debug' | 'info' | 'warn' | 'error'
type Fields = Readonly<Record<string, string | number | boolean | undefined>>

export type Log = Readonly<Record<Level, (what: string, fields?: Fields) => void>>

const ORDER = ['debug', 'info', 'warn', 'error', 'silent'] as const

export function createLog(level: (typeof ORDER)[number], write: (line: string) => void): Log {
  const at = (one: Level) => {
    if (ORDER.indexOf(one) < ORDER.indexOf(level)) return () => undefined
    return (what: string, fields: Fields = {}) =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level: one, what, ...fields })}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
