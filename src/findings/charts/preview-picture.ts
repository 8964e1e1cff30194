/** What messengers show beside a link: one figure, its sentence, and where it is from. */
import { type Block, EMPTY, stack } from './block.ts'
import type { Caption, Chart, Drawing } from './chart.ts'
import { pictureOf, sentences, spoken } from './frame.ts'
import { figureBlock, spaceOf, textBlock } from './lettering.ts'
import { moved } from './svg.ts'

export interface PreviewInput extends Pick<Drawing, 'teller' | 'texts'> {
  readonly caption: Caption
  /** What the question is about; empty where the sentence says it. */
  readonly topic: string
  /** In large type; empty: the sentence stands alone. */
  readonly figure: string
  readonly sentence: string
}

const WIDTH = 1200
const HEIGHT = 630
const MARGIN = 64
const SIZES = [46, 42, 38, 34, 31, 28, 25, 22, 19, 16] as const

/** 1200 × 630, which messengers expect. Its text shrinks until all of it is on the picture. */
export function previewPicture(input: PreviewInput): Chart {
  const { teller, texts, caption, topic, figure, sentence } = input
  const room = HEIGHT - 2 * MARGIN
  const drawn = SIZES.map((size) => partsOf(input, size))
  const { head, statement, foot } = drawn.find(({ height }) => height <= room) ?? partsOf(input, SIZES[9])
  const free = Math.max(0, room - head.height - statement.height - foot.height)
  const body =
    head.body +
    moved(statement.body, 0, head.height + free / 2) +
    moved(foot.body, 0, head.height + statement.height + free)
  const height = head.height + statement.height + foot.height + free
  const said = [figure, sentence].filter((part) => part !== '').join(' ')
  const description = sentences([topic, said, spoken(caption)])
  const drawing = { teller, texts, width: WIDTH, textSize: SIZES[0] }
  return pictureOf(drawing, { body, height }, MARGIN, description, HEIGHT)
}

function partsOf({ teller, caption, topic, figure, sentence }: PreviewInput, size: number) {
  const space = spaceOf(WIDTH - 2 * MARGIN, teller.language)
  const under = [caption.place, caption.date].filter((part) => part !== '').join(' · ')
  const small = { size: size * 0.72, tone: 'soft' as const }
  const head = stack(
    [
      textBlock(space, caption.title, { size, bold: true, even: true }),
      ...(under === '' ? [] : [textBlock(space, under, small)]),
      ...(caption.madeUp ? [textBlock(space, caption.madeUp, { ...small, tone: 'ink', bold: true })] : []),
    ],
    0,
  )
  const foot = stack(
    [caption.base, caption.source].filter((part) => part !== '').map((part) => textBlock(space, part, small)),
    0,
  )
  const about = topic === '' ? EMPTY : textBlock(space, topic, { size, tone: 'ink' })
  const statement = stack([about, figure === '' ? alone() : beside()], 0)
  return { head, statement, foot, height: head.height + statement.height + foot.height + size * 0.8 }

  function alone(): Block {
    return textBlock(space, sentence, { size: size * 1.25, bold: true })
  }

  function beside(): Block {
    const column = space.width * 0.34
    const gap = size * 0.8
    const number = figureBlock({ ...space, width: column }, figure, size * 3.8, size)
    const wide = space.width - column - gap
    const text = textBlock({ ...space, width: wide }, sentence, { size: size * 1.08 })
    const height = Math.max(number.height, text.height)
    const [numberX, textX] = space.rightToLeft ? [wide + gap, 0] : [0, column + gap]
    return {
      body:
        moved(number.body, numberX, (height - number.height) / 2) +
        moved(text.body, textX, (height - text.height) / 2),
      height,
    }
  }
}
