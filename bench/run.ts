/**
 * `npm run bench`: runs every measure, prints one table (or JSON rows), and exits 0 when all targets are met, 1 when one
 * is missed, 2 when it was called wrongly.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { delivery } from './delivery.ts'
import { device } from './device.ts'
import { engine } from './engine.ts'
import { findings } from './findings.ts'
import { length } from './length.ts'
import type { Measure } from './measure.ts'
import { pace } from './pace.ts'
import { page } from './page.ts'
import { picture } from './picture.ts'
import type { Row } from './row.ts'
import { start } from './start.ts'
import { table } from './table.ts'
import { turns } from './turns.ts'
import { turnsWhatsapp } from './turns-whatsapp.ts'

const MEASURES: readonly Measure[] = [
  turns,
  turnsWhatsapp,
  delivery,
  pace,
  device,
  engine,
  length,
  start,
  findings,
  page,
  picture,
]

const usage = `Usage: npm run bench -- [--quick] [--json] [--only <measure>]…

  --only   one of:
${MEASURES.map(({ name, summary }) => `             ${name.padEnd(14)} ${summary}`).join('\n')}
  --quick  fewer people and shorter rounds: for trying, not for a figure to quote
  --json   rows instead of a table
`

async function main(): Promise<number> {
  let values: { quick?: boolean; json?: boolean; only?: string[]; help?: boolean }
  try {
    values = parseArgs({
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  const unknown = values.only?.filter((name) => !MEASURES.some((measure) => measure.name === name)) ?? []
  if (values.help === true || unknown.length > 0) {
    process.stderr.write(
      unknown.length > 0 ? `There is no measure ${unknown.join(', ')}.\n\n${usage}` : usage,
    )
    return unknown.length > 0 ? 2 : 0
  }
  const chosen = MEASURES.filter(({ name }) => values.only?.includes(name) ?? true)
  const folder = mkdtempSync(join(tmpdir(), 'hearback-bench-'))
  // Stopped half-way, too: 'exit' runs for both, and the server's own handler ends the server.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const rows: Row[] = []
  for (const measure of chosen) {
    rows.push(
      ...(await measure.rows({
        quick: values.quick === true,
        folder,
        tell: (line) => process.stderr.write(`${line}\n`),
      })),
    )
  }
  process.stdout.write(values.json === true ? `${JSON.stringify(rows, null, 2)}\n` : table(rows))
  return rows.every(({ ok }) => ok) ? 0 : 1
}

process.exitCode = await main()
