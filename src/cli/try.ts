/** `hearback try <programme>/<flow>`: a flow in the terminal, with the real engine, nothing kept. */
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { begin } from '../engine/begin.ts'
import type { Body } from '../engine/event.ts'
import type { Message } from '../engine/message.ts'
import { prepare } from '../engine/runnable.ts'
import type { Session } from '../engine/session.ts'
import { step } from '../engine/step.ts'
import type { Program } from '../flow/program.ts'
import { orderedId } from '../ids.ts'
import { listing } from '../programmes/listing.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import { readTexts } from '../programmes/read-texts.ts'
import { readSettings } from '../settings.ts'
import type { Command, ExitCode, Io } from './command.ts'

const help = `Usage: hearback try <programme>/<flow> [--language en]

Talks to you in the terminal as the flow would in a chat. Answer with a number, a label
or words; "back", "skip", "help" and the other built-in words work. Nothing is kept.
Ends with the flow, at the end of the input, or with Ctrl-C.

  --language  the language to begin in; otherwise you are asked`

export const command: Command = {
  name: 'try',
  summary: 'Try a flow in the terminal',
  help,
  run: async (args, io) => {
    let parsed: { values: { language?: string | undefined }; positionals: string[] }
    try {
      parsed = parseArgs({
        args: [...args],
        options: { language: { type: 'string' } },
        allowPositionals: true,
      })
    } catch (error) {
      io.err(`${error instanceof Error ? error.message : String(error)}\n\n${help}\n`)
      return 2
    }
    const [name] = parsed.positionals
    if (name === undefined || parsed.positionals.length > 1) {
      io.err(`${help}\n`)
      return 2
    }
    return tryFlow(name, parsed.values.language, io)
  },
}

async function tryFlow(name: string, language: string | undefined, io: Io): Promise<ExitCode> {
  const { FLOWS_DIR, LOCALES_DIR } = readSettings(io.env)
  const { programmes, diagnostics } = readProgrammes({ flowsDir: FLOWS_DIR, localesDir: LOCALES_DIR })
  const programs = programmes.flatMap(({ programs: own }) => own)
  const program = programs.find(({ programme, flow }) => `${programme}/${flow}` === name)
  if (program === undefined) {
    io.err(listing(diagnostics.filter(({ severity }) => severity === 'error')))
    io.err(
      `There is no sound flow ${name}. There is: ${programs.map((one) => `${one.programme}/${one.flow}`).join(', ')}.\n`,
    )
    return 1
  }
  if (language !== undefined && !program.languages.includes(language)) {
    io.err(`${name} does not speak "${language}". It speaks: ${program.languages.join(', ')}.\n`)
    return 2
  }
  const runnable = prepare(program, readTexts(LOCALES_DIR, 'common'))
  let session = begin(runnable, {
    id: orderedId(Date.now()),
    ...(language === undefined ? {} : { language }),
  })
  let position = 0
  const take = (body: Body): Session => {
    position += 1
    const turn = step(runnable, session, { at: Date.now(), position, body })
    for (const output of turn.outputs) {
      if (output.kind === 'send') io.out(shown(output.message))
      if (output.kind === 'share') io.out(`\n${toBeShared(program, output.slot)}\n\n`)
    }
    return turn.session
  }
  session = take({ kind: 'start' })
  const lines = createInterface({ input: process.stdin, terminal: false })
  io.out('> ')
  for await (const line of lines) {
    session = take({ kind: 'text', text: line })
    if (session.outcome !== null) break
    io.out('> ')
  }
  lines.close()
  io.out('\n')
  return 0
}

/** Nobody else answers here, so there is nothing to tell. */
function toBeShared({ questions }: Program, slot: number): string {
  const id = questions[slot]?.id ?? ''
  return `(share: in a chat, this tells what others answered to ${id}, as last published for the person's place.)`
}

/** A message as a channel without buttons shows it. */
function shown({ text, ask }: Message): string {
  const options = (ask?.options ?? []).map(({ label }, index) => `  ${index + 1}. ${label}`)
  return `\n${[text, ...options].join('\n')}\n\n`
}
