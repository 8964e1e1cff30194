import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barChart } from '../../src/findings/charts/bar-chart.ts'
import { type Chart, ON_PAGE } from '../../src/findings/charts/chart.ts'
import { scaleColour, scaleLineColour } from '../../src/findings/charts/palette.ts'
import { placemat } from '../../src/findings/charts/placemat.ts'
import { pointOf } from '../../src/findings/charts/point-of.ts'
import { previewPicture } from '../../src/findings/charts/preview-picture.ts'
import { scaleChart } from '../../src/findings/charts/scale-chart.ts'
import { trendChart } from '../../src/findings/charts/trend-chart.ts'
import type { Finding } from '../../src/findings/finding.ts'
import { shortFinding } from '../../src/findings/short-finding.ts'
import { tellerOf } from '../../src/findings/teller.ts'
import {
  captionIn,
  drawingIn,
  fiveRounds,
  help,
  LANGUAGES,
  pointsIn,
  safe,
  shown,
  trendOf,
  withheld,
  worries,
} from '../fixtures/drawn.ts'
import { findingsTexts, tellerIn, told } from '../fixtures/told.ts'
import { type DrawnText, drawnTexts } from '../support/drawn-texts.ts'

const isolates = /[\u2066-\u2069]/g
const read = (chart: Chart): string[] =>
  [...chart.svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text.replace(isolates, ''))
const numbersOf = (chart: Chart, name: string, attribute: string): number[] =>
  [...chart.svg.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].flatMap(([, attributes = '']) => {
    const value = new RegExp(`(?:^| )${attribute}="([^"]*)"`).exec(attributes)?.[1]
    return value === undefined ? [] : [Number(value)]
  })
const rects = (chart: Chart, kind: string) =>
  [...chart.svg.matchAll(/<rect ([^>]*)>/g)]
    .map(([, attributes = '']) =>
      Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
    )
    .filter((one) => one.class === kind)
    .map(({ x, y, width, height }) => ({
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
    }))

/** The same survey with other words for the options of one question. */
function drawingWith(language: string, question: string, labels: Readonly<Record<string, string>>) {
  const texts = { ...told.texts[language], [question]: { text: 'x', topic: 'x', options: labels } }
  const program = { ...told, texts: { ...told.texts, [language]: texts } }
  return { ...drawingIn(language), teller: tellerOf(findingsTexts, [program], language) }
}

const everyChart = (language: (typeof LANGUAGES)[number]): Record<string, Chart> => {
  const picture = { ...drawingIn(language), caption: captionIn(language) }
  const page = drawingIn(language, ON_PAGE)
  const rows = [
    { label: 'Basra', finding: safe(27, 33, 26, 14) },
    { label: 'Kirkuk', finding: withheld },
    { label: 'Salahaddin', finding: safe(52, 41, 4, 3) },
  ]
  const points = pointsIn(language)
  const [first] = points
  if (first === undefined) throw new Error('no points')
  return {
    'bars of several answers': barChart({ ...picture, finding: worries }),
    'bars with a pool, on a page': barChart({ ...page, finding: help }),
    'a scale by place': scaleChart({ ...picture, rows }),
    'a scale by place, on a page': scaleChart({ ...page, rows }),
    'a trend': trendChart({ ...picture, trend: trendOf(fiveRounds) }),
    'a trend on a page': trendChart({ ...page, trend: trendOf(fiveRounds) }),
    'a placemat of five': placemat({ ...picture, points }),
    'a placemat of one': placemat({ ...picture, points: points.slice(1, 2) }),
    'a preview': previewPicture({ ...picture, ...first }),
  }
}

