import type { Report } from '../flow/diagnostic.ts'
import type { Language } from '../flow/program.ts'

/** One word can begin only one flow, whatever language it is said in. */
export function checkKeywords(
  keywords: Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>>,
  fileOf: (flow: string) => string,
  report: Report,
): void {
  const owners = new Map<string, string>()
  for (const flow of Object.keys(keywords)) owners.set(flow, flow)
  for (const [flow, byLanguage] of Object.entries(keywords)) {
    for (const word of Object.values(byLanguage).flat()) {
      const plain = word.normalize('NFKC').trim().toLowerCase()
      const owner = owners.get(plain)
      owners.set(plain, owner ?? flow)
      if (owner === undefined || owner === flow) continue
      report.error(
        { file: fileOf(flow), line: 1, column: 1 },
        'duplicate-keyword',
        `The keyword “${word}” of \`${flow}\` begins \`${owner}\` already: take it out of one of them.`,
      )
    }
  }
}
