import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingNames } from '../../src/settings.ts'

test('every setting stands in the page for admins, and no other does', () => {
  const page = readFileSync('docs/run-a-server.md', 'utf8')
  const table = page.slice(page.indexOf('| setting |'), page.indexOf('## The key'))
  const shown = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  )
  expect(shown.sort()).toEqual([...settingNames].sort())
})
