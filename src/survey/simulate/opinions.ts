/**
 * What simulated people think, as shares of 100. Made up, so that the demonstration tells a believable story: it
 * follows the size and direction of what the Human Security Survey reported from Iraq (Kirkuk's victims fell from
 * 33 to 21 in a hundred, those who expect worse rose from 14 to 17), and claims nothing about any place.
 */
import type { Shares } from './random.ts'

export type Governorate = 'basra' | 'kirkuk' | 'salahaddin'
/** The rounds of the demonstration. */
export type SampleYear = 2017 | 2018 | 2019

/** How many in a hundred of a round's people live where. */
export const PEOPLE: Shares<Governorate> = { basra: 30, kirkuk: 40, salahaddin: 30 }

/** By governorate; together about 60 Arabic, 25 Sorani, 15 English. */
export const LANGUAGES: Readonly<Record<Governorate, Shares<'ar' | 'ckb' | 'en'>>> = {
  basra: { ar: 83, ckb: 1, en: 16 },
  kirkuk: { ar: 35, ckb: 51, en: 14 },
  salahaddin: { ar: 70, ckb: 15, en: 15 },
}

/** Hawija was not yet reached in 2017: the most insecure places are the ones left out. */
export function districtsOf(governorate: Governorate, year: SampleYear): Shares {
  return governorate === 'kirkuk' && year === 2017
    ? { ...DISTRICTS.kirkuk, kirkuk_hawija: 0 }
    : DISTRICTS[governorate]
}

const DISTRICTS: Readonly<Record<Governorate, Shares>> = {
  basra: {
    basra_centre: 44,
    basra_abu_khasib: 12,
    basra_faw: 3,
    basra_mudaina: 9,
    basra_qurna: 10,
    basra_shatt_al_arab: 8,
    basra_zubayr: 14,
  },
  kirkuk: { kirkuk_centre: 62, kirkuk_daquq: 11, kirkuk_dibis: 9, kirkuk_hawija: 18 },
  salahaddin: {
    salahaddin_tikrit: 24,
    salahaddin_baiji: 9,
    salahaddin_balad: 15,
    salahaddin_dour: 6,
    salahaddin_dujail: 10,
    salahaddin_samarra: 17,
    salahaddin_shirqat: 9,
    salahaddin_tharthar: 1,
    salahaddin_tuz: 9,
  },
}

export const SEXES: Shares<'female' | 'male'> = { female: 45, male: 55 }
export const AGE_BANDS: Shares<'age_18_30' | 'age_31_45' | 'age_46_65' | 'age_66_up'> = {
  age_18_30: 42,
  age_31_45: 35,
  age_46_65: 19,
  age_66_up: 4,
}

/** How much one district's people feel safer (above 0) or less safe than their governorate's, in standard deviations. */
export const DISTRICT_FEELING: Shares = {
  basra_centre: 0.1,
  basra_qurna: -0.4,
  basra_mudaina: -0.45,
  basra_faw: 0.4,
  kirkuk_centre: 0.1,
  kirkuk_hawija: -0.6,
  kirkuk_dibis: 0.3,
  salahaddin_tikrit: 0.3,
  salahaddin_tuz: -0.5,
  salahaddin_shirqat: -0.3,
  salahaddin_samarra: 0.1,
}

type ByRound<T> = Readonly<Record<Governorate, Readonly<Record<SampleYear, T>>>>

const safety = (first: number, second: number, third: number, fourth: number) => ({
  almost_always_safe: first,
  generally_safe: second,
  generally_unsafe: third,
  almost_always_unsafe: fourth,
})
export const SAFE_NOW: ByRound<Shares> = {
  basra: { 2017: safety(27, 37, 24, 12), 2018: safety(24, 35, 27, 14), 2019: safety(29, 38, 22, 11) },
  kirkuk: { 2017: safety(20, 29, 31, 20), 2018: safety(27, 33, 26, 14), 2019: safety(33, 37, 20, 10) },
  salahaddin: { 2017: safety(19, 31, 31, 19), 2018: safety(28, 34, 25, 13), 2019: safety(35, 36, 19, 10) },
}

const since = (improved: number, unchanged: number, worse: number) => ({ improved, unchanged, worse })
export const CHANGE: ByRound<Shares> = {
  basra: { 2017: since(24, 46, 30), 2018: since(20, 44, 36), 2019: since(31, 45, 24) },
  kirkuk: { 2017: since(41, 33, 26), 2018: since(47, 35, 18), 2019: since(49, 36, 15) },
  salahaddin: { 2017: since(44, 32, 24), 2018: since(51, 33, 16), 2019: since(50, 37, 13) },
}

/** Households with at least one incident in 12 months, in a hundred. */
export const INCIDENT: ByRound<number> = {
  basra: { 2017: 22, 2018: 24, 2019: 19 },
  kirkuk: { 2017: 33, 2018: 27, 2019: 21 },
  salahaddin: { 2017: 31, 2018: 25, 2019: 20 },
}
/** Of those, how many had more than one. */
export const MORE_THAN_ONCE = 36

