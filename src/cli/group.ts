/** `hearback group list|accept|refuse`: which group chats may be written to. */
import { parseArgs } from 'node:util'
import { acceptGroup, type KnownGroup, listGroups, refuseGroup } from '../outreach/groups.ts'
import { openVault } from '../privacy/open-vault.ts'
import { readSettings } from '../settings.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { findGroup } from './find-group.ts'
import { type OpenStore, openStore, withStore } from './survey-store.ts'

/** Channels that have groups. */
export const GROUP_CHANNELS = ['telegram', 'whatsapp-web'] as const

const help = `Usage: hearback group list [--json]
       hearback group accept <id or name> --by <name>
       hearback group refuse <id or name> --by <name>

Anybody may put a bot into a group. Summaries go only to groups that staff accepted: look first who is in it.

list     every group and channel that the Telegram bot or the linked WhatsApp device is in
accept   summaries may be shared with it
refuse   not any more

How to get into one: add the bot to the Telegram group, or make it an admin of the channel; add the linked device's
number to the WhatsApp group. What people write there is not read. --by is your name; it is kept with what you do.

Exit code: 0 done, 1 it could not be done, 2 called wrongly.
`

export const command: Command = groupCommand(openStore, Date.now)

/** With the store and the clock that a test hands in. */
export function groupCommand(open: OpenStore, clock: () => number): Command {
  return {
    name: 'group',
    summary: 'Accept the group chats that summaries may go to',
    help,
    async run(args, io) {
      const wanted = readArgs(args, io)
      if (wanted === undefined) return 2
      const settings = readSettings(io.env)
      return withStore(open, io, async (database) => {
        const vault = await openVault(database, settings)
        const groups = await listGroups(database, vault, GROUP_CHANNELS)
        if (wanted.what === 'list') return list(groups, wanted.json, io)
        const group = findGroup(groups, wanted.name, io)
        if (group === undefined) return 1
        const { by } = wanted
        if (wanted.what === 'accept') {
          await acceptGroup(database, group, by, clock())
          io.out(`Accepted: ${described(group)}.\n`)
          return 0
        }
        if (await refuseGroup(database, group, by, clock())) io.out(`Refused: ${described(group)}.\n`)
        else io.out(`It was not accepted: ${described(group)}.\n`)
        return 0
      })
    },
  }
}

function list(groups: readonly KnownGroup[], json: boolean, io: Io): ExitCode {
  if (json) {
    const told = groups.map(({ lookup: _, account: __, ...group }) => group)
    io.out(`${JSON.stringify({ groups: told }, null, 2)}\n`)
    return 0
  }
  if (groups.length === 0)
    io.out(
      'Neither the Telegram bot nor the linked WhatsApp device is in a group yet. Add it there while the server runs.\n',
    )
  for (const group of groups) {
    const { accepted } = group
    const state = accepted === null ? 'not accepted' : `accepted by ${accepted.by}`
    io.out(`${group.id}  ${described(group)}: ${state}${trouble(group)}\n`)
  }
  return 0
}

const described = ({ name, channel, people }: KnownGroup): string =>
  `${name} (${channel}${people === null ? '' : `, ${people} people`})`

function trouble({ gone, canPost }: KnownGroup): string {
  if (gone === true) return '; gone: we were taken out of it'
  return canPost ? '' : '; only admins may write there, and we are none'
}

type Wanted =
  | { readonly what: 'list'; readonly json: boolean }
  | { readonly what: 'accept' | 'refuse'; readonly name: string; readonly by: string }

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback group --help\n`)
    return undefined
  }
  try {
    const { values, positionals: given } = parseArgs({
      // Telegram's ids begin with a minus, and are no options.
      args: args.map((arg) => (/^-[0-9]+$/.test(arg) ? `${ID}${arg}` : arg)),
      allowPositionals: true,
      options: { by: { type: 'string' }, json: { type: 'boolean' } },
    })
    const positionals = given.map((arg) => (arg.startsWith(ID) ? arg.slice(ID.length) : arg))
    const [what, name, ...more] = positionals
    if (what === 'list' && name === undefined) return { what, json: values.json === true }
    if (what !== 'accept' && what !== 'refuse')
      return wrong(`What to do is list, accept or refuse; given: ${positionals.join(' ') || 'nothing'}.`)
    if (name === undefined || more.length > 0)
      return wrong('Name one group, by the id or the name that list shows; quote a name of several words.')
    const by = values.by?.trim() ?? ''
    return by === '' ? wrong('--by is needed: your name.') : { what, name, by }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

const ID = 'id:'
