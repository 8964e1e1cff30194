#!/usr/bin/env -S node --max-semi-space-size=8 --max-old-space-size=256
/** `hearback <command>`: finds the command, runs it, exits with its code. */
import type { Command, ExitCode, Io } from './command.ts'

/** Loaded when asked for: `--help` and `check` need neither a database nor a web server. */
const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  serve: () => import('./serve.ts'),
  check: () => import('./check.ts'),
  try: () => import('./try.ts'),
  demo: () => import('./demo.ts'),
  round: () => import('./round.ts'),
  summary: () => import('./summary.ts'),
  export: () => import('./export.ts'),
  group: () => import('./group.ts'),
  post: () => import('./post.ts'),
  templates: () => import('./templates.ts'),
  doctor: () => import('./doctor.ts'),
}

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
}

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(await overview())
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    io.err(`hearback has no command "${name}". It has: ${Object.keys(commands).join(', ')}.\n`)
    return 2
  }
  const { command } = await load()
  if (args.includes('--help') || args.includes('-h')) {
    io.out(command.help.endsWith('\n') ? command.help : `${command.help}\n`)
    return 0
  }
  return command.run(args, io)
}

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()))
  const lines = loaded.map(({ command }) => `  ${command.name.padEnd(9)} ${command.summary}`)
  return `Hearback asks communities short questions by chat, and answers back.\n\nUsage: hearback <command> [options]\n\n${lines.join('\n')}\n\nhearback <command> --help tells more.\n`
}

// A closed pipe (`hearback export … | head`) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // Expected trouble has a name of its own and a message that says what to do; anything else shows where it came from.
  const expected =
    error instanceof Error &&
    ['SettingsError', 'KeyError', 'Unavailable', 'StartError', 'MissingTexts'].includes(error.name)
  io.err(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