describe.each(LANGUAGES)('charts in %s', (language) => {
  const charts = Object.entries(everyChart(language))

  it.each(charts)('keep every text on the picture and apart from the others: %s', (_, chart) => {
    const texts = drawnTexts(chart.svg)
    expect(texts.length).toBe(read(chart).length)
    expect(texts.filter((text) => !isWithin(text, chart))).toEqual([])
    expect(overlaps(texts)).toEqual([])
  })

  it.each(charts)('tell people and percents, never how many gave one answer: %s', (_, chart) => {
    expect(chart.svg + chart.description).not.toMatch(/7[,٬]?000|٧[٬]?٠٠٠/)
    expect(chart.svg).not.toMatch(/NaN|undefined|Infinity|null/)
    expect(chart.description.length).toBeGreaterThan(20)
  })

  it('break no word of a title, a figure or a sentence that fits on a line of its own', () => {
    for (const percent of [7, 25, 33, 46, 50, 51, 54, 66, 75, 94, 99]) {
      const finding = safe(percent, 100 - percent, 0, 0)
      const { figure = '', words } = shortFinding(tellerIn(language), finding)
      const topic = tellerIn(language).wording.topic(finding.question)
      const points = [{ topic, figure, sentence: words }]
      const caption = captionIn(language)
      const whole = [topic, figure, words, ...Object.values(caption)].join(' ').replace(isolates, '')
      const known = new Set(whole.split(/\s+/))
      for (const picture of [
        placemat({ ...drawingIn(language), caption, points }),
        previewPicture({ ...drawingIn(language), caption, topic, figure, sentence: words }),
      ]) {
        const drawn = read(picture).join(' ').split(/\s+/)
        expect(drawn.filter((word) => !known.has(word.replaceAll('&#39;', "'")))).toEqual([])
      }
    }
  })

  it('say in words what they show, to the last percent', () => {
    const chart = barChart({ ...drawingIn(language), finding: worries })
    const said = chart.description.replace(isolates, '')
    for (const text of read(chart).filter((one) => /[%٪]/.test(one))) expect(said).toContain(text)
  })

  it('carry base, date, source and caveat where they travel alone', () => {
    const caption = captionIn(language)
    for (const chart of [
      placemat({ ...drawingIn(language), caption, points: pointsIn(language) }),
      barChart({ ...drawingIn(language), caption, finding: worries }),
    ]) {
      const all = read(chart).join(' ')
      for (const part of [caption.base, caption.date, caption.source, caption.caveat, caption.madeUp ?? ''])
        expect(all).toContain(part.replace(isolates, ''))
      // On a phone 360 wide a picture is shown at a third: 30 become 10.
      expect(Math.min(...numbersOf(chart, 'text', 'font-size'))).toBeGreaterThanOrEqual(30)
      expect(chart.width).toBe(1080)
    }
  })
})

describe('a bar chart', () => {
  it('begins its bars where the language begins to read', () => {
    const left = rects(barChart({ ...drawingIn('en', ON_PAGE), finding: worries }), 'c-accent')
    const right = rects(barChart({ ...drawingIn('ar', ON_PAGE), finding: worries }), 'c-accent')
    expect(left.length).toBe(8)
    expect(right.map(({ width }) => width)).toEqual(left.map(({ width }) => width))
    expect(new Set(left.map(({ x }) => x))).toEqual(new Set([0]))
    expect(new Set(right.map(({ x, width }) => Math.round(x + width)))).toEqual(new Set([ON_PAGE.width]))
  })

  it('draws bars as long as their percents, a hundred being the whole track', () => {
    const chart = barChart({ ...drawingIn('en', ON_PAGE), finding: worries })
    const [track] = rects(chart, 'c-track')
    const widths = rects(chart, 'c-accent').map(({ width }) => (100 * width) / (track?.width ?? 1))
    const percents = worries.cells.map(({ percent }) => percent)
    for (const [at, width] of widths.entries()) expect(width).toBeCloseTo(percents[at] ?? -1, 0)
  })

  it('tells options that are only told together by stripes, and says what stripes mean', () => {
    const chart = barChart({ ...drawingIn('en', ON_PAGE), finding: help })
    expect(rects(chart, 'c-pool').length).toBe(1)
    expect(rects(chart, 'c-accent').length).toBe(5)
    expect(read(chart).join(' ')).toContain('Striped: told together')
    const plain = barChart({ ...drawingIn('en', ON_PAGE), finding: safe(25, 25, 25, 25) })
    expect(read(plain).join(' ')).not.toContain('Striped')
  })

  it('is true for one option and a pool', () => {
    const chart = barChart({
      ...drawingIn('en'),
      finding: shown('change', { improved: 81, 'unchanged+worse': 19 }),
    })
    expect(read(chart)).toContain('81%')
    expect(read(chart)).toContain('19%')
  })

  it('names options whose figure may not be told', () => {
    const all = read(barChart({ ...drawingIn('en'), finding: worries })).join(' ')
    expect(all).toContain('Not shown, to protect the few people it would point to: Mines and explosives.')
    expect(all).toContain('People could choose several answers')
  })

  it('says why there is nothing to draw', () => {
    const chart = barChart({ ...drawingIn('en'), finding: withheld })
    expect(read(chart).join(' ')).toContain('Not enough people in this group (Kirkuk) have answered')
    expect(chart.description).toContain('Not enough people')
    expect(chart.height).toBeGreaterThan(0)
  })

  it('tells a number without bands by its middle', () => {
    const numbers = { median: 6, lowerQuartile: 4, upperQuartile: 8 }
    const chart = barChart({
      ...drawingIn('ar'),
      finding: shown('household', {}, { kind: 'number', numbers }),
    })
    expect(read(chart)[0]).toBe('٦')
    expect(read(chart).join(' ')).toContain('ما بين ٤ و٨')
  })

  it('names bands of numbers', () => {
    const finding = shown('household', { 'band_~_3': 12, band_3_6: 38, 'band_10_~': 50 }, { kind: 'number' })
    expect(read(barChart({ ...drawingIn('en'), finding }))).toContain('Under 3')
  })

  it.each([0, 100])('draws %i percent', (percent) => {
    const chart = barChart({ ...drawingIn('en'), finding: shown('change', { improved: percent }) })
    expect(read(chart)).toContain(`${percent}%`)
    drawnTexts(chart.svg)
  })
})

