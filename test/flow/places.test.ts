import { describe, expect, it } from 'vitest'
import { createReport } from '../../src/flow/diagnostic.ts'
import { readPlaces } from '../../src/flow/places.ts'

const head = 'code,level,parent,name_ar,name_en\n'

function read(text: string) {
  const report = createReport()
  const source = { file: 'places.csv', text }
  const places = readPlaces(source, ['governorate', 'district'], ['ar', 'en'], report)
  return { places, told: report.diagnostics.map(({ line, code, message }) => `${line} ${code}: ${message}`) }
}

describe('places.csv', () => {
  it('is read with a byte order mark, quotes, empty lines and columns in any order', () => {
    const text =
      '\uFEFFname_en,code,level,parent,name_ar\r\n"Basra, the city",basra,governorate,,البصرة\r\n\r\nZubair,zubair,district,basra,الزبير\r\n'
    expect(read(text)).toEqual({
      told: [],
      places: [
        { code: 'basra', level: 'governorate', parent: null, names: { ar: 'البصرة', en: 'Basra, the city' } },
        { code: 'zubair', level: 'district', parent: 'basra', names: { ar: 'الزبير', en: 'Zubair' } },
      ],
    })
  })

  it('may give a place its tile, and leave places off the map', () => {
    const text = `${head.trim()},tile_row,tile_column\nbasra,governorate,,ب,B,2,13\nzubair,district,basra,ز,Z,2,13\nfaw,district,basra,ف,F,,\n`
    const { places, told } = read(text)
    expect(told).toEqual([])
    expect(places.map(({ code, tile }) => [code, tile])).toEqual([
      ['basra', { column: 13, row: 2 }],
      ['zubair', { column: 13, row: 2 }],
      ['faw', undefined],
    ])
  })

  const tiles = `${head.trim()},tile_column,tile_row\n`

  it.each([
    ['a tile with a column only', `${tiles}b,governorate,,ب,B,1,\n`, /2 wrong-form: The tile of `b`/],
    ['a tile that is no number', `${tiles}b,governorate,,ب,B,1,north\n`, /2 wrong-form/],
    ['a tile counted from 0', `${tiles}b,governorate,,ب,B,0,1\n`, /2 wrong-form.*from 1 to 99/],
    [
      'a row of tiles without its column',
      `${head.trim()},tile_row\nb,governorate,,ب,B,1\n`,
      /^1 missing-column.*`tile_column`\.$/,
    ],
    [
      'a misspelt column of tiles',
      `${head.trim()},tile_colunm,tile_row\nb,governorate,,ب,B,1,1\n`,
      /1 unknown-column.*Did you mean `tile_column`/,
    ],
    [
      'two places on one tile',
      `${tiles}b,governorate,,ب,B,1,1\nk,governorate,,ك,K,1,1\n`,
      /^3 same-tile: `k` and `b` stand on one tile, column 1 of row 1/,
    ],
    ['a missing column', 'code,level,parent,name_en\n', /1 missing-column.*`name_ar`/],
    [
      'a misspelt column',
      `code,level,parnt,parent,name_ar,name_en\n`,
      /1 unknown-column.*Did you mean `parent`/,
    ],
    ['a misspelt level', `${head}basra,governrate,,ب,B\n`, /2 unknown-level.*Did you mean `governorate`/],
    ['a code that fits no button', `${head}Basra City,governorate,,ب,B\n`, /2 wrong-form/],
    ['a code used twice', `${head}b,governorate,,ب,B\nb,governorate,,ك,K\n`, /3 duplicate-place.*line 2/],
    [
      'a parent that does not exist',
      `${head}basra,governorate,,ب,B\nz,district,basr,ز,Z\n`,
      /3 wrong-parent.*Did you mean `basra`/,
    ],
    [
      'a district without a parent',
      `${head}basra,governorate,,ب,B\nz,district,,ز,Z\n`,
      /3 wrong-parent: `z` has no parent/,
    ],
    ['a parent at the widest level', `${head}b,governorate,,ب,B\nk,governorate,b,ك,K\n`, /3 wrong-parent/],
    ['a name missing in a language', `${head}b,governorate,,,B\n`, /2 missing-text.*in ar/],
    ['two places of one name', `${head}b,governorate,,ب,B\nk,governorate,,ك,B\n`, /3 same-label.*in en/],
    ['an unquoted comma', `${head}b,governorate,,ب,B, the city\n`, /2 cells.*6 cells.*5/],
    ['an unclosed quote', `${head}b,governorate,,"ب,B\n`, /csv/],
    ['nothing', '', /1 no-places/],
    [
      'too many places in one',
      `${head}${Array.from({ length: 61 }, (_, at) => `p${at},governorate,,ا${at},P${at}\n`).join('')}`,
      /2 too-many: 61 places/,
    ],
  ])('tells of %s', (_, text, says) => {
    expect(read(text).told.join('\n')).toMatch(says)
  })
})
