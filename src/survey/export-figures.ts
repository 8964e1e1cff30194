/**
 * Findings as a table: one row a figure, the same columns whether everybody may see it or staff alone. A finding with
 * four options is four rows, one that is withheld is a row that says why.
 */
import {
  type Cell,
  type Filter,
  type Finding,
  type FindingNumbers,
  roughDesignEffect,
} from '../findings/finding.ts'
import { placesAbove } from '../findings/layout.ts'
import type { Language, Program } from '../flow/program.ts'
import type { RoundRow } from '../store/rounds.ts'
import { type Labels, labelsOf, levelLabel } from './export-labels.ts'
import type { ExportTexts } from './export-texts.ts'
import { hashtagOfLevel, inLanguage } from './hxl.ts'
import type { TableColumn, Value } from './table.ts'

/**
 * `option`, `part` (of a scale), `together` (options that are only told as one) and `band` have a percent; `hidden` is
 * an option without one. `median`, `lower_quartile` and `upper_quartile` have a value, and so has `nonanswers`, in
 * people. `withheld` stands for the whole finding.
 */
type FigureKind =
  | 'option'
  | 'part'
  | 'together'
  | 'band'
  | 'hidden'
  | 'median'
  | 'lower_quartile'
  | 'upper_quartile'
  | 'nonanswers'
  | 'withheld'

/** One row. */
export interface Figure {
  readonly round: Pick<RoundRow, 'number' | 'name' | 'made_up'>
  /** Epoch milliseconds at which it was counted; null: at this moment. */
  readonly at: number | null
  readonly finding: Finding
  readonly kind: FigureKind
  readonly options: readonly string[]
  readonly cell: Cell | null
  readonly value: number | null
}

export interface FigureColumn extends TableColumn {
  value(figure: Figure): Value
}

