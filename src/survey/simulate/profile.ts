/** Who a simulated person is. Drawn once; what they say follows from it. */
import {
  AGE_BANDS,
  DISTRICT_FEELING,
  districtsOf,
  type Governorate,
  LANGUAGES,
  PEOPLE,
  type SampleYear,
  SEXES,
} from './opinions.ts'
import { between, drawn, happens, normal, type Random, type Shares } from './random.ts'

export interface Profile {
  /** The round that they are asked in. */
  readonly year: SampleYear
  readonly language: 'ar' | 'ckb' | 'en'
  /** What their phone tells the channel; undefined where it tells nothing. Not always the language they want. */
  readonly phoneLanguage: string | undefined
  readonly governorate: Governorate
  readonly district: string
  readonly sex: 'female' | 'male'
  readonly ageBand: 'age_18_30' | 'age_31_45' | 'age_46_65' | 'age_66_up'
  readonly adult: boolean
  readonly agrees: boolean
  /** How safe they feel against others of their governorate and round, in standard deviations; most answers lean on it. */
  readonly feeling: number
  readonly habit: Habit
  /** Leaves for good in place of this reply, counted from 0; undefined: stays to the end. */
  readonly leavesAt: number | undefined
}

/**
 * How a person replies. presses: buttons alone; numbers: the option's number; labels: the option's words;
 * mixed: now this, now that, with slips; forms: the web chat's whole forms.
 */
export type Habit = 'presses' | 'numbers' | 'labels' | 'mixed' | 'forms'

/** About 8 in 100 leave before the end, as in chat surveys that ask for four minutes. */
const LEAVE = 0.08
/** The sample's longest path has about 20 replies. */
const LONGEST = 20
const HABITS: Shares<Habit> = { presses: 46, mixed: 20, numbers: 12, labels: 10, forms: 12 }

export function drawProfile(random: Random, year: SampleYear): Profile {
  const governorate = drawn(random, PEOPLE)
  const district = drawn(random, districtsOf(governorate, year))
  const sex = drawn(random, SEXES)
  const language = drawn(random, LANGUAGES[governorate])
  return {
    year,
    language,
    phoneLanguage: drawnPhoneLanguage(random, language),
    governorate,
    district,
    sex,
    ageBand: drawn(random, AGE_BANDS),
    adult: !happens(random, 0.025),
    agrees: !happens(random, 0.03),
    feeling: normal(random) + (DISTRICT_FEELING[district] ?? 0) + (sex === 'female' ? -0.12 : 0.1),
    habit: drawn(random, HABITS),
    leavesAt: happens(random, LEAVE) ? between(random, 0, LONGEST - 1) : undefined,
  }
}

/** Many phones in Kirkuk are set to Arabic or English whatever is spoken at home; some channels tell nothing. */
function drawnPhoneLanguage(random: Random, language: Profile['language']): string | undefined {
  const draw = random()
  if (draw < 0.1) return undefined
  if (draw < 0.16) return language === 'en' ? 'ar' : 'en'
  if (draw < 0.18) return 'tr'
  return language === 'en' ? 'en-GB' : language
}
