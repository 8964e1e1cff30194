/** The pictures that a page names for previews and for saving: the same findings as on it, as SVG. */
import { barChart } from '../../findings/charts/bar-chart.ts'
import { captionOf } from '../../findings/charts/caption-of.ts'
import { type Caption, IN_CHAT } from '../../findings/charts/chart.ts'
import { previewPicture } from '../../findings/charts/preview-picture.ts'
import { scaleChart } from '../../findings/charts/scale-chart.ts'
import type { Finding, ShownFinding } from '../../findings/finding.ts'
import { shortFinding } from '../../findings/short-finding.ts'
import { tellGroup } from '../../findings/tell-group.ts'
import { titleOf } from '../../findings/wording.ts'
import { formatDate } from '../../language/format-date.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { isScale } from './finding-chart.tsx'
import { programmeName } from './flow-frame.ts'
import type { Names } from './names.ts'
import { roundName } from './round-name.ts'
import { telling } from './telling.ts'
import type { ToldRound } from './told-round.ts'

/** A round: how many answered, and its most telling finding. */
export function roundPreview(visit: Visit, asked: AskedFlow, told: ToldRound): string {
  const { names, published, snapshot } = told
  const [first] = telling(told, 1)
  const caption = captionFor(visit, asked, names, {
    title: titleOf(asked.program, visit.language),
    place: roundName(visit, published.round),
    round: published.round,
    people: snapshot?.respondents ?? 0,
  })
  const { teller, drawing } = names
  const topic = first === undefined ? '' : names.wording.topic(first.finding.question)
  return previewPicture({
    ...{ teller, texts: drawing.texts, caption, topic },
    figure: first?.short.figure ?? '',
    sentence: first?.short.words ?? visit.say('empty.title'),
  }).svg
}

export function findingPreview(
  visit: Visit,
  asked: AskedFlow,
  told: ToldRound,
  finding: ShownFinding,
): string {
  const { teller, drawing } = told.names
  const { figure = '', words } = shortFinding(teller, finding)
  return previewPicture({
    ...{ teller, texts: drawing.texts, figure },
    topic: '',
    sentence: words,
    caption: captionOfFinding(visit, asked, told, finding),
  }).svg
}

/** The whole chart with all that it must carry when it travels alone. */
export function findingChart(visit: Visit, asked: AskedFlow, told: ToldRound, finding: ShownFinding): string {
  const { teller, drawing } = told.names
  const given = {
    ...{ teller, texts: drawing.texts, ...IN_CHAT },
    caption: captionOfFinding(visit, asked, told, finding),
  }
  return isScale(told.names, finding.question)
    ? scaleChart({ ...given, rows: [{ label: '', finding }] }).svg
    : barChart({ ...given, finding }).svg
}

/** A summary: its title, and the first thing it tells. */
export function summaryPreview(
  visit: Visit,
  asked: AskedFlow,
  names: Names,
  summary: {
    readonly title: string
    readonly round: RoundRow
    readonly finding: Finding | undefined
    readonly sentence: string
  },
): string {
  const { title, round, finding, sentence } = summary
  const { teller, drawing } = names
  const caption = captionFor(visit, asked, names, {
    title,
    place: '',
    round,
    people: finding?.state === 'shown' ? finding.base : 0,
  })
  return previewPicture({ ...{ teller, texts: drawing.texts, caption, sentence }, topic: '', figure: '' }).svg
}

function captionOfFinding(
  visit: Visit,
  asked: AskedFlow,
  { names, published }: ToldRound,
  finding: ShownFinding,
) {
  return captionFor(visit, asked, names, {
    title: names.wording.question(finding.question),
    place: finding.of.length === 0 ? '' : tellGroup(names.teller, finding.of),
    round: published.round,
    people: finding.base,
  })
}

function captionFor(
  visit: Visit,
  { programme }: AskedFlow,
  { teller, drawing }: Names,
  about: {
    readonly title: string
    readonly place: string
    readonly round: RoundRow
    readonly people: number
  },
): Caption {
  const { round } = about
  return captionOf(teller, drawing.texts, {
    ...about,
    date: about.place === roundName(visit, round) ? '' : formatDate(round.opened_at, visit.language, 'month'),
    source: `${programmeName(programme, visit.language)} · ${new URL(visit.origin).host}`,
    madeUp: round.made_up,
  })
}
