/** A group by its id, or by its name where only one has it. */
import type { KnownGroup } from '../outreach/groups.ts'
import type { Io } from './command.ts'

/** Says on `err` what is missing, and what there is. */
export function findGroup(groups: readonly KnownGroup[], wanted: string, io: Io): KnownGroup | undefined {
  const found = groups.filter(({ id, name }) => id === wanted || name === wanted)
  const [only] = found
  if (only === undefined) {
    const there = groups.map(({ id, name }) => `  ${id}  ${name}\n`).join('')
    io.err(
      there === ''
        ? 'There is no group. See: hearback group list\n'
        : `There is no group "${wanted}". There are:\n${there}`,
    )
    return undefined
  }
  if (found.length > 1) {
    io.err(`Several groups are called "${wanted}": give the id that "hearback group list" shows.\n`)
    return undefined
  }
  return only
}
