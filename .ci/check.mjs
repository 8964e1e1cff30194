/** Runs every check at once and prints what each found, the quick ones first. Exits 1 when any of them fails. */
import { spawn } from 'node:child_process'

const CHECKS = [
  ['formatting and lint', 'biome', ['check', '--error-on-warnings']],
  ['types', 'tsc', ['--noEmit']],
  ['rooms', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
  ['nothing unused', 'knip', ['--no-progress']],
  ['flows and locales', process.execPath, ['dist/cli/main.js', 'check']],
]

const path = `node_modules/.bin:${process.env.PATH ?? ''}`

const run = ([name, command, parameters]) =>
  new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command, parameters, {
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? '✔' : '✘'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(Buffer.concat(output).toString().trimEnd())
      resolve(code === 0)
    })
  })

const results = await Promise.all(CHECKS.map(run))
process.exitCode = results.every(Boolean) ? 0 : 1
