/** What every command is: its own file, its own help, an exit code that a script can read. */

export interface Io {
  out(text: string): void
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
}

/** 0: done. 1: done, and something was found or went wrong. 2: the command was called wrongly. */
export type ExitCode = 0 | 1 | 2

export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** Everything that `--help` says. */
  readonly help: string
  run(args: readonly string[], io: Io): Promise<ExitCode>
}
