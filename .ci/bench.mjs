/** Installs the peers that we are measured against where they are missing, then runs bench/run.ts (compiled). */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const run = (command, parameters) => {
  const { status } = spawnSync(command, parameters, { stdio: ['inherit', 'inherit', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync('bench/node_modules'))
  run('npm', ['ci', '--prefix', 'bench', '--no-audit', '--no-fund', '--silent'])
run('node_modules/.bin/tsc', ['-p', 'tsconfig.bench.json'])
// What a browser loads is not compiled.
const scripts = 'test/fakes/whatsapp-web'
for (const name of readdirSync(scripts).filter((file) => file.endsWith('.js')))
  copyFileSync(join(scripts, name), join('bench/dist', scripts, name))
// Compiled beside its sources' folder, so that peers resolve from bench/node_modules.
run(process.execPath, ['bench/dist/bench/run.js', ...process.argv.slice(2)])
