/** Finds the Chromium that browser tests drive. No browser is ever downloaded by this repository's tests. */
import { existsSync } from 'node:fs'
import { describe } from 'vitest'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path in `CHROMIUM`, else the first usual place that has one, else undefined. */
export const chromiumPath = (): string | undefined => {
  const named = process.env.CHROMIUM
  if (named) return existsSync(named) ? named : undefined
  return PLACES.find((place) => existsSync(place))
}

/** A suite that is run where a Chromium is found, and is skipped in so many words where none is. */
export const describeWithChromium = (name: string, suite: (executablePath: string) => void): void => {
  const path = chromiumPath()
  if (path) {
    // A browser that starts while the other core is busy takes its time.
    describe(name, { timeout: 60_000 }, () => suite(path))
    return
  }
  console.log(`Skipped, for want of a browser: ${name}. Install Chromium, or name one in CHROMIUM.`)
  describe.skip(`${name} (no Chromium found)`, () => suite('/none'))
}
