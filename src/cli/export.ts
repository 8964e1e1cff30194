/** `hearback export answers|tallies|findings|codebook|feedback`: what a survey holds, as files. */
import { once } from 'node:events'
import { createWriteStream, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { plainAnalysis } from '../flow/programme.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import { readSettings } from '../settings.ts'
import type { Database } from '../store/database.ts'
import { csvFile, fileName, isRestricted, xlsxFile } from '../survey/export-file.ts'
import { loadExportTexts } from '../survey/export-texts.ts'
import { savOf } from '../survey/sav.ts'
import { SHEET_ROWS } from '../survey/xlsx.ts'
import { ArchiveFull } from '../survey/zip.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { readExportArgs, type Wanted } from './export-args.ts'
import { type Source, sourceOf } from './export-sources.ts'
import { type OpenStore, openStore, withStore } from './survey-store.ts'

const help = `Usage: hearback export <what> --programme <name> --flow <name> [options]

answers   one respondent a row, in an order that tells nothing; RESTRICTED: free text stands in it as it was written
tallies   findings with counts, by every group, with the staff minimum; RESTRICTED
findings  findings as everybody may have them: what the public pages show
codebook  what was asked, in every language, of whom, and how the wording changed
feedback  what people wrote about summaries, in their own words; RESTRICTED. Without --flow: of all flows

  --programme <name>   such as iraq
  --flow <name>        such as safety-pulse
  --format <format>    csv (default), xlsx, json; answers: csv, xlsx, sav (SPSS, without people's own words)
  --round <number>     that round only; default: all rounds (answers, findings, feedback), the newest (tallies, codebook)
  --without <channel>  leaves out answers that came over a channel, such as webchat; may be given again
  --language <tag>     language of the labels; default: en
  --output <path>      a file to write, or a folder, in which the file gets a name that says what it is;
                       what is RESTRICTED can be read by you alone. Default: standard output

CSV is UTF-8 with a byte order mark: column ids, then labels, then HXL tags, then the rows.
Where there is no answer: -95 left at this question, -96 skipped, -97 refused, -98 don't know, -99 not asked.

Exit code: 0 done, 1 there is nothing to export or it cannot be written, 2 called wrongly.
`

export const command: Command = exportCommand(openStore)

/** With the store that a test hands in. */
export function exportCommand(open: OpenStore): Command {
  return {
    name: 'export',
    summary: 'write answers, findings, a codebook or feedback of a survey to a file',
    help,
    async run(args, io) {
      const wanted = readExportArgs(args)
      if (typeof wanted === 'string') {
        io.err(`${wanted} See: hearback export --help\n`)
        return 2
      }
      return withStore(open, io, (database) => run(database, wanted, io))
    },
  }
}

async function run(database: Database, wanted: Wanted, io: Io): Promise<ExitCode> {
  const { FLOWS_DIR: flowsDir, LOCALES_DIR: localesDir } = readSettings(io.env)
  const texts = loadExportTexts(localesDir)
  const { programmes } = readProgrammes({ flowsDir, localesDir })
  const { analysis = plainAnalysis } = programmes.find(({ name }) => name === wanted.programme) ?? {}
  const source = await sourceOf({ database, wanted, texts, analysis, io })
  if (source === undefined) return 1
  if (wanted.format === 'xlsx' && source.rows > LARGEST_SHEET) {
    io.err(
      `There are ${source.rows} respondents, and a sheet holds ${LARGEST_SHEET}. Take --format csv, or one round at a time with --round.\n`,
    )
    return 1
  }
  const pieces = piecesOf(source, wanted)
  if (wanted.output === undefined) {
    for await (const piece of pieces) io.out(String(piece))
    return 0
  }
  const folder = statSync(wanted.output, { throwIfNoEntry: false })?.isDirectory() ?? false
  const path = folder ? join(wanted.output, fileName(source.about, wanted.format)) : wanted.output
  try {
    await toFile(pieces, path, isRestricted(wanted.kind) ? 0o600 : 0o644)
  } catch (error) {
    if (!(error instanceof ArchiveFull) && !(error instanceof Error && 'syscall' in error)) throw error
    io.err(`${path} cannot be written: ${error.message}\n`)
    return 1
  }
  if (folder) io.out(`${path}\n`)
  return 0
}

/** Less the rows of the head. */
const LARGEST_SHEET = SHEET_ROWS - 3

async function* piecesOf(source: Source, { format }: Wanted): AsyncGenerator<string | Uint8Array> {
  if (format === 'csv') yield* csvFile(source.table, source.about)
  else if (format === 'xlsx') yield* xlsxFile(source.table, source.about)
  else if (format === 'sav') {
    const file = await source.sav?.()
    if (file !== undefined) yield* savOf(file)
  } else yield `${JSON.stringify(await source.json(), null, 2)}\n`
}

/** Waits when the disk is slower than the database, so that memory does not fill. Half a file is taken away again. */
async function toFile(pieces: AsyncIterable<string | Uint8Array>, path: string, mode: number): Promise<void> {
  const file = createWriteStream(path, { mode })
  await once(file, 'open')
  try {
    for await (const piece of pieces) if (!file.write(piece)) await once(file, 'drain')
  } catch (error) {
    file.destroy()
    rmSync(path, { force: true })
    throw error
  }
  file.end()
  await once(file, 'close')
}
