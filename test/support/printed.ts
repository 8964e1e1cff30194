/** Collects what tests print to console.error and console.warn, see test/setup.ts. */
import { format } from 'node:util'

let printed: string[] = []

const collect = (...words: unknown[]): void => {
  printed.push(format(...words))
}

/** From now on both consoles only collect. Called before each test. */
export const watchConsole = (): void => {
  printed = []
  console.error = collect
  console.warn = collect
}

/** What was printed since the last call; taking it says that the test expected it. */
export const takePrinted = (): readonly string[] => {
  const taken = printed
  printed = []
  return taken
}
