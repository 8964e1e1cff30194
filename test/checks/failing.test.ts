/** A test command that ends well although a test failed would let anything through. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

test('a run in which a test fails ends with 1, with PostgreSQL started and without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failing-'))
  try {
    const support = (name: string) => JSON.stringify(resolve('test/support', name))
    const vitest = JSON.stringify(resolve('node_modules/vitest/dist/index.js'))
    const plant = (body: string) =>
      writeFileSync(
        join(folder, 'planted.test.ts'),
        `import { expect, it } from ${vitest}\nimport { postgresDatabase } from ${support('postgres.ts')}\n${body}\n`,
      )
    writeFileSync(
      join(folder, 'vitest.config.mjs'),
      `export default { test: { globalSetup: [${support('postgres-server.ts')}], include: ['*.test.ts'] } }\n`,
    )
    const run = () =>
      spawnSync(resolve('node_modules/.bin/vitest'), ['run', '--root', folder], {
        encoding: 'utf8',
        env: { ...process.env, VITEST: undefined },
      })
    plant(`it('fails', () => expect(1).toBe(2))`)
    expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('1 failed') })
    plant(`it('fails', async () => { await (await postgresDatabase()).drop(); expect(1).toBe(2) })`)
    expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('1 failed') })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
