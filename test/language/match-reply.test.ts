import { expect, test } from 'vitest'
import { matchReply, matchSeveral, matchTable } from '../../src/language/match-reply.ts'

const table = (language: string, ...labels: string[]) =>
  matchTable(
    labels.map((label, index) => ({ id: `o${index + 1}`, label })),
    language,
  )
const safety = table('en', 'Almost always safe', 'Generally safe', 'Generally unsafe', 'Almost always unsafe')
const worries = table('en', 'Theft', 'Armed clashes', 'Drugs', 'None of these')
const ages = table('en', '16–30', '31–45', '46–65', '66 or older')
const arabic = table('ar', 'آمن دائماً', 'آمن أحياناً', 'غير آمن', 'السرقة')
const sorani = table('ckb', 'ئارامە', 'نائارامە', 'کەرکووک', 'نازانم')

const one = (id: string) => ({ kind: 'one', id })

test.each([
  ['almost always safe', safety, 'o1'],
  ['GENERALLY  SAFE!', safety, 'o2'],
  ['2', safety, 'o2'],
  ['٢', safety, 'o2'],
  ['2️⃣', safety, 'o2'],
  ['2.', safety, 'o2'],
  ['2️⃣ ', safety, 'o2'],
  ['2-', safety, 'o2'],
  ['2. Generally safe', safety, 'o2'],
  ['generaly safe', safety, 'o2'],
  ['generally unsfe', safety, 'o3'],
  ['armed', worries, 'o2'],
  ['drgus', worries, 'o3'],
  ['16-30', ages, 'o1'],
  ['٣١-٤٥', ages, 'o2'],
  ['امن دائما', arabic, 'o1'],
  ['آمِنٌ دائمًا', arabic, 'o1'],
  ['غير امن', arabic, 'o3'],
  ['سرقه', arabic, 'o4'],
  ['السـرقة', arabic, 'o4'],
  ['\u200F٣', arabic, 'o3'],
  ['٣\u200F.', arabic, 'o3'],
  ['\u202B٣\u202C', arabic, 'o3'],
  ['٣،', arabic, 'o3'],
  ['\u200F٣. غير آمن', arabic, 'o3'],
  ['ئارامه', sorani, 'o1'],
  ['كەركووك', sorani, 'o3'],
  ['کەرکوك', sorani, 'o3'],
])('%s means one option', (text, options, id) => {
  expect(matchReply(text, options)).toEqual(one(id))
})

test.each([
  ['generally', safety],
  ['almost always', safety],
  ['آمن', arabic],
])('%s could be several, so nothing is guessed', (text, options) => {
  expect(matchReply(text, options).kind).toBe('ambiguous')
})

test.each([
  ['5', safety],
  ['0', safety],
  ['safe', safety],
  ['x', worries],
  ['', worries],
  ['17-30', ages],
  ['1-3', safety],
  ['3. Generally safe', safety],
  ['👍', safety],
  ['not drugs', worries],
])('%s is none of the options', (text, options) => {
  expect(matchReply(text, options).kind).toBe('none')
})

test('no and yes are whole answers: never the start of another one', () => {
  const arabic = matchTable(
    [
      { id: 'good', label: 'جيد' },
      { id: 'dont_know', label: 'لا أعرف' },
    ],
    'ar',
    [],
    ['لا', 'نعم'],
  )
  expect(matchReply('لا', arabic).kind).toBe('none')
  expect(matchReply('لا اعرف', arabic)).toEqual(one('dont_know'))
})

test('a slip that brings a word halfway to its opposite is not forgiven', () => {
  const near = table('en', 'Better', 'Bitter')
  expect(matchReply('Botter', near).kind).toBe('none')
})

test.each([
  '1 3',
  '1,3',
  '1 and 3',
  '١ و ٣',
  '١ و٣',
  '1،3',
  '3, 1',
  'theft, drugs',
  'Theft and drugs',
  '1\n3',
  '1+3',
])('%s names two options', (text) => {
  expect(matchSeveral(text, worries)).toEqual({ kind: 'some', ids: ['o1', 'o3'] })
})

test.each(['13', '1-3', '1 9', 'theft and rain', ',', ''])('%s names no set of options', (text) => {
  expect(matchSeveral(text, worries)).toEqual({ kind: 'none' })
})