const ahead = (better: number, same: number, worse: number) => ({ better, same, worse })
export const NEXT_YEAR: ByRound<Shares> = {
  basra: { 2017: ahead(38, 41, 21), 2018: ahead(33, 42, 25), 2019: ahead(39, 42, 19) },
  kirkuk: { 2017: ahead(54, 32, 14), 2018: ahead(52, 33, 15), 2019: ahead(49, 34, 17) },
  salahaddin: { 2017: ahead(56, 31, 13), 2018: ahead(57, 31, 12), 2019: ahead(55, 33, 12) },
}

const work = (good: number, just_ok: number, bad: number) => ({ good, just_ok, bad })
export const POLICE: Readonly<Record<Governorate, Shares>> = {
  basra: work(37, 36, 27),
  kirkuk: work(46, 35, 19),
  salahaddin: work(48, 34, 18),
}
export const AUTHORITY: Readonly<Record<Governorate, Shares>> = {
  basra: work(16, 36, 48),
  kirkuk: work(25, 40, 35),
  salahaddin: work(27, 40, 33),
}

/** Several answers: how many in a hundred would name each, before the limit of three. */
export const WORRIES: Readonly<Record<Governorate, Shares>> = {
  basra: {
    tribal: 48,
    drugs: 44,
    theft: 34,
    harassment: 14,
    kidnapping: 11,
    clashes: 12,
    remnants: 6,
    other: 5,
  },
  kirkuk: {
    clashes: 34,
    kidnapping: 31,
    theft: 29,
    remnants: 24,
    drugs: 15,
    harassment: 14,
    tribal: 8,
    other: 5,
  },
  salahaddin: {
    remnants: 37,
    clashes: 33,
    kidnapping: 24,
    tribal: 24,
    theft: 19,
    drugs: 12,
    harassment: 10,
    other: 5,
  },
}
export const REASONS_BETTER: Shares = {
  forces: 56,
  fewer_attacks: 44,
  cooperation: 33,
  law: 17,
  returns: 21,
  jobs: 9,
  services: 10,
  other: 5,
}
export const REASONS_WORSE: Readonly<Record<Governorate, Shares>> = {
  basra: { tribal: 49, weapons: 44, drugs: 38, law: 33, jobs: 35, crime: 27, attacks: 6, other: 5 },
  kirkuk: { attacks: 39, law: 32, weapons: 28, crime: 26, jobs: 28, drugs: 13, tribal: 8, other: 5 },
  salahaddin: { attacks: 41, weapons: 31, law: 29, jobs: 27, tribal: 21, crime: 17, drugs: 9, other: 5 },
}
export const REPORTED: Shares = { police: 47, chief: 29, army: 18, court: 12, ngo: 6, other: 4 }
/** In a hundred of those with an incident. */
export const NOT_REPORTED = 37

export const HELP_MOST: Readonly<Record<Governorate, Shares>> = {
  basra: { jobs: 27, weapons: 20, law: 18, drugs: 14, services: 11, police: 6, dialogue: 3, clearance: 1 },
  kirkuk: { jobs: 22, law: 19, dialogue: 17, police: 12, services: 11, weapons: 9, clearance: 6, drugs: 4 },
  salahaddin: {
    jobs: 23,
    clearance: 18,
    law: 16,
    services: 14,
    dialogue: 11,
    police: 8,
    weapons: 7,
    drugs: 3,
  },
}

/** What people say of a summary. */
export const MATCHES: Shares = { yes: 66, partly: 25, no: 9 }

/** Number of people in a household. */
export const HOUSEHOLD: Shares = {
  1: 1,
  2: 4,
  3: 7,
  4: 12,
  5: 16,
  6: 17,
  7: 14,
  8: 10,
  9: 7,
  10: 5,
  12: 4,
  15: 2,
  19: 1,
}

/** What people write when asked for a wish; nobody real is named. */
export const WISHES: Readonly<Record<'ar' | 'ckb' | 'en', readonly string[]>> = {
  ar: [
    'إنارة الشوارع ليلاً',
    'نريد فرص عمل للشباب',
    'أتمنى أن يطبق القانون على الجميع',
    'إبعاد السلاح عن الأعراس والمدارس',
    'دوريات أقرب إلى السوق 🙏',
    'مكان آمن تذهب إليه النساء للشكوى',
  ],
  ckb: [
    'ڕووناککردنەوەی شەقامەکان لە شەودا',
    'هەلی کار بۆ گەنجان',
    'یاسا بۆ هەمووان وەک یەک بێت',
    'گفتوگۆی زیاتر لە نێوان پێکهاتەکان',
    'چەک لە ناو شاردا نەمێنێت',
  ],
  en: [
    'Lights in the streets at night',
    'Work for young people',
    'One law for everyone, please',
    'A place where women can report safely',
    'Clear the fields so that we can farm again',
  ],
}