describe('a chart that travels alone', () => {
  it('says how far its finding carries, which a page says beside it', () => {
    const finding = shown('change', { improved: 60, unchanged: 40 }, { base: 23, flags: ['few'] })
    const caption = captionIn('en')
    const rows = [{ label: '', finding }]
    for (const chart of [
      barChart({ ...drawingIn('en'), caption, finding }),
      scaleChart({ ...drawingIn('en'), caption, rows }),
    ])
      expect(read(chart).join(' ')).toContain('Only 23 people answered')
    expect(read(barChart({ ...drawingIn('en'), finding })).join(' ')).not.toContain('Only 23')
  })
})

describe('names with signs that mean something in SVG', () => {
  it('are shown as they are written', () => {
    const name = `<b>&"'</b> ]]> \u0000 \u{1F600}`
    const drawing = drawingWith('en', 'change', { improved: name, unchanged: 'x', worse: 'y' })
    const chart = barChart({ ...drawing, finding: shown('change', { improved: 60, unchanged: 40 }) })
    expect(chart.svg).toContain('&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;')
    expect(chart.svg).not.toContain('<b>')
    expect(chart.svg).not.toContain('\u0000')
    expect(drawnTexts(chart.svg).length).toBeGreaterThan(3)
  })

  it('cannot turn the text around them', () => {
    const drawing = drawingWith('en', 'change', {
      improved: 'a\u202E\u2069\u2069b',
      unchanged: 'x',
      worse: 'y',
    })
    const chart = barChart({ ...drawing, finding: shown('change', { improved: 60, unchanged: 40 }) })
    for (const [, text = ''] of chart.svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)) {
      let open = 0
      for (const letter of text) {
        if (/[\u2066-\u2068]/.test(letter)) open += 1
        if (letter === '\u2069') open -= 1
        expect(open).toBeGreaterThanOrEqual(0)
      }
      expect(open).toBe(0)
    }
    expect(chart.svg.replace(/aria-label="[^"]*"/, '')).not.toContain('\u202E')
  })
})

