import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Starts PostgreSQL when a test first asks for it.
    globalSetup: ['test/support/postgres-server.ts'],
    // Threads start faster than processes; on two cores that is what counts.
    pool: 'threads',
    maxWorkers: 2,
    watch: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: process.env.VITEST_JSON ? ['default', 'json'] : ['default'],
    ...(process.env.VITEST_JSON ? { outputFile: { json: process.env.VITEST_JSON } } : {}),
  },
})
