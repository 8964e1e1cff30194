/**
 * Makes a profile free to be opened. A browser, or a child, that outlived a killed server would hold it: it is ended, but
 * only when its own command line names this profile. A lock without such a process is stale, whoever's number it bears.
 */
import { readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listProcesses, type Process, programOf, wasGiven } from './processes.ts'

/** Milliseconds that killed processes are waited for, and between two looks. */
const PATIENCE = 5_000
const PAUSE = 20

const LOCKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket']

export interface Profile {
  /** Absolute; the browser was started with `--user-data-dir` and this. */
  readonly path: string
  /** What the child is started with: its script, and the folder that the profile lies in. */
  readonly childModule: string
  readonly folder: string
}

/** Number of processes ended, or `in_use` when another running server holds the profile. Throws when one will not end. */
export async function clearLeftovers(profile: Profile): Promise<number | 'in_use'> {
  const mine = await holders(profile)
  for (const child of mine.filter((one) => isChild(one, profile))) if (await isServed(child)) return 'in_use'
  for (const { pid } of mine) end(pid)
  const deadline = Date.now() + PATIENCE
  while ((await holders(profile)).length > 0) {
    if (Date.now() > deadline) throw new Error('a browser that was left over does not end: end it by hand')
    await sleep(PAUSE)
  }
  await dropSocket(profile.path)
  for (const lock of LOCKS) await rm(join(profile.path, lock), { force: true })
  return mine.length
}

/** Its lock leads to a folder of its own among the temporary ones, which a killed browser leaves behind. */
async function dropSocket(profile: string): Promise<void> {
  const socket = await readlink(join(profile, 'SingletonSocket')).catch(() => '')
  const folder = dirname(socket)
  if (dirname(folder) === tmpdir() && /^(org\.chromium|com\.google)\./.test(basename(folder)))
    await rm(folder, { recursive: true, force: true })
}

async function holders(profile: Profile): Promise<Process[]> {
  const all = await listProcesses()
  return all.filter(
    (one) =>
      one.pid !== process.pid && (wasGiven(one, `--user-data-dir=${profile.path}`) || isChild(one, profile)),
  )
}

const isChild = (one: Process, { childModule, folder }: Profile): boolean =>
  one.words.some((word) => word.includes(basename(childModule))) && wasGiven(one, folder)

/** A child whose parent is gone belongs to nobody, even if some process that collects orphans is its parent now. */
async function isServed({ parent }: Process): Promise<boolean> {
  if (parent === process.pid || parent <= 1) return false
  const [own, its] = await Promise.all([programOf(process.pid), programOf(parent)])
  return own !== undefined && own === its
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
