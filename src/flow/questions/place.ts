import { z } from 'zod'
import { listed } from '../diagnostic.ts'
import { suggest } from '../suggest.ts'
import { questionKind } from './kind.ts'

/** A place of the programme: the person walks down from the widest level to the one named. */
export const place = questionKind({
  key: 'place',
  shape: { place: z.string().meta({ description: 'The level of places.csv to reach, such as district.' }) },
  build({ place: level }, base, compiler, path) {
    const { levels, places, report, parsed } = compiler
    const at = parsed.at([...path, 'place'])
    if (!levels.includes(level)) {
      const message =
        levels.length === 0
          ? `\`${level}\`: this programme has no places yet. Add levels to programme.yaml and places to places.csv.`
          : `\`${level}\` is not a level of places; programme.yaml has ${listed(levels, 'and')}.`
      report.error(at, 'unknown-level', message, { allowed: levels, suggestion: suggest(level, levels) })
      return undefined
    }
    const above = levels.slice(0, levels.indexOf(level))
    if (!places.some((one) => one.level === level)) {
      report.error(at, 'no-places', `places.csv has no place of the level \`${level}\`: add some.`)
    }
    const barren = places.filter(
      (one) => above.includes(one.level) && !places.some(({ parent }) => parent === one.code),
    )
    for (const { code } of barren) {
      report.error(
        at,
        'no-places',
        `Who chooses \`${code}\` has nothing to choose next: places.csv has no place in it, and this question walks down to \`${level}\`.`,
      )
    }
    return { ...base, kind: 'place', level }
  },
})