describe('a scale', () => {
  const options = told.questions.find(({ id }) => id === 'safe_now')

  it('fills the whole bar, in the scale’s order from where reading begins, whatever rounding does', () => {
    for (const [language, from] of [
      ['en', 1],
      ['ar', -1],
    ] as const) {
      const finding = safe(27, 33, 26, 13)
      const chart = scaleChart({ ...drawingIn(language), rows: [{ label: '', finding }] })
      const bars = rects(chart, 'c-part').filter(({ height }) => height > 40)
      expect(bars.length).toBe(4)
      expect(bars.reduce((sum, { width }) => sum + width, 0)).toBeGreaterThan(1070)
      expect(bars.map(({ width }) => width)).toEqual(
        [27, 33, 26, 13].map((percent) => expect.closeTo((percent / 99) * 1080, -1)),
      )
      const order = bars.map(({ x }) => x * from)
      expect(order).toEqual(order.toSorted((one, other) => one - other))
    }
    expect(options?.kind).toBe('choose')
  })

  it('puts a percent that does not fit below its part, joined by a line', () => {
    const chart = scaleChart({ ...drawingIn('en'), rows: [{ label: '', finding: safe(52, 43, 3, 2) }] })
    const texts = drawnTexts(chart.svg)
    const place = (percent: string) =>
      texts.find(({ text }) => text.replace(isolates, '') === percent)?.top ?? Number.NaN
    expect(place('3%')).toBeGreaterThan(place('52%') + 30)
    expect(place('2%')).toBeGreaterThan(place('52%') + 30)
    expect(chart.svg.match(/<path [^>]*c-edge-line/g)?.length).toBe(2)
  })

  it('gives a row that may not be told its reason, and all the others their base', () => {
    const rows = [
      { label: 'Women', finding: safe(27, 33, 26, 14) },
      { label: 'Men', finding: withheld },
    ]
    const chart = scaleChart({ ...drawingIn('en'), rows })
    expect(read(chart)).toContain('212 people')
    expect(read(chart).join(' ')).toContain('Not enough people')
    expect(chart.description).toContain('Men: Not enough')
  })

  it('has neither bars nor a legend when nothing may be told', () => {
    const chart = scaleChart({ ...drawingIn('en'), rows: [{ label: 'Basra', finding: withheld }] })
    expect(rects(chart, 'c-part')).toEqual([])
    expect(chart.height).toBeGreaterThan(0)
  })

  it('names the parts of a scale that are told instead of its options', () => {
    const finding: Finding = {
      ...safe(0, 0, 0, 0),
      cells: [
        { options: ['almost_always_safe', 'generally_safe'], part: 'safe', count: 1, percent: 62 },
        { options: ['generally_unsafe', 'almost_always_unsafe'], part: 'unsafe', count: 1, percent: 38 },
      ],
    }
    const chart = scaleChart({ ...drawingIn('en'), rows: [{ label: '', finding }] })
    expect(read(chart)).toContain('Safe')
    expect(chart.description.replace(isolates, '')).toContain('Safe 62%')
  })
})

