/** Compiles a flow of one language with the real compiler, for measures that need another flow than the sample's. */
import { createHash } from 'node:crypto'
import { compile } from '../../src/flow/compile.ts'
import type { Program, TextTree } from '../../src/flow/program.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'

/** Throws with the compiler's diagnostics. */
export function compileFlow(
  yaml: string,
  texts: object,
): { readonly program: Program; readonly common: Readonly<Record<string, TextTree>> } {
  const { program, diagnostics } = compile({
    programme: 'bench',
    flow: 'bench',
    yaml: { file: 'bench.yaml', text: yaml },
    languages: ['en'],
    levels: [],
    places: [],
    texts: { en: { file: 'bench.json', text: JSON.stringify(texts) } },
    hash: (text) => createHash('sha256').update(text).digest('base64url').slice(0, 12),
  })
  if (program === undefined)
    throw new Error(diagnostics.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  return { program, common: readTexts('locales', 'common') }
}
