/**
 * Bundles the program from src/ into dist/: a command that loads a few files is there in half the time of one that loads
 * hundreds. Packages with native code stay where npm put them. Also takes away what builds before the last left, and links the
 * command as node_modules/.bin/hearback, so that `npx hearback` runs this checkout without asking a registry.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const MAIN = 'dist/cli/main.js'
/** Each is found by its path: a command, a process, a thread and what it runs, and what benches and tests load. */
const ENTRIES = [
  'src/cli/main.ts',
  'src/channels/whatsapp-web/child.ts',
  'src/channels/whatsapp-web/whatsapp-web.ts',
  'src/survey/reader-worker.ts',
  'src/survey/reader-thread.ts',
  'src/survey/tell-round.ts',
]
/**
 * The files of the last build, and of the last one that had others: a server that was started from those still reads parts
 * of them, until it is started anew.
 */
const LIST = 'dist/.built.json'
const last = existsSync(LIST) ? JSON.parse(readFileSync(LIST, 'utf8')) : undefined

const { metafile } = await build({
  entryPoints: ENTRIES,
  outdir: 'dist',
  outbase: 'src',
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['@resvg/resvg-js', 'better-sqlite3', 'pg', 'pg-native', 'whatsapp-web.js'],
  // Packages in CommonJS ask for Node's own modules by `require`, which a module does not have.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
})

const made = Object.keys(metafile.outputs).sort()
const isSame = made.join() === last?.made.join()
const before = isSame ? last.before : (last?.made ?? [])
writeFileSync(LIST, JSON.stringify({ made, before }))
// Without a list nobody knows what a server may be reading.
if (last !== undefined) {
  const kept = new Set([LIST, ...made, ...before])
  for (const name of readdirSync('dist', { recursive: true }).map(String)) {
    const path = join('dist', name)
    if (!kept.has(path) && statSync(path).isFile()) rmSync(path)
  }
}

chmodSync(MAIN, 0o755)
const link = 'node_modules/.bin/hearback'
mkdirSync(dirname(link), { recursive: true })
rmSync(link, { force: true })
symlinkSync(`../../${MAIN}`, link)