describe('a trend', () => {
  const linesOf = (chart: Chart) =>
    [...chart.svg.matchAll(/<path [^>]*class="c-(?:s\d|step)-line"[^>]*>/g)].map(String)

  it('joins rounds that may be compared, and gives each line a marker of its own shape', () => {
    const chart = trendChart({ ...drawingIn('en'), trend: trendOf(fiveRounds) })
    expect(linesOf(chart).length).toBe(16)
    expect(linesOf(chart).some((line) => line.includes('dasharray'))).toBe(false)
    expect(chart.svg.match(/<circle /g)?.length).toBe(5)
    const corners = [...chart.svg.matchAll(/<polygon points="([^"]*)"/g)].map(
      ([, points = '']) => points.split(' ').length,
    )
    expect(corners.length).toBe(15)
    expect(new Set(corners)).toEqual(new Set([3, 4]))
  })

  it('draws a scale in the colours of its bars, and what is told together in that of its part', () => {
    const pooled = shown('safe_now', {
      almost_always_safe: 30,
      generally_safe: 40,
      'generally_unsafe+almost_always_unsafe': 30,
    })
    const strokes = (chart: Chart) => [
      ...new Set(linesOf(chart).map((line) => /stroke="(#\w+)"/.exec(line)?.[1])),
    ]
    const lines = (...steps: number[][]) => steps.map((one) => scaleLineColour(one, 4))
    const single = trendChart({ ...drawingIn('en'), trend: trendOf(fiveRounds) })
    expect(strokes(single)).toEqual(lines([0], [1], [2], [3]))
    const together = trendChart({ ...drawingIn('en'), trend: trendOf([pooled, pooled]) })
    expect(strokes(together)).toEqual(lines([0], [1], [2, 3]))
    expect(scaleLineColour([0], 4)).toBe(scaleColour([0], 4))
  })

  it('has no line between rounds that must not be compared, and says why', () => {
    const refused = trendOf(fiveRounds.slice(3), { state: 'refused', reasons: ['wording'] })
    const alone = trendChart({ ...drawingIn('en'), trend: refused })
    expect(linesOf(alone)).toEqual([])
    expect(read(alone).join(' ')).toContain('asked in other words')
    expect(alone.description).toContain('asked in other words')

    const fine = trendOf(fiveRounds.slice(3))
    const chart = trendChart({
      ...drawingIn('en'),
      trend: trendOf(fiveRounds),
      between: [refused, fine, fine, fine],
    })
    expect(linesOf(chart).length).toBe(12)
  })

  it('dashes the line between rounds of which something differs', () => {
    const trend = trendOf(fiveRounds, { state: 'flagged', reasons: ['places'] })
    const chart = trendChart({ ...drawingIn('en'), trend })
    expect(linesOf(chart).every((line) => line.includes('dasharray'))).toBe(true)
    expect(read(chart).join(' ')).toContain(
      'Dashed line: take care when comparing. The rounds cover other places.',
    )
  })

  it('never joins options that one of the rounds told only together', () => {
    const pooled = shown('safe_now', {
      almost_always_safe: 30,
      generally_safe: 40,
      'generally_unsafe+almost_always_unsafe': 30,
    })
    const chart = trendChart({ ...drawingIn('en'), trend: trendOf([safe(27, 33, 26, 14), pooled]) })
    expect(linesOf(chart).length).toBe(2)
  })

  it('writes years in the language’s digits, the newest where reading ends', () => {
    const chart = trendChart({ ...drawingIn('ar'), trend: trendOf(fiveRounds) })
    const texts = drawnTexts(chart.svg)
    const place = (year: string) => texts.find(({ text }) => text.includes(year))?.left ?? Number.NaN
    expect(place('٢٠٢٦')).toBeLessThan(place('٢٠٢٢'))
    expect(read(chart).join(' ')).not.toMatch(/[0-9]/)
  })

  it('tells months where two rounds fall into one year', () => {
    const trend = trendOf(fiveRounds.slice(0, 2))
    const points = trend.points.map((point, at) => ({ ...point, at: Date.UTC(2026, at * 6, 1) }))
    const texts = read(trendChart({ ...drawingIn('en'), trend: { ...trend, points } }))
    expect(texts).toContain('Jan 2026')
    expect(texts).toContain('Jul 2026')
  })

  it('draws at most five lines and names those that it leaves out', () => {
    const trend = { ...trendOf([help, help]), question: 'help_most' }
    const chart = trendChart({ ...drawingIn('en'), trend })
    expect(linesOf(chart).length).toBe(5)
    expect(read(chart).join(' ')).toContain('Not drawn here: Fewer weapons.')
  })

  it('is a single point where there is a single round', () => {
    const chart = trendChart({ ...drawingIn('ckb'), trend: trendOf(fiveRounds.slice(4)) })
    expect(linesOf(chart)).toEqual([])
    drawnTexts(chart.svg)
  })
})

describe('a placemat', () => {
  it('tells only the largest bars of many, never a pool as one of them, and says so', () => {
    const points = [
      { topic: '', figure: '1 in 3', sentence: 'x', chart: { kind: 'bars', finding: help } as const },
    ]
    const three = [...points, ...points, ...points]
    const chart = placemat({ ...drawingIn('en'), caption: captionIn('en'), points: three })
    expect(rects(chart, 'c-pool')).toEqual([])
    expect(read(chart)).toContain('Bars show only the largest of the figures that may be shown.')
  })

  it('says how far a finding of few people carries', () => {
    const chart = placemat({ ...drawingIn('en'), caption: captionIn('en'), points: pointsIn('en').slice(4) })
    expect(read(chart).join(' ')).toContain(
      'Only 45 people answered: take the figures as a first impression.',
    )
  })

  it('takes a finding with its figure, and a chart that fits its question', () => {
    const teller = tellerIn('en')
    expect(pointOf(teller, safe(27, 33, 26, 14))).toMatchObject({
      topic: 'How safe people feel in daily life',
      figure: 'About \u20686\u2069 in \u206810\u2069',
      chart: { kind: 'scale' },
    })
    const own = pointOf(teller, worries, 'Most people fear thieves.')
    expect(own).toMatchObject({ topic: '', sentence: 'Most people fear thieves.', chart: { kind: 'bars' } })
  })

  it('stands without a figure, and without a chart', () => {
    const points = [{ topic: '', figure: '', sentence: 'People want to be heard.' }]
    const chart = placemat({ ...drawingIn('en'), caption: captionIn('en', false), points })
    expect(read(chart)).toContain('People want to be heard.')
    expect(read(chart).join(' ')).not.toContain('made up')
  })
})

