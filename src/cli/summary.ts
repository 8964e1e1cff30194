/** `hearback summary`: findings told to a community, from a first draft to what people say of them. */
import { parseArgs } from 'node:util'
import { readSettings } from '../settings.ts'
import type { Command, Io } from './command.ts'
import { approve } from './summary/approve.ts'
import { draft } from './summary/draft.ts'
import { edit, refresh } from './summary/edit.ts'
import { list } from './summary/list.ts'
import { share, withdraw } from './summary/share.ts'
import { show } from './summary/show.ts'
import { type Given, OPTIONS, type OptionName, type Verb } from './summary/verb.ts'
import { type OpenStore, openStore, withStore } from './survey-store.ts'

const VERBS: Readonly<Record<string, Verb>> = { list, draft, show, edit, refresh, approve, share, withdraw }

const help = `Usage: hearback summary list [--programme <name>] [--json]
       hearback summary draft --programme <name> --flow <name> --by <name> [--round <n>] [--place <code>]
                              [--findings <id>,<id>…]
       hearback summary show <summary> [--language <tag>] [--picture <file.png>] [--json]
       hearback summary edit <summary> --language <tag> --by <name> --item <n> --sentence <words>
       hearback summary edit <summary> --language <tag> (--to <file> | --from <file> --by <name>)
       hearback summary refresh <summary> --by <name>
       hearback summary approve <summary> --by <name>
       hearback summary share <summary> --by <name> [--to contacts | --to group:<id or name> | --to all]
                              [--language <tag>] [--dry-run]
       hearback summary withdraw <summary> --by <name>

A summary is named by its id or as programme/flow/round/number, such as iraq/safety-pulse/2/1.

list      every summary with its state
draft     picks up to four findings of a round, or those that --findings names, and proposes a sentence for each in
          every language. Of the newest closed round unless --round says which; of one place with --place
show      the text as people will get it, and what the checks say; --picture writes the picture
edit      changes a sentence (--item, --sentence), --title or --intro, or all of them in a file: --to writes it, --from
          reads it. A number that is none of its finding's is refused, and so is a sentence without its main figure
refresh   takes findings that moved since they were picked anew, with new sentences
approve   by another person than who drafted it or changed it last
share     says whom it goes to, then lets the running server send text and picture: to the people of its place who asked
          for results, each in their language (contacts, unless --to says otherwise), to a group that staff accepted
          (hearback group; in the programme's first language, or --language), or to all of these. They are asked whether
          it matches what they see, by the flow that programme.yaml names as follow_up, for 14 days. --dry-run sends
          nothing
withdraw  what is still to be sent goes no further, and nobody is asked about it any more

--by is your name; it is kept with what you do.

Exit code: 0 done, 1 it could not be done or a check fails, 2 called wrongly.
`

export const command: Command = summaryCommand(openStore, Date.now)

/** With the store and the clock that a test hands in. */
export function summaryCommand(open: OpenStore, clock: () => number): Command {
  return {
    name: 'summary',
    summary: 'Tell a community what its answers say: draft, approve, share',
    help,
    async run(args, io) {
      const wanted = readArgs(args, io)
      if (wanted === undefined) return 2
      const { verb, name, given } = wanted
      const settings = readSettings(io.env)
      return withStore(open, io, (database) =>
        verb.run({ name, given, database, settings, io, now: clock() }),
      )
    },
  }
}

interface Wanted {
  readonly verb: Verb
  readonly name: string | undefined
  readonly given: Given
}

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback summary --help\n`)
    return undefined
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
    const [what, name, ...more] = positionals
    const verb = what !== undefined && Object.hasOwn(VERBS, what) ? VERBS[what] : undefined
    if (verb === undefined)
      return wrong(`What to do is ${Object.keys(VERBS).join(', ')}; given: ${what ?? 'nothing'}.`)
    if (verb.named !== (name !== undefined) || more.length > 0)
      return wrong(
        verb.named
          ? `Which summary? Name one: summary ${what} iraq/safety-pulse/2/1.`
          : `${what} takes no name.`,
      )
    const names = Object.keys(values) as OptionName[] // parseArgs gives no other keys
    const foreign = names.find((option) => !verb.options.includes(option))
    if (foreign !== undefined) return wrong(`${what} has no --${foreign}.`)
    const missing = verb.needs.find((option) => !isThere(values[option]))
    if (missing !== undefined) return wrong(`--${missing} is needed.`)
    return { verb, name, given: values }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

const isThere = (value: string | boolean | undefined): boolean =>
  value !== undefined && (typeof value !== 'string' || value.trim() !== '')
