/** The machine's processes, as far as this channel must know them: to clear what a killed child left, and to weigh it. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface Process {
  readonly pid: number
  readonly parent: number
  /** Program and parameters; as one text where system or program (Chromium's parts) do not keep them apart. */
  readonly words: readonly string[]
}

/** All that may be seen. From /proc on Linux, else from `ps`; none where there is neither. */
export async function listProcesses(): Promise<readonly Process[]> {
  if (process.platform === 'linux') return fromProc()
  try {
    const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,command='])
    return stdout.split('\n').flatMap((line) => {
      const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), words: [command] }]
    })
  } catch {
    return []
  }
}

async function fromProc(): Promise<Process[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name): Promise<Process | null> => {
      try {
        const [status, command] = await Promise.all([
          readFile(`/proc/${name}/stat`, 'utf8'),
          readFile(`/proc/${name}/cmdline`, 'utf8'),
        ])
        // The program's name stands in brackets and may hold anything, brackets and spaces too.
        const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
        if (state === 'Z' || state === 'X') return null
        return { pid: Number(name), parent: Number(parent), words: command.replace(/\0+$/, '').split('\0') }
      } catch {
        // It ended while we looked, or belongs to somebody else.
        return null
      }
    }),
  )
  return found.filter((one) => one !== null)
}

/** Whether this parameter was given to the process, exactly. */
export function wasGiven({ words }: Process, parameter: string): boolean {
  return words.length > 1 ? words.includes(parameter) : ` ${words[0] ?? ''} `.includes(` ${parameter} `)
}

/** The path of the program that a process runs; undefined where that cannot be told. */
export const programOf = (pid: number): Promise<string | undefined> =>
  readlink(`/proc/${pid}/exe`).catch(() => undefined)

/** The process and all that it started, directly or not. */
export function treeOf(root: number, all: readonly Process[]): Process[] {
  const tree = all.filter(({ pid }) => pid === root)
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid))
  return tree
}

/** Bytes of a process, with shared memory counted in part; 0 where that cannot be told. */
export async function memoryOf(pid: number): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
