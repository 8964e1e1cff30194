/** What only the bundled program can get wrong: parts of packages that are loaded when they are needed. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

it('the built program draws the code that links a device', async () => {
  const { href } = pathToFileURL(join('dist/channels/whatsapp-web/whatsapp-web.js'))
  const { drawCode } = (await import(
    href
  )) as typeof import('../../../src/channels/whatsapp-web/whatsapp-web.ts')
  expect(await drawCode('ref-1')).toMatch(/[▀▄█]/)
})