export interface FigureSources {
  /** Those of all rounds in the table, the newest first. */
  readonly programs: readonly Program[]
  /** Labels stand in each of these. */
  readonly languages: readonly Language[]
  /** Of the row of labels. */
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

/** The rows of one finding. */
export function figuresOf(round: Figure['round'], finding: Finding, at: number | null): Figure[] {
  const figure = (kind: FigureKind, options: readonly string[], more: Partial<Figure> = {}): Figure => ({
    ...{ round, at, finding, kind, options, cell: null, value: null },
    ...more,
  })
  if (finding.state === 'withheld') return [figure('withheld', [])]
  const { numbers, nonanswers } = finding
  return [
    ...finding.cells.map((cell) => figure(kindOf(finding, cell), cell.options, { cell })),
    ...finding.hidden.map((option) => figure('hidden', [option])),
    ...numbersOf(numbers).map(([kind, value]) => figure(kind, [], { value })),
    ...(nonanswers === null ? [] : [figure('nonanswers', [], { value: nonanswers })]),
  ]
}

function kindOf({ kind }: Finding, { part, options }: Cell): FigureKind {
  if (part !== undefined) return 'part'
  if (options.length > 1) return 'together'
  return kind === 'number' ? 'band' : 'option'
}

function numbersOf(numbers: FindingNumbers | undefined): [FigureKind, number][] {
  if (numbers === undefined) return []
  const { lowerQuartile, median, upperQuartile } = numbers
  return [
    ...(lowerQuartile === undefined ? [] : [['lower_quartile', lowerQuartile] as [FigureKind, number]]),
    ['median', median],
    ...(upperQuartile === undefined ? [] : [['upper_quartile', upperQuartile] as [FigureKind, number]]),
  ]
}

/** The columns that every table of findings has. */
export function figureColumns({ programs, languages, language, texts }: FigureSources): FigureColumn[] {
  const labels = new Map(languages.map((one) => [one, labelsOf(programs, one, texts)]))
  const levels = [...new Set(programs.flatMap((program) => program.levels))]
  const places = new Map(
    programs.toReversed().flatMap((one) => one.places.map((place) => [place.code, place])),
  )
  const plain = (id: string, hxl: string, value: FigureColumn['value']): FigureColumn => ({
    id,
    label: texts.fill(`columns.${id}`, language),
    hxl,
    value,
  })
  /** A code, then its label in every language; null where there is neither. */
  const labelled = (
    id: string,
    label: string,
    hxl: string,
    ids: (figure: Figure) => readonly string[],
    name: (labels: Labels, ids: readonly string[], figure: Figure) => string,
  ): FigureColumn[] => [
    {
      id,
      label: `${label} – ${texts.fill('code', language)}`,
      hxl: `${hxl}+code`,
      value: (figure) => joined(ids(figure)),
    },
    ...[...labels].map(([one, own]) => ({
      id: `${id}_${one}`,
      label: `${label} (${one})`,
      hxl: `${hxl}+name${inLanguage(one)}`,
      value: (figure: Figure) => {
        const codes = ids(figure)
        return codes.length === 0 ? null : name(own, codes, figure)
      },
    })),
  ]
  /** The place of this level that a place lies in, or is. A code that no program lists stands at the widest level. */
  const atLevel = (code: string, level: string, depth: number): string[] => {
    if (!places.has(code)) return depth === 0 ? [code] : []
    return placesAbove(code, places).flatMap((place) => (place.level === level ? [place.code] : []))
  }
  const placeIds = ({ finding }: Figure) => finding.of.find(({ by }) => by === 'place')?.ids ?? []
  const groupOf = ({ finding }: Figure): Filter | undefined => finding.of.find(({ by }) => by !== 'place')
  const heading = (id: string) => texts.fill(`columns.${id}`, language)
  return [
    plain('round', '#meta+round+num', ({ round }) => round.number),
    plain('round_name', '#meta+round+name', ({ round }) => round.name),
    plain('made_up', '#meta+made_up', ({ round }) => (round.made_up ? 1 : 0)),
    plain('counted_on', '#date+counted', ({ at }) => (at === null ? null : day(at))),
    ...labelled(
      'question',
      heading('question'),
      '#indicator',
      ({ finding }) => [finding.question],
      (own, [id = '']) => own.question(id),
    ),
    plain('kind', '#indicator+type', ({ finding }) => finding.kind),
    ...levels.flatMap((level, depth) =>
      labelled(
        level,
        levelLabel(level, language, texts),
        hashtagOfLevel(depth),
        (figure) => [...new Set(placeIds(figure).flatMap((code) => atLevel(code, level, depth)))],
        (own, ids) => own.filter({ by: 'place', ids }),
      ),
    ),
    plain('group_by', '#meta+group+type', (figure) => groupOf(figure)?.by ?? null),
    ...labelled(
      'group',
      heading('group'),
      '#meta+group',
      (figure) => groupOf(figure)?.ids ?? [],
      (own, ids, figure) => own.filter({ by: groupOf(figure)?.by ?? '', ids }),
    ),
    plain('figure', '#meta+figure', ({ kind }) => kind),
    ...labelled(
      'answer',
      heading('answer'),
      '#indicator+answer',
      ({ cell, options }) => (cell?.part === undefined ? options : [cell.part]),
      (own, _, { finding, options, cell }) => own.cell(finding.question, options, cell?.part ?? null),
    ),
    plain('options', '#indicator+answer+list', ({ options }) => joined(options)),
    plain('percent', '#indicator+value+pct', ({ cell }) => cell?.percent ?? null),
    plain('value', '#indicator+value+num', ({ value }) => value),
    plain('base', '#indicator+base+num', ({ finding }) => (finding.state === 'shown' ? finding.base : null)),
    plain('flags', '#meta+flags+list', ({ finding }) =>
      finding.state === 'shown' ? joined(finding.flags) : null,
    ),
    plain('design_effect', '#meta+design_effect+num', ({ finding }) =>
      finding.state === 'shown' ? (roughDesignEffect(finding) ?? null) : null,
    ),
    plain('withheld', '#meta+withheld', ({ finding }) =>
      finding.state === 'withheld' ? finding.reason : null,
    ),
  ]
}

/** Ids hold no space. */
const joined = (ids: readonly string[]): string | null => (ids.length === 0 ? null : ids.join(' '))

/** UTC, as ISO 8601 writes it. The hour is left out: that of a count would tell when people joined. */
export const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
