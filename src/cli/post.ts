/** `hearback post`: a text or a picture into a group chat. */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { OUTBOUND_TEXT } from '../limits.ts'
import { keepPicture, PictureError } from '../media.ts'
import { type KnownGroup, listGroups, postToGroup } from '../outreach/groups.ts'
import { openVault } from '../privacy/open-vault.ts'
import { readSettings } from '../settings.ts'
import type { Database } from '../store/database.ts'
import { openDatabase } from '../store/open-database.ts'
import { type OutboxKey, outboxStore } from '../store/outbox.ts'
import { readPost } from '../store/posts.ts'
import type { Command, ExitCode, Io } from './command.ts'

const CHANNELS = ['whatsapp-web']
const PATIENCE = 60

const help = `Usage: hearback post --channel whatsapp-web --list
       hearback post --channel whatsapp-web --group <id or name> --text <words> [--image <file>]

Writes into a group chat that the linked device is in: add its number to the group first, with WhatsApp on a phone.

  --channel   whatsapp-web; no other channel has groups
  --list      the groups it is in, with their ids
  --group     the group's id as --list shows it, or its name where only one has it
  --text      what to write; with a picture it stands below it
  --image     a PNG or JPEG file of at most 5 MiB, sent in the same message
  --wait      seconds to wait for the running server to send it (default ${PATIENCE}; 0: do not wait)
  --json      one JSON object: { "groups": [ … ] } or { "state", "reason" }

The running server sends it, after what the group is still to get. Whoever is in the group sees who else is.
Exit code: 0 sent, or queued with --wait 0; 1 not sent, or not yet; 2 called wrongly.
`

export const command: Command = {
  name: 'post',
  summary: 'Write into a WhatsApp group',
  help,
  async run(args, io) {
    const wanted = readArgs(args, io)
    if (wanted === undefined) return 2
    const settings = readSettings(io.env)
    const database = await openDatabase(settings)
    try {
      const vault = await openVault(database, settings)
      const groups = await listGroups(database, vault, [wanted.channel])
      if (wanted.kind === 'list') return list(groups, wanted.json, io)
      const group = find(groups, wanted.group, io)
      if (group === undefined) return 1
      const picture =
        wanted.image === undefined ? undefined : await pictureIn(wanted.image, settings.DATA_DIR, io)
      if (picture === null) return 1
      const key = await postToGroup(
        database,
        vault,
        { group, text: wanted.text, ...(picture === undefined ? {} : { picture }) },
        Date.now(),
      )
      await outboxStore(database, vault).nudge({ channel: wanted.channel, account: group.account })
      return await outcome(database, key, { ...wanted, isOn: settings.WHATSAPP_WEB === 'on' }, io)
    } finally {
      await database.close()
    }
  },
}

interface Post {
  readonly kind: 'post'
  readonly channel: string
  readonly group: string
  readonly text: string
  readonly image: string | undefined
  readonly wait: number
  readonly json: boolean
}
type Wanted = Post | { readonly kind: 'list'; readonly channel: string; readonly json: boolean }

function list(groups: readonly KnownGroup[], json: boolean, io: Io): ExitCode {
  if (json)
    io.out(
      `${JSON.stringify({ groups: groups.map(({ account: _, channel: __, lookup: ___, accepted: ____, ...group }) => group) }, null, 2)}\n`,
    )
  else if (groups.length === 0) io.out(`${NO_GROUPS}\n`)
  for (const { id, name, people, canPost } of json ? [] : groups)
    io.out(
      `${id}  ${name} (${people} people${canPost ? '' : '; only admins may write, and this number is none'})\n`,
    )
  return 0
}

const NO_GROUPS =
  'The linked device is in no group, or has not been ready yet. Link it (docs/channels/whatsapp-web.md), add its number to the group, and start the server.'

function find(groups: readonly KnownGroup[], wanted: string, io: Io): KnownGroup | undefined {
  const found = groups.filter(({ id, name }) => id === wanted || name === wanted)
  const [only] = found
  if (only === undefined) {
    io.err(
      groups.length === 0
        ? `${NO_GROUPS}\n`
        : `There is no group "${wanted}". There are:\n${groups.map(({ id, name }) => `  ${id}  ${name}\n`).join('')}`,
    )
    return undefined
  }
  if (found.length > 1) {
    io.err(`Several groups are called "${wanted}": give the id that --list shows.\n`)
    return undefined
  }
  if (!only.canPost) {
    io.err(`In "${only.name}" only admins may write: ask one to make this number an admin.\n`)
    return undefined
  }
  return only
}

/** Null when it cannot be sent, and `err` says why. */
async function pictureIn(path: string, dataDir: string, io: Io) {
  try {
    const bytes = await readFile(path)
    return { ...(await keepPicture(dataDir, bytes)), description: '' }
  } catch (error) {
    const reason = error instanceof PictureError ? error.message : `It cannot be read: ${path}.`
    io.err(`${reason}\n`)
    return null
  }
}

const ENDED = new Set(['sent', 'delivered', 'read', 'failed', 'cancelled', 'unknown'])
/** Milliseconds between two looks at what became of it. */
const LOOK = 250

async function outcome(
  database: Database,
  key: OutboxKey,
  { wait, json, isOn }: Post & { readonly isOn: boolean },
  io: Io,
): Promise<ExitCode> {
  const until = Date.now() + wait * 1000
  let found = await readPost(database, key)
  while (found !== undefined && !ENDED.has(found.state) && Date.now() < until) {
    await sleep(LOOK)
    found = await readPost(database, key)
  }
  const { state, reason } = found ?? { state: 'cancelled', reason: 'the group was forgotten' }
  const sent = state === 'sent' || state === 'delivered' || state === 'read'
  if (json) io.out(`${JSON.stringify({ state, reason })}\n`)
  else if (sent) io.out('Sent.\n')
  else if (ENDED.has(state)) io.err(`Not sent: ${reason ?? state}\n`)
  else {
    const when = isOn ? 'the server runs and the device is linked' : 'the server runs with WHATSAPP_WEB=on'
    io.out(
      `Queued${reason === null ? '' : ` (${reason})`}. It goes out when ${when}: do not post it again.\n`,
    )
  }
  return sent || (wait === 0 && !ENDED.has(state)) ? 0 : 1
}

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback post --help\n`)
    return undefined
  }
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    const { channel, json = false, group, image } = values
    const text = values.text ?? ''
    if (channel === undefined || !CHANNELS.includes(channel))
      return wrong(`--channel is ${CHANNELS.join(' or ')}; given: ${channel ?? 'nothing'}.`)
    if (values.list === true) return { kind: 'list', channel, json }
    if (group === undefined) return wrong('--group is needed; --list shows which there are.')
    if (text.trim() === '' && image === undefined) return wrong('--text or --image is needed.')
    if (text.length > OUTBOUND_TEXT)
      return wrong(`The text has ${text.length} characters, and WhatsApp takes at most ${OUTBOUND_TEXT}.`)
    const wait = Number(values.wait ?? PATIENCE)
    if (!Number.isFinite(wait) || wait < 0)
      return wrong(`--wait is a number of seconds; given: ${values.wait}.`)
    return { kind: 'post', channel, group, text, image, wait, json }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

const OPTIONS = {
  channel: { type: 'string' },
  list: { type: 'boolean' },
  group: { type: 'string' },
  text: { type: 'string' },
  image: { type: 'string' },
  wait: { type: 'string' },
  json: { type: 'boolean' },
} as const
