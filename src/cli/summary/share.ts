/** `hearback summary share` and `withdraw`: lets a summary go to people and groups, and takes it back. */
import { countAudience } from '../../outreach/audience.ts'
import { type KnownGroup, listGroups } from '../../outreach/groups.ts'
import { privateLinks } from '../../outreach/private-links.ts'
import { nameOf } from '../../outreach/read-summary.ts'
import {
  cannotShare,
  type SharedSummary,
  shareSummary,
  withdrawSummary,
} from '../../outreach/share-summary.ts'
import { cannotPost, shareWithGroup } from '../../outreach/share-with-group.ts'
import { openVault } from '../../privacy/open-vault.ts'
import { readProgrammes } from '../../programmes/read-programmes.ts'
import { publicUrl } from '../../settings.ts'
import { readHandles } from '../../store/handles.ts'
import { outboxStore } from '../../store/outbox.ts'
import { countShares } from '../../store/sharing.ts'
import type { ExitCode } from '../command.ts'
import { findGroup } from '../find-group.ts'
import { GROUP_CHANNELS } from '../group.ts'
import { type Call, type Found, found, refuse, text, type Verb } from './verb.ts'

type Vault = Awaited<ReturnType<typeof openVault>>

export const share: Verb = {
  options: ['by', 'to', 'language', 'dry-run'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, published, words } = known
    const { database, settings, io, now } = call
    const closed = cannotShare(summary, published, words)
    if (closed !== undefined) return refuse(call, closed)
    const to = text(call, 'to') ?? 'contacts'
    const language = text(call, 'language') ?? words.languages[0]
    if (!words.languages.includes(language)) {
      io.err(`The summary is written in ${words.languages.join(', ')}; given: ${language}.\n`)
      return 1
    }
    const vault = await openVault(database, settings)
    const groups = await groupsFor(call, vault, to)
    if (typeof groups === 'number') return groups
    const contacts = to === 'contacts' || to === 'all'
    if (contacts) io.out(`${audience(await countAudience(database, summary))}\n`)
    for (const { name, channel } of groups)
      io.out(`It goes to the group "${name}" (${channel}), in ${language}.\n`)
    if (call.given['dry-run'] === true) {
      io.out('Nothing was sent: leave out --dry-run to send it.\n')
      return 0
    }
    const done = await shareSummary(
      database,
      summary,
      published,
      words,
      {
        by: text(call, 'by') ?? '',
        contacts,
        groups: groups.map(({ lookup }) => lookup),
        followUp: followUpOf(call, summary.round.programme),
        dataDir: settings.DATA_DIR,
      },
      now,
    )
    if ('kind' in done) return refuse(call, done)
    await post(call, known, vault, done, groups, language)
    io.out(
      'Shared. The running server sends it in small steps, behind every reply that somebody waits for; at night too. Who is answering something at this moment gets it afterwards. Shared again, it goes to nobody twice.\n',
    )
    return 0
  },
}

/** The groups that are meant; an exit code when they may not be written to, and `err` says why. */
async function groupsFor(call: Call, vault: Vault, to: string): Promise<readonly KnownGroup[] | ExitCode> {
  const { database, io } = call
  if (to === 'contacts') return []
  const groups = await listGroups(database, vault, GROUP_CHANNELS)
  if (to === 'all') return groups.filter((group) => cannotPost(group) === undefined)
  if (!to.startsWith('group:')) {
    io.err(`--to is contacts, group:<id or name> or all; given: ${to}. See: hearback summary --help\n`)
    return 2
  }
  const group = findGroup(groups, to.slice('group:'.length), io)
  if (group === undefined) return 1
  const closed = cannotPost(group)
  return closed === undefined ? [group] : refuse(call, closed)
}

async function post(
  { database, settings, io, now }: Call,
  { words }: Found,
  vault: Vault,
  { summary, followUp }: SharedSummary,
  groups: readonly KnownGroup[],
  language: string,
): Promise<void> {
  const handles = groups.length === 0 ? [] : await readHandles(database)
  // Without a setting of its own the address leads to the reader's own machine.
  const address = settings.PUBLIC_URL === undefined ? undefined : publicUrl(settings)
  for (const group of groups) {
    const links = followUp === undefined ? [] : privateLinks(followUp, group, handles, address)
    if (followUp !== undefined && links.length === 0)
      io.err(
        `"${group.name}" gets no link into a private chat: PUBLIC_URL is not set, and the server has not told the name of the account yet.\n`,
      )
    const key = await shareWithGroup(database, vault, summary, { group, language, links }, words, now)
    if (key === undefined) io.out(`"${group.name}" has it already.\n`)
    else await outboxStore(database, vault).nudge(group)
  }
}

export const withdraw: Verb = {
  options: ['by'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary } = known
    const { database, io, now } = call
    const done = await withdrawSummary(database, summary, text(call, 'by') ?? '', now)
    if ('kind' in done) return refuse(call, done)
    const had = Math.max(0, (await countShares(database, summary.row.id)) - done.cancelled)
    // The second time, some were stopped before, and are not counted here.
    const keep = summary.row.state === 'withdrawn' ? '' : `; ${had} people or groups have it, and keep it`
    io.out(`Withdrawn: ${nameOf(summary)}. ${done.cancelled} messages were stopped on their way${keep}.\n`)
    return 0
  },
}

function audience(people: ReadonlyMap<string, number>): string {
  const all = [...people.values()].reduce((sum, count) => sum + count, 0)
  if (all === 0) return 'Nobody who asked for results is still to get it.'
  const channels = [...people].map(([channel, count]) => `${count} on ${channel}`)
  return `It goes to ${all} ${all === 1 ? 'person' : 'people'} who asked for results: ${channels.join(', ')}.`
}

function followUpOf({ settings }: Call, programme: string): string | undefined {
  const { programmes } = readProgrammes({ flowsDir: settings.FLOWS_DIR, localesDir: settings.LOCALES_DIR })
  return programmes.find(({ name }) => name === programme)?.followUp
}
