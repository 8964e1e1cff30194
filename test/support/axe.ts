/** What axe-core finds wrong with a page, in a real browser. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * The faults of the page as it stands, as `rule: markup`. A page looked at in a tab that was looked at before costs a
 * third of one in a new tab.
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the driver, which the page's policy does not bind.
  await page.evaluate(source)
  return run(page, ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
}

/**
 * The faults that another set of colours can have. Only for a page of which `accessibilityFaults` was asked since it
 * loaded: everything else is the same in every colour scheme.
 */
export const colourFaults = (page: Page): Promise<readonly string[]> =>
  run(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] })

/**
 * The faults that another width can have, on the same condition: what is on the page is the same, and only lies elsewhere.
 */
export const layoutFaults = (page: Page): Promise<readonly string[]> =>
  run(page, {
    type: 'rule',
    values: ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'],
  })

const run = (page: Page, runOnly: object): Promise<readonly string[]> =>
  page.evaluate(async (only) => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the page's window
    const { violations } = await (globalThis as any).axe.run({
      runOnly: only,
      // What passed is not asked for, and no stylesheet comes from elsewhere that would have to be fetched.
      resultTypes: ['violations'],
      preload: false,
    })
    return violations.map(
      ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    )
  }, runOnly)
