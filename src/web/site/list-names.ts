import { directionOf } from '../../language/direction.ts'
import { isolate } from '../../language/isolate.ts'

/** Names side by side: a comma list needs no "and", which Intl does not know in Sorani. */
export const listNames = (names: readonly string[], language: string): string =>
  names.map(isolate).join(directionOf(language) === 'rtl' ? '، ' : ', ')
