/**
 * What tsc leaves to do: copies assets beside the compiled files, takes away what no longer has a source, makes
 * the command executable, and links it as node_modules/.bin/hearback, so that `npx hearback` runs this checkout
 * without asking a registry.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const ASSET = /\.(css|js|svg|ttf|woff2)$/
const files = (folder) => readdirSync(folder, { recursive: true }).map(String)

for (const file of files('dist')) {
  const source = join('src', file.replace(/\.js(\.map)?$/, ''))
  const kept = ['.ts', '.tsx'].some((ending) => existsSync(source + ending)) || existsSync(join('src', file))
  if (/\.js(\.map)?$/.test(file) && !kept) rmSync(join('dist', file))
}

for (const file of files('src').filter((name) => ASSET.test(name))) {
  const [from, to] = [join('src', file), join('dist', file)]
  if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) continue
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

const main = 'dist/cli/main.js'
if (existsSync(main)) {
  chmodSync(main, 0o755)
  const link = 'node_modules/.bin/hearback'
  mkdirSync(dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(`../../${main}`, link)
}
