/** Watches browser and page from outside the library, from the moment that there is one. */
import type { Client } from 'whatsapp-web.js'
import { listProcesses, memoryOf, treeOf } from '../processes.ts'
import type { Report } from '../protocol.ts'
import type { Timings } from '../timings.ts'
import { inTime } from './in-time.ts'
import { lookAtState, type PageState, tellOfSync } from './page.ts'
import { reasonOf } from './reason.ts'

const ADDRESS = 'https://web.whatsapp.com/'

export interface Watched {
  report(what: Report): void
  end(last: Report): void
  isReady(): boolean
  /** The page loads anew: nothing of before holds. */
  left(): void
}

export function watch(client: Client, timings: Timings, { report, end, isReady, left }: Watched): void {
  const { pupBrowser: browser, pupPage: page } = client
  if (browser === undefined || page === undefined) throw new Error('the library has no browser')
  const fail = (reason: string) => end({ report: 'failed', reason })

  browser.on('disconnected', () => fail('Chromium ended'))
  page.on('error', () => fail('the page crashed'))
  page.on('close', () => fail('the page was closed'))
  // A browser begins with a blank page.
  let entered = false
  page.on('domcontentloaded', left)
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return
    const url = frame.url()
    // The library's own note of a logout that the page announced.
    const { lastLoggedOut } = client as unknown as { readonly lastLoggedOut?: boolean }
    if (url.includes('post_logout=1') || lastLoggedOut === true)
      return end({ report: 'gone', state: 'LOGOUT' })
    if (url.startsWith(ADDRESS)) entered = true
    else if (entered) fail('the page was left')
  })

  let told = ''
  let syncedFor = 0
  async function look(): Promise<void> {
    if (page === undefined || !page.url().startsWith(ADDRESS)) return
    const seen = await inTime(timings.call, page.evaluate(lookAtState)).catch(() => undefined)
    // Too early, or too late: the heartbeat judges.
    if (seen === undefined || isReady()) return
    if (seen.state !== told) report({ report: 'state', state: seen.state })
    told = seen.state
    if (seen.state === 'UNPAIRED_IDLE') report({ report: 'codeExpired' })
    syncedFor = isStuck(seen) ? syncedFor + timings.poll : 0
    if (syncedFor >= timings.nudge) {
      syncedFor = 0
      await inTime(timings.call, page.evaluate(tellOfSync)).catch(() => undefined)
    }
  }

  async function beat(): Promise<void> {
    const isThere = page?.url().startsWith(ADDRESS) === true
    if (isThere && page !== undefined) {
      try {
        await inTime(timings.call, page.evaluate(lookAtState))
      } catch (error) {
        // While it loads it has no state yet; once ready it must answer.
        if (isReady()) return fail(reasonOf(error))
      }
    }
    const pid = browser?.process()?.pid
    const tree = pid === undefined ? [] : treeOf(pid, await listProcesses())
    const weights = await Promise.all(tree.map((one) => memoryOf(one.pid)))
    report({
      report: 'beat',
      page: isReady(),
      childMemory: process.memoryUsage.rss(),
      browserMemory: weights.reduce((sum, weight) => sum + weight, 0),
    })
  }

  const repeat = (milliseconds: number, work: () => Promise<void>) => {
    const timer = setTimeout(() => {
      void work().finally(() => repeat(milliseconds, work))
    }, milliseconds)
    timer.unref()
  }
  repeat(timings.poll, async () => {
    if (!isReady()) await look()
  })
  repeat(timings.beat, beat)
}

/** Connected and synced, and the library has not noticed. */
const isStuck = ({ state, synced, injected }: PageState): boolean =>
  state === 'CONNECTED' && synced && !injected
