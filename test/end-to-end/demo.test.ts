/** The first thing a newcomer runs: it must fill itself, serve both links that it prints, and stop when asked. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the demonstration serves made-up rounds and a chat, and says so', { timeout: 60_000 }, async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  const child = spawn(process.execPath, ['dist/cli/main.js', 'demo'], {
    env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line)
    if (line.startsWith('To stop')) break
  }
  const links = printed.flatMap((line) => [...line.matchAll(/http:\S+/g)].map(([link]) => link))
  const pages = await Promise.all(links.map(async (link) => (await fetch(`${link}?lang=en`)).text()))
  const results = pages[links.findIndex((link) => link.includes('/p/'))] ?? ''
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')

  expect(code).toBe(0)
  expect(links).toHaveLength(3)
  expect(results).toContain('made up')
  const people = Number(/<b>([\d,]+)<\/b>/.exec(results)?.[1]?.replace(',', ''))
  expect(people).toBeGreaterThan(1000)
  for (const year of ['2017', '2018', '2019']) expect(results).toContain(year)
})
