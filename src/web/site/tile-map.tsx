/**
 * Places of one level as square tiles, each where places.csv puts it: north is up and west is left in every language.
 * A tile is a link with the place's name and its figure, so that the map reads as a list, too.
 */
import type { Place } from '../../flow/program.ts'
import { formatPercent } from '../../language/format-percent.ts'
import type { Visit } from '../layout/visit.ts'
import { Missing } from './missing.tsx'
import { SmallMark } from './small-base.tsx'

export interface MappedPlace {
  readonly place: Place
  readonly name: string
  readonly address: string
  /** A whole percent; undefined: it is not shown. */
  readonly percent: number | undefined
  /** People that the percent is of; undefined where it is not shown. */
  readonly base: number | undefined
  /** Few answered: see small-base.tsx. */
  readonly small: boolean
  /** The figure is of this place and others. */
  readonly together: boolean
}

/** More columns than this cannot be read on a phone: such places are a list only. tile-map.css has a class for each. */
const COLUMNS = 9
const ROWS = 20
/** So many tiles stand in one line, from west to east. */
const STRIP = 6

export function TileMap(props: {
  visit: Visit
  title: string
  places: readonly MappedPlace[]
  /** It stands above the map of the places within: a few tiles need no map of their own. */
  above: boolean
}) {
  const { visit, title, places, above } = props
  const { tiles, columns, others } = arrange(places)
  const strip = above && tiles.length <= STRIP
  return (
    <div class="tile-map">
      {strip && tiles.length > 0 ? (
        <ul class="tiles strip" aria-label={title}>
          {tiles
            .toSorted((a, b) => a.column - b.column || a.row - b.row)
            .map(({ mapped }) => (
              <li>
                <Tile visit={visit} {...mapped} />
              </li>
            ))}
        </ul>
      ) : null}
      {strip || tiles.length === 0 ? null : (
        <ul class={`tiles of${columns}`} aria-label={title}>
          {tiles.map(({ mapped, column, row }) => (
            <li class={`c${column} r${row}`}>
              <Tile visit={visit} {...mapped} />
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <ul class="tiles loose" aria-label={title}>
          {others.map((mapped) => (
            <li>
              <Tile visit={visit} {...mapped} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Tile({ visit, name, address, percent, base, small, together }: MappedPlace & { visit: Visit }) {
  return (
    <a class={`tile ${shade(percent)}`} href={visit.to(address)}>
      <span class="name">{name}</span>{' '}
      <span class="of">
        <b>
          {percent === undefined ? (
            <Missing visit={visit} />
          ) : (
            `${formatPercent(percent, visit.language)}${together ? '*' : ''}`
          )}
        </b>{' '}
        {percent === undefined || base === undefined ? null : (
          <small>
            {visit.say('map.base', { people: visit.number(base) })}
            {small ? <SmallMark /> : null}
          </small>
        )}
      </span>
    </a>
  )
}

/** Ten points a shade, the same on every map, so that two maps can be held side by side. */
const STEPS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90] as const

const shade = (percent: number | undefined): string =>
  percent === undefined ? 'kept' : `s${Math.min(9, Math.floor(percent / 10))}`

/** Of one map or several: what its shades mean, as far as they occur. */
export function Legend({ visit, places }: { visit: Visit; places: readonly MappedPlace[] }) {
  const used = new Set(places.map(({ percent }) => shade(percent)))
  return (
    <ul class="legend">
      {STEPS.map((low, step) =>
        used.has(`s${step}`) ? (
          <li>
            <span class={`swatch s${step}`} />
            {visit.say('map.step', {
              low: visit.number(low),
              high: formatPercent(low === 90 ? 100 : low + 9, visit.language),
            })}
          </li>
        ) : null,
      )}
      {used.has('kept') ? (
        <li>
          <span class="swatch kept" />
          {visit.say('map.withheld_long')}
        </li>
      ) : null}
      {places.some(({ together }) => together) ? <li>* {visit.say('map.together')}</li> : null}
      {places.some(({ small }) => small) ? <li>† {visit.say('small_base')}</li> : null}
    </ul>
  )
}

interface Arranged {
  readonly mapped: MappedPlace
  readonly column: number
  readonly row: number
}

/** Columns and rows that no place stands in are left out: three places of a large country fit a phone, too. */
function arrange(places: readonly MappedPlace[]) {
  const placed = places.flatMap((mapped) =>
    mapped.place.tile === undefined ? [] : [{ mapped, ...mapped.place.tile }],
  )
  const order = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b)
  const columns = order(placed.map(({ column }) => column))
  const rows = order(placed.map(({ row }) => row))
  if (columns.length > COLUMNS || rows.length > ROWS) return { tiles: [], columns: 0, others: places }
  const tiles: Arranged[] = placed
    .map(({ mapped, column, row }) => ({
      mapped,
      column: columns.indexOf(column) + 1,
      row: rows.indexOf(row) + 1,
    }))
    .sort((a, b) => a.row - b.row || a.column - b.column)
  return {
    tiles,
    columns: columns.length,
    others: places.filter(({ place }) => place.tile === undefined),
  }
}
