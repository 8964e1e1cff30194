/**
 * The addresses of the public site: links that people keep and pass on, so a change here breaks what is out there. The
 * language is left out; see `Visit.to`.
 */
import type { Filter } from '../../findings/finding.ts'

export const homePath = '/'

export const programmePath = (programme: string): string => `/p/${programme}`

/** The newest round with something to show, unless a round is named. */
export const roundPath = (programme: string, flow: string, round?: number): string =>
  `/p/${programme}/${flow}${query({ round })}`

export const placePath = (programme: string, flow: string, place: string, round?: number): string =>
  `/p/${programme}/${flow}/place/${place}${query({ round })}`

export interface QuestionView {
  readonly round?: number | undefined
  readonly place?: string | undefined
  /** What its answers are broken down by. */
  readonly by?: string | undefined
  /** The option, or part of the scale, that the map shows. */
  readonly show?: string | undefined
}

export const questionPath = (
  programme: string,
  flow: string,
  question: string,
  { place, by, show, round }: QuestionView = {},
): string => `/p/${programme}/${flow}/question/${question}${query({ place, by, show, round })}`

export const methodPath = (programme: string, flow: string, round?: number): string =>
  `/p/${programme}/${flow}/method${query({ round })}`

export const sharedPath = (programme: string, flow: string): string => `/p/${programme}/${flow}/shared`

/** A summary is named by its round and its number within it: `/shared/3-1`. */
export const summaryPath = (programme: string, flow: string, round: number, number: number): string =>
  `/p/${programme}/${flow}/shared/${round}-${number}`

/** A round's findings as a file, or its codebook. */
export const dataPath = (
  programme: string,
  flow: string,
  round: number,
  file: 'csv' | 'xlsx' | 'json' | 'codebook',
): string => `/p/${programme}/${flow}/data/${round}${file === 'codebook' ? '-codebook.xlsx' : `.${file}`}`

/** The picture of a round, for previews: 1200 by 630 pixels. */
export const roundPicturePath = (programme: string, flow: string, round: number): string =>
  `/p/${programme}/${flow}/picture/${round}.png`

/** The picture of one finding: as `preview`, or with its chart, to be saved and sent. */
export const findingPicturePath = (
  programme: string,
  flow: string,
  { kind, round, question, of }: FindingPicture,
): string =>
  `/p/${programme}/${flow}/${kind === 'preview' ? 'picture' : 'chart'}/${round}/${question}.png${query(
    Object.fromEntries(of.map(({ by, ids }) => [by, ids.join('+')])),
  )}`

export interface FindingPicture {
  readonly kind: 'preview' | 'chart'
  readonly round: number
  readonly question: string
  readonly of: readonly Filter[]
}

/** The picture of a summary, for previews. */
export const summaryPicturePath = (programme: string, flow: string, round: number, number: number): string =>
  `/p/${programme}/${flow}/shared/${round}-${number}.png`

export const chatPath = (programme: string, flow: string): string => `/chat/${programme}/${flow}`

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? '' : `?${given}`
}
