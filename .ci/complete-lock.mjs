/**
 * Completes package-lock.json after `npm install`: where a registry does not carry the builds of a package for
 * other platforms, npm leaves them out, and npm 11's `npm ci` then refuses the lock file on every machine.
 * Adds each missing optional dependency with the version that its parent pins. Prints how many it added.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const path = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(path, 'utf8'))

const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const CPU = [
  'arm64',
  'armv7',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

/** The place that npm resolves `name` to from the package at `from`, or undefined. */
const resolve = (from, name) => {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const place = `${base === '' ? '' : `${base}/`}node_modules/${name}`
    if (lock.packages[place]) return place
    if (base === '') return undefined
  }
}

let added = 0
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolve(from, name)) continue
    const words = name.split(/[/-]/)
    const os = OS.find((o) => words.includes(o))
    const cpu = CPU.find((c) => words.some((word) => word === c || (c === 'arm' && word.startsWith('arm-'))))
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[^\d]*/, ''),
      ...(cpu === undefined || cpu === 'armv7' ? {} : { cpu: [cpu] }),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      // An unknown platform is never installed by mistake: nothing runs on `none`.
      os: [os ?? 'none'],
    }
    added += 1
  }
}
const { '': root, ...rest } = lock.packages
lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) }
if (added > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`package-lock.json: ${added} packages for other platforms added`)