describe('a preview', () => {
  it.each(['short', 'so long that it must be set smaller. '.repeat(12)])(
    'is 1200 by 630 with all of its text: %s',
    (sentence) => {
      const caption = captionIn('en')
      const chart = previewPicture({
        ...drawingIn('en'),
        caption,
        topic: '',
        figure: 'Fewer than 1 in 20',
        sentence,
      })
      expect([chart.width, chart.height]).toEqual([1200, 630])
      expect(read(chart).join(' ')).toContain(sentence.trim())
      expect(read(chart).join(' ')).toContain(caption.base.replace(isolates, ''))
    },
  )
})

describe('any findings', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'السرقة',
      'اشتباكات',
      'مسلحة',
      'دزی',
      'پێکدادان',
      'تەقەمەنی',
      'ئاسایش',
      'Theft',
      'WWWW',
      'i',
      '١٢٪',
      '&<>"',
      'a/b-c',
    ),
    fc.string({ minLength: 1, maxLength: 70, unit: fc.constantFrom(...'abMWßÉبسەێﻼ١%-()') }),
  )
  const label = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => words.join(' '))
  const options = ['jobs', 'services', 'police', 'law', 'weapons', 'drugs', 'clearance', 'dialogue'] as const
  const input = fc.record({
    language: fc.constantFrom(...LANGUAGES),
    labels: fc.tuple(...options.map(() => label)),
    percents: fc.array(fc.nat({ max: 100 }), { minLength: 0, maxLength: 8 }),
    pool: fc.boolean(),
    size: fc.constantFrom(ON_PAGE, { width: 280, textSize: 15 }, { width: 1080, textSize: 34 }),
  })

  it('are drawn with every text on the picture', () => {
    fc.assert(
      fc.property(input, ({ language, labels, percents, pool, size }) => {
        const named = Object.fromEntries(options.map((option, at) => [option, labels[at] ?? '']))
        const drawing = { ...drawingWith(language, 'help_most', named), ...size }
        const cells = percents.map((percent, at) => [options[at] ?? '', percent] as const)
        const pooled =
          pool && cells.length > 3
            ? [
                ...cells.slice(0, -2),
                [
                  cells
                    .slice(-2)
                    .map(([id]) => id)
                    .join('+'),
                  5,
                ] as const,
              ]
            : cells
        const finding = shown('help_most', Object.fromEntries(pooled), { hidden: ['jobs'] })
        const trend = { ...trendOf([finding, finding, finding]), question: 'help_most' }
        const rows = labels.slice(0, 2).map((label) => ({ label, finding }))
        for (const chart of [
          barChart({ ...drawing, finding }),
          scaleChart({ ...drawing, rows }),
          trendChart({ ...drawing, trend, roundNames: labels.slice(2, 5) }),
        ]) {
          expect(chart.svg).not.toMatch(/NaN|undefined|Infinity/)
          expect(drawnTexts(chart.svg).filter((text) => !isWithin(text, chart))).toEqual([])
        }
      }),
      { numRuns: 15 },
    )
  })
})

/** A letter's foot or accent may hang over its room by a hair. */
function isWithin({ left, right, top, bottom }: DrawnText, { width, height }: Chart): boolean {
  const hair = 1.5
  return left >= -hair && right <= width + hair && top >= -hair && bottom <= height + hair
}

/** Pairs of texts whose ink meets. */
function overlaps(texts: readonly DrawnText[]): string[] {
  return texts.flatMap((one, at) =>
    texts
      .slice(at + 1)
      .filter((other) => {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
        return wide > 1 && high > 1
      })
      .map((other) => `${one.text} / ${other.text}`),
  )
}
