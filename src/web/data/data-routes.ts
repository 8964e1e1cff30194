/** `/p/<programme>/<flow>/data/…`: a round's findings and its codebook as files, for everybody. */
import { Hono } from 'hono'
import { questionsAsJson } from '../../survey/codebook-json.ts'
import { csvOf } from '../../survey/csv.ts'
import { codebookTable } from '../../survey/export-codebook.ts'
import { type About, type Format, fileName, xlsxFile } from '../../survey/export-file.ts'
import { findingsTable } from '../../survey/export-findings.ts'
import { withFindings } from '../../survey/finding-json.ts'
import { roundAsJson } from '../../survey/round-json.ts'
import type { Table } from '../../survey/table.ts'
import { byteServer } from '../served-bytes.ts'
import { type FoundRound, findFlow, findRound, publishedRounds } from './find-round.ts'
import type { DataPorts } from './ports.ts'

const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
}

/** Bytes of files in memory: of a few rounds, in three languages. */
const KEPT = 16_000_000
/** Seconds that browsers and proxies may keep a file; a closed round's figures stand. */
const OPEN_FOR = 60
const CLOSED_FOR = 3600

interface Asked {
  readonly kind: 'findings' | 'codebook'
  readonly format: Format
  readonly language: string
}

export function dataRoutes(ports: DataPorts): Hono {
  const serve = byteServer(KEPT)
  const app = new Hono()
  app.get('/p/:programme/:flow/data/:file', async (c) => {
    const { programme, flow, file } = c.req.param()
    const [, number = '', codebook, ending = ''] = /^(\d+)(-codebook)?\.(csv|xlsx|json)$/.exec(file) ?? []
    const format = (['csv', 'xlsx', 'json'] as const).find((one) => one === ending)
    const flowFound = await findFlow(ports, programme, flow)
    const found = flowFound === undefined ? undefined : findRound(flowFound, number)
    if (found === undefined || format === undefined) return c.notFound()
    const language = languageOf(c.req.query('lang'), found)
    const asked: Asked = { kind: codebook === undefined ? 'findings' : 'codebook', format, language }
    const { round } = found.chosen
    const about: About = {
      ...{ kind: asked.kind, programme, flow, rounds: [round.number], language, texts: ports.texts },
      // Questions are not made up, whoever answers them.
      madeUp: round.made_up && asked.kind === 'findings',
    }
    const name = fileName(about, format)
    return await serve(c, {
      key: JSON.stringify([name, found.stamp]),
      type: TYPES[format],
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Cache-Control': `public, max-age=${round.state === 'closed' ? CLOSED_FOR : OPEN_FOR}`,
        'Content-Disposition': `attachment; filename="${name}"`,
      },
      make: () => piecesOf(ports, found, asked, about),
    })
  })
  return app
}

/** What the address names, else the flow's first: the same address is the same file for everybody. */
function languageOf(named: string | undefined, { program }: FoundRound): string {
  return program.languages.find((one) => one === named) ?? program.languages[0]
}

async function* piecesOf(
  ports: DataPorts,
  found: FoundRound,
  { kind, format, language }: Asked,
  about: About,
): AsyncGenerator<string | Uint8Array> {
  const { texts } = ports
  const { program, chosen } = found
  const { languages } = program
  const asked = await ports.published.round(chosen)
  const write = (table: Table) => (format === 'csv' ? csvOf(table) : xlsxFile(table, about))
  const head = { programme: program.programme, flow: program.flow }
  if (kind === 'findings') {
    if (format === 'json') yield* withFindings({ ...head, round: roundAsJson(asked) }, asked.findings)
    else yield* write(findingsTable({ rounds: [asked], languages, language, texts }))
    return
  }
  const sources = { asked, rounds: await publishedRounds(ports, found), languages, texts }
  if (format !== 'json') yield* write(codebookTable({ ...sources, language }))
  else
    yield `${JSON.stringify({ ...head, round: chosen.round.number, languages, questions: questionsAsJson(sources) })}\n`
}
