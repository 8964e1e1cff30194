import { describe, expect, it } from 'vitest'
import { createReport } from '../../src/flow/diagnostic.ts'
import { checkLengths } from '../../src/flow/lengths.ts'
import { type Changes, compiled, flow, flowWith, group, places, texts } from './sources.ts'

const YAML = 'flows/test/pulse.yaml'
const AR = 'locales/ar/test/pulse.json'
const EN = 'locales/en/test/pulse.json'

interface Mistake {
  readonly what: string
  readonly change: Changes
  readonly code: string
  /** File, and the text that the reported line and column must point at. */
  readonly at: readonly [file: string, text: string]
  readonly says?: RegExp
  readonly suggestion?: string
  readonly allowed?: readonly string[]
  /** Two readers, two reports: how many errors there are in all, 1 unless said. */
  readonly errors?: number
}

const yaml = (piece: string, instead: string): Changes => ({ yaml: flowWith(piece, instead) })

const scale = (parts: string, options = '[safe, unsafe]'): Changes =>
  yaml('choose: [safe, unsafe]', `choose: ${options}\n    scale: ${parts}`)
const bands = (starts: string): Changes => yaml('whole: true }', `whole: true }\n    bands: ${starts}`)

type Change = NonNullable<Changes['en']>

/** Labels of the parts of `safe_now`'s scale, and of options that it did not have before. */
const parts =
  (labels: Record<string, string>, options: Record<string, string> = {}): Change =>
  (tree) => {
    const own = group(tree, 'safe_now')
    Object.assign(own, { scale: labels })
    Object.assign(group(own, 'options'), options)
  }

const renamed =
  (from: string, to: string): Change =>
  (tree) => {
    Object.assign(tree, { [to]: tree[from] })
    delete tree[from]
  }

const mistakes: readonly Mistake[] = [
  // The file and its keys.
  {
    what: 'a misspelt key of the flow',
    change: yaml('keywords:', 'keyword:'),
    code: 'unknown-key',
    at: [YAML, 'keyword:'],
    suggestion: 'keywords',
  },
  {
    what: 'a misspelt key of a step',
    change: yaml('    at_most: 2', '    atmost: 2'),
    code: 'unknown-key',
    at: [YAML, 'atmost'],
    suggestion: 'at_most',
  },
  {
    what: 'a misspelt key inside number',
    change: yaml('whole: true', 'hole: true'),
    code: 'unknown-key',
    at: [YAML, 'hole'],
    suggestion: 'whole',
    allowed: ['min', 'max', 'whole'],
  },
  {
    what: 'a misspelt step',
    change: yaml('- say: thanks', '- sya: thanks'),
    code: 'unknown-key',
    at: [YAML, 'sya'],
    suggestion: 'say',
    errors: 3,
  },
  {
    what: 'a key given twice',
    change: yaml('title: Pulse', 'title: Pulse\ntitle: Pulse'),
    code: 'duplicate-key',
    at: [YAML, 'title: Pulse\nlang'],
  },
  {
    what: 'two steps in one',
    change: yaml('- say: thanks', '- say: thanks\n    end: completed'),
    code: 'two-kinds',
    at: [YAML, 'end: completed'],
    errors: 3,
  },
  {
    what: 'a question of two kinds',
    change: yaml('text: { max: 500 }', 'text: { max: 500 }\n    number: {}'),
    code: 'two-kinds',
    at: [YAML, 'text: {'],
  },
  {
    what: 'a question of no kind',
    change: yaml('    text: { max: 500 }\n', ''),
    code: 'missing-key',
    at: [YAML, 'ask: wish'],
  },
  {
    what: 'a flow without a title',
    change: yaml('title: Pulse\n', ''),
    code: 'missing-key',
    at: [YAML, 'languages'],
  },
  {
    what: 'a wrong purpose',
    change: yaml('- consent: notice', '- consent: notice\n    for: result'),
    code: 'wrong-value',
    at: [YAML, 'result\n'],
    suggestion: 'results',
    errors: 3,
  },
  {
    what: 'a wrong type',
    change: yaml('title: Pulse', 'title: Pulse\ntype: servey'),
    code: 'wrong-value',
    at: [YAML, 'servey'],
    suggestion: 'survey',
  },
  {
    what: 'a length of time in words',
    change: yaml('title: Pulse', 'title: Pulse\nexpires: 3 days'),
    code: 'wrong-form',
    at: [YAML, '3 days'],
    says: /30m, 4h or 1d/,
  },
  {
    what: 'a step written as a word',
    change: yaml('- say: thanks', '- thanks'),
    code: 'wrong-kind',
    at: [YAML, 'thanks'],
    errors: 3,
  },
  {
    what: 'a tab in the indentation',
    change: yaml('  - say: thanks', '\t- say: thanks'),
    code: 'yaml',
    at: [YAML, '\t- say'],
  },
  // Words that YAML does not take for words.
  {
    what: 'an option that YAML reads as a number',
    change: yaml('[safe, unsafe]', '[1, unsafe]'),
    code: 'wrong-kind',
    at: [YAML, '1, unsafe'],
    says: /number 1.*begins with a letter/,
    errors: 3,
  },
  {
    what: 'an option that YAML reads as true',
    change: yaml('[yes, no]', '[true, no]'),
    code: 'wrong-kind',
    at: [YAML, 'true, no'],
    says: /use yes and no/,
  },
  {
    what: 'a number with a leading zero',
    change: yaml('max: 60', 'max: 060'),
    code: 'number',
    at: [YAML, '060'],
    says: /write 60/,
  },
  // Ids and options.
  {
    what: 'an id used twice',
    change: yaml('- ask: wish', '- ask: adult'),
    code: 'duplicate-id',
    at: [YAML, 'adult\n    text'],
    says: /line 7/,
    errors: 3,
  },
  {
    what: 'an id with capitals',
    change: yaml('[safe, unsafe]', '[Safe, unsafe]'),
    code: 'wrong-form',
    at: [YAML, 'Safe'],
    errors: 3,
  },
  {
    what: 'an id that is a reserved word',
    change: yaml('- say: thanks', '- say: keywords'),
    code: 'wrong-value',
    at: [YAML, 'keywords\n'],
    errors: 3,
  },
  {
    what: 'an option given twice',
    change: yaml('[safe, unsafe]', '[safe, unsafe, safe]'),
    code: 'duplicate-option',
    at: [YAML, 'safe]'],
  },
  {
    what: 'a non-answer that is an option too',
    change: yaml('also: [dont_know]', 'also: [safe]'),
    code: 'duplicate-option',
    at: [YAML, 'safe]\n  - ask: worries'],
  },
  {
    what: 'an alone that is no option',
    change: yaml('alone: [none]', 'alone: [non]'),
    code: 'unknown-option',
    at: [YAML, 'non]'],
    suggestion: 'none',
  },
  {
    what: 'more to choose than there is',
    change: yaml('at_most: 2', 'at_most: 4'),
    code: 'too-many',
    at: [YAML, '4\n'],
  },
  {
    what: 'too many options',
    change: yaml(
      '[safe, unsafe]',
      `[safe, unsafe, ${Array.from({ length: 60 }, (_, at) => `o${at}`).join(', ')}]`,
    ),
    code: 'too-many',
    at: [YAML, '[safe'],
    errors: 3,
  },
  {
    what: 'an option id that does not fit a button',
    change: yaml('[safe, unsafe]', `[safe, unsafe, ${'x'.repeat(41)}]`),
    code: 'too-many',
    at: [YAML, 'xxxx'],
    errors: 3,
  },
  {
    what: 'bounds the wrong way round',
    change: yaml('min: 1,', 'min: 99,'),
    code: 'wrong-value',
    at: [YAML, '99'],
  },
  {
    what: 'an unknown level of places',
    change: yaml('place: district', 'place: distrct'),
    code: 'unknown-level',
    at: [YAML, 'distrct'],
    suggestion: 'district',
  },
  {
    what: 'a breakdown by a number',
    change: yaml('number: { min', 'as: sex\n    number: { min'),
    code: 'wrong-value',
    at: [YAML, 'sex'],
  },
  // What findings are made by.
  {
    what: 'a part of a scale that is no option',
    change: scale('{ fine: [sfae], bad: [unsafe] }'),
    code: 'unknown-option',
    at: [YAML, 'sfae'],
    suggestion: 'safe',
    allowed: ['safe', 'unsafe'],
    errors: 5,
  },
  {
    what: 'an option that no part of the scale has',
    change: scale('{ fine: [safe], bad: [unsafe] }', '[safe, neither, unsafe]'),
    code: 'missing-option',
    at: [YAML, 'scale:'],
    says: /leaves out `neither`/,
    errors: 7,
  },
  {
    what: 'an option in two parts of the scale',
    change: scale('{ fine: [safe], bad: [safe, unsafe] }'),
    code: 'duplicate-option',
    at: [YAML, 'safe, unsafe] }'],
    errors: 5,
  },
  {
    what: 'a scale of one part',
    change: scale('{ all: [safe, unsafe] }'),
    code: 'too-few',
    at: [YAML, 'scale:'],
    errors: 3,
  },
  {
    what: 'a scale that does not follow the options',
    change: scale('{ bad: [unsafe], fine: [safe] }'),
    code: 'wrong-order',
    at: [YAML, 'scale:'],
    says: /as the options do, `safe` and `unsafe`/,
    errors: 5,
  },
  {
    what: 'a part of a scale called like an option that it is not',
    change: scale('{ unsafe: [safe], bad: [unsafe] }'),
    code: 'duplicate-option',
    at: [YAML, 'unsafe: ['],
    says: /a name of its own/,
    errors: 5,
  },
  {
    what: 'a part of a scale called like a non-answer',
    change: scale('{ dont_know: [safe], bad: [unsafe] }'),
    code: 'duplicate-option',
    at: [YAML, 'dont_know: ['],
    errors: 5,
  },
  {
    what: 'a part of a scale whose id has a capital',
    change: scale('{ Fine: [safe], bad: [unsafe] }'),
    code: 'wrong-form',
    at: [YAML, 'Fine'],
    errors: 3,
  },
  {
    what: 'a part of a scale without a label',
    change: {
      ...scale('{ fine: [safe], bad: [unsafe] }'),
      ar: parts({ fine: 'ar fine', bad: 'ar bad' }),
      en: parts({ fine: 'en fine' }),
    },
    code: 'missing-text',
    at: [EN, '{\n      "fine"'],
    says: /`safe_now.scale.bad` is missing in en/,
  },
  {
    what: 'two parts of a scale with one label',
    change: {
      ...scale('{ fine: [safe], bad: [unsafe] }'),
      ar: parts({ fine: 'ar fine', bad: 'ar bad' }),
      en: parts({ fine: 'en fine', bad: 'en Fine' }),
    },
    code: 'same-label',
    at: [EN, '"en Fine"'],
  },
  {
    what: 'a part of a scale labelled like an option that it is not',
    change: {
      ...scale('{ fine: [safe, so_so], bad: [unsafe] }', '[safe, so_so, unsafe]'),
      ar: parts({ fine: 'ar fine', bad: 'ar bad' }, { so_so: 'ar so' }),
      en: parts({ fine: 'en Safe', bad: 'en bad' }, { so_so: 'en so' }),
    },
    code: 'same-label',
    at: [EN, '"en Safe",\n      "bad"'],
    says: /`fine` and `safe`/,
  },
  {
    what: 'a label of a scale too long for a picture',
    change: {
      ...scale('{ fine: [safe], bad: [unsafe] }'),
      ar: parts({ fine: 'ar fine', bad: 'ar bad' }),
      en: parts({ fine: 'x'.repeat(61), bad: 'en bad' }),
    },
    code: 'too-long',
    at: [EN, '"xxxx'],
    says: /`safe_now.scale.fine`.*may have 60/,
  },
  {
    what: 'a topic in one language only',
    change: { en: (tree) => Object.assign(group(tree, 'safe_now'), { topic: 'Safety' }) },
    code: 'missing-text',
    at: [AR, '"ar Safe?"'],
    says: /`safe_now.topic` is missing in ar/,
  },
  {
    what: 'a topic that inserts an answer',
    change: {
      ar: (tree) => Object.assign(group(tree, 'safe_now'), { topic: 'ar {{district}}' }),
      en: (tree) => Object.assign(group(tree, 'safe_now'), { topic: 'Safety in {{district}}' }),
    },
    code: 'placeholder',
    at: [EN, '"Safety in'],
    says: /A topic cannot insert anything/,
    errors: 2,
  },
  {
    what: 'a topic too long for a heading',
    change: {
      ar: (tree) => Object.assign(group(tree, 'safe_now'), { topic: 'ar' }),
      en: (tree) => Object.assign(group(tree, 'safe_now'), { topic: 'x'.repeat(81) }),
    },
    code: 'too-long',
    at: [EN, '"xxxx'],
    says: /81 characters.*may have 80/,
  },
  {
    what: 'a topic of a consent, which no finding is about',
    change: { en: (tree) => Object.assign(group(tree, 'notice'), { topic: 'Consent' }) },
    code: 'unused-text',
    at: [EN, '"topic"'],
  },
  {
    what: 'findings broken down by a number',
    change: yaml('number: { min', 'by: true\n    number: { min'),
    code: 'wrong-value',
    at: [YAML, 'by: true'],
    says: /of the kind choose; this one is number/,
  },
  {
    what: 'a breakdown that as makes already',
    change: yaml('[safe, unsafe]', '[safe, unsafe]\n    as: sex\n    by: true'),
    code: 'wrong-value',
    at: [YAML, 'by: true'],
    says: /as: sex breaks findings down by this question already/,
  },
  {
    what: 'a breakdown that takes the name of another',
    change: {
      yaml: flow.replaceAll('safe_now', 'age_band').replace('[safe, unsafe]', '[safe, unsafe]\n    by: true'),
      ar: renamed('safe_now', 'age_band'),
      en: renamed('safe_now', 'age_band'),
    },
    code: 'reserved-id',
    at: [YAML, 'by: true'],
    says: /write as: age_band instead/,
  },
  {
    what: 'a breakdown called place, which is the districts’ name',
    change: {
      yaml: flow.replaceAll('safe_now', 'place').replace('[safe, unsafe]', '[safe, unsafe]\n    by: true'),
      ar: renamed('safe_now', 'place'),
      en: renamed('safe_now', 'place'),
    },
    code: 'reserved-id',
    at: [YAML, 'by: true'],
    says: /give the question another id/,
  },
  {
    what: 'a breakdown by what only some are asked',
    change: yaml(
      '- say: thanks',
      '- ask: work\n    when: household > 1\n    choose: [yes, no]\n    by: true\n  - say: thanks',
    ),
    code: 'not-asked',
    at: [YAML, 'by: true'],
    errors: 3,
  },
  {
    what: 'a breakdown into more groups than anybody can read',
    change: yaml(
      '[safe, unsafe]',
      `[safe, unsafe, ${Array.from({ length: 11 }, (_, at) => `o${at}`).join(', ')}]\n    by: true`,
    ),
    code: 'too-many',
    at: [YAML, '[safe'],
    says: /at most 12 groups, and this question has 13 options/,
    errors: 23,
  },
  {
    what: 'more breakdowns than a round can be counted in',
    change: yaml(
      '- say: thanks',
      `${[1, 2, 3, 4, 5].map((at) => `- ask: by_${at}\n    choose: [yes, no]\n    by: ${at === 5 ? '!!bool true' : 'true'}\n  `).join('')}- say: thanks`,
    ),
    code: 'too-many',
    at: [YAML, 'by: !!bool true'],
    says: /`by_1`, `by_2`, `by_3` and `by_4`/,
    errors: 11,
  },
  {
    what: 'by: false',
    change: yaml('[safe, unsafe]', '[safe, unsafe]\n    by: false'),
    code: 'wrong-value',
    at: [YAML, 'false'],
    errors: 3,
  },
  {
    what: 'bands that do not ascend',
    change: bands('[3, 6, 5]'),
    code: 'wrong-value',
    at: [YAML, '5]'],
    says: /cannot begin at 5: it stands after 6/,
  },
  {
    what: 'a band below the least number',
    change: bands('[1, 3]'),
    code: 'wrong-value',
    at: [YAML, '1, 3]'],
    says: /min is 1/,
  },
  {
    what: 'a band above the greatest number',
    change: bands('[3, 61]'),
    code: 'wrong-value',
    at: [YAML, '61]'],
    says: /max is 60/,
  },
  {
    what: 'a band between two whole numbers',
    change: bands('[2.5]'),
    code: 'wrong-value',
    at: [YAML, '2.5]'],
    says: /no fractions/,
  },
  {
    what: 'a band of too many digits',
    change: yaml(
      'number: { min: 1, max: 60, whole: true }',
      'number: {}\n    bands: [1000000000000000000000]',
    ),
    code: 'wrong-value',
    at: [YAML, '1000000'],
    says: /too many digits/,
  },
  {
    what: 'sharing a question that is asked only later',
    change: yaml('- ask: household', '- share: household\n  - ask: household'),
    code: 'unknown-question',
    at: [YAML, 'household\n  - ask'],
    allowed: ['adult', 'district', 'safe_now', 'worries'],
  },
  {
    what: 'sharing before anything was asked',
    change: yaml('- say: welcome', '- share: safe_now\n  - say: welcome'),
    code: 'unknown-question',
    at: [YAML, 'safe_now\n  - say: welcome'],
    says: /none is asked before it/,
  },
  {
    what: 'sharing a misspelt question',
    change: yaml('- say: thanks', '- share: save_now'),
    code: 'unknown-question',
    at: [YAML, 'save_now'],
    suggestion: 'safe_now',
    errors: 3,
  },
  {
    what: 'sharing what people wrote',
    change: yaml('- say: thanks', '- share: wish\n  - say: thanks'),
    code: 'wrong-value',
    at: [YAML, 'wish\n  - say'],
    says: /their own words stay with staff/,
  },
  {
    what: 'sharing who agreed',
    change: yaml('- say: thanks', '- share: notice\n  - say: thanks'),
    code: 'wrong-value',
    at: [YAML, 'notice\n  - say'],
    says: /a consent is no answer/,
  },
  {
    what: 'sharing in a talk, whose answers nobody counts',
    change: {
      yaml: flow
        .replace('title: Pulse', 'title: Pulse\ntype: talk')
        .replace('- say: thanks', '- share: safe_now\n  - say: thanks'),
    },
    code: 'wrong-value',
    at: [YAML, 'share:'],
    says: /this flow is a talk/,
  },
  // Conditions.
  {
    what: 'a misspelt question in a condition',
    change: yaml('safe_now == "unsafe"', 'save_now == "unsafe"'),
    code: 'unknown-question',
    at: [YAML, 'save_now'],
    suggestion: 'safe_now',
  },
  {
    what: 'an option that does not exist',
    change: yaml('safe_now == "unsafe"', 'safe_now in ["safe", "unsave"]'),
    code: 'unknown-option',
    at: [YAML, '"unsave"'],
    suggestion: 'unsafe',
    allowed: ['safe', 'unsafe'],
  },
  {
    what: 'an option in the second half of a condition',
    change: yaml('safe_now == "unsafe"', 'adult == "yes" && safe_now != "unsave"'),
    code: 'unknown-option',
    at: [YAML, '"unsave"'],
    suggestion: 'unsafe',
  },
  {
    what: 'a place that does not exist',
    change: yaml('safe_now == "unsafe"', 'district == "basra"'),
    code: 'unknown-option',
    at: [YAML, '"basra"'],
    says: /level `district`/,
  },
  {
    what: 'a question asked only later',
    change: yaml('adult == "no"', 'safe_now == "safe"'),
    code: 'not-asked',
    at: [YAML, 'safe_now == "safe"'],
    says: /only later, on line 16/,
  },
  {
    what: 'a question never asked on the way',
    change: {
      yaml: flow
        .replace('- say: adults_only', '- ask: extra\n        choose: [yes, no]')
        .replace('safe_now == "unsafe"', 'extra == "yes"'),
    },
    code: 'not-asked',
    at: [YAML, 'extra == "yes"'],
    says: /never asked on the way/,
    errors: 5,
  },
  {
    what: 'a say in a condition',
    change: yaml('safe_now == "unsafe"', 'welcome == "unsafe"'),
    code: 'unknown-question',
    at: [YAML, 'welcome == '],
    says: /not a question/,
  },
  {
    what: 'an option without quotes',
    change: yaml('safe_now == "unsafe"', 'safe_now == unsafe'),
    code: 'unknown-question',
    at: [YAML, 'unsafe\n    choose'],
    says: /in quotes: "unsafe"/,
  },
  {
    what: 'a non-answer compared',
    change: yaml('safe_now == "unsafe"', 'safe_now == "dont_know"'),
    code: 'nonanswer',
    at: [YAML, '"dont_know"'],
    says: /nonanswer\(safe_now\)/,
  },
  {
    what: 'several answers compared with one',
    change: yaml('- say: thanks', '- say: thanks\n    when: worries == "theft"'),
    code: 'condition',
    at: [YAML, 'worries == "theft"'],
    says: /"option" in worries/,
  },
  {
    what: 'words compared with a number',
    change: yaml('safe_now == "unsafe"', 'safe_now > 3'),
    code: 'condition',
    at: [YAML, 'safe_now > 3'],
    says: /only numbers/,
  },
  {
    what: 'a number in quotes',
    change: yaml('- say: thanks', '- say: thanks\n    when: household == "5"'),
    code: 'condition',
    at: [YAML, 'household == "5"'],
    says: /without quotes/,
  },
  {
    what: 'a condition that is no comparison',
    change: yaml('safe_now == "unsafe"', 'safe_now'),
    code: 'condition-kind',
    at: [YAML, 'safe_now\n    choose_many'],
  },
  {
    what: 'a condition that is always the same',
    change: yaml('safe_now == "unsafe"', 'true'),
    code: 'wrong-kind',
    at: [YAML, 'true\n    choose_many'],
    errors: 3,
  },
  {
    what: 'a condition without a question',
    change: yaml('safe_now == "unsafe"', '1 == 1'),
    code: 'condition-constant',
    at: [YAML, '1 == 1'],
  },
  {
    what: 'a pattern',
    change: yaml('safe_now == "unsafe"', 'safe_now.matches("un.*")'),
    code: 'unknown-function',
    at: [YAML, 'safe_now.matches'],
    says: /no bound/,
  },
  {
    what: 'a comprehension',
    change: yaml('safe_now == "unsafe"', '["a"].exists(x, x == safe_now)'),
    code: 'quote-condition',
    at: [YAML, '["a"]'],
  },
  {
    what: 'a quoted comprehension',
    change: yaml('safe_now == "unsafe"', `'["a"].exists(x, x == safe_now)'`),
    code: 'unknown-function',
    at: [YAML, '["a"].exists'],
  },
  {
    what: 'one equals sign',
    change: yaml('safe_now == "unsafe"', 'safe_now = "unsafe"'),
    code: 'condition',
    at: [YAML, '= "unsafe"'],
    says: /write ==/,
  },
  {
    what: 'and written out',
    change: yaml('safe_now == "unsafe"', 'safe_now == "unsafe" and adult == "yes"'),
    code: 'condition',
    at: [YAML, 'and adult'],
    says: /write &&/,
  },
  {
    what: 'curly quotes',
    change: yaml('safe_now == "unsafe"', 'safe_now == “unsafe”'),
    code: 'condition',
    at: [YAML, '“'],
    says: /straight/,
  },
  {
    what: 'a condition that begins with a quote',
    change: yaml('when: safe_now == "unsafe"', 'when: "unsafe" == safe_now'),
    code: 'quote-condition',
    at: [YAML, '"unsafe" == safe_now'],
    says: /quote the whole condition, '"unsafe" == safe_now'/,
  },
  {
    what: 'a condition that begins with !',
    change: yaml('if: adult == "no"', 'if: !answered(adult)'),
    code: 'quote-condition',
    at: [YAML, '!answered'],
    says: /quote the whole condition, '!answered\(adult\)'/,
  },
  // Ways through the flow.
  {
    what: 'a step after an end',
    change: yaml('- end: not_eligible', '- end: not_eligible\n      - say: more'),
    code: 'unreachable',
    at: [YAML, 'say: more'],
    errors: 3,
  },
  {
    what: 'a step after two ends',
    change: yaml('- end: not_eligible', '- end: not_eligible\n    else:\n      - end: done'),
    code: 'unreachable',
    at: [YAML, 'ask: district'],
  },
  {
    what: 'a count of something not asked',
    change: yaml('count: household', 'count: adult'),
    code: 'unknown-question',
    at: [YAML, 'adult\n  - ask: wish'],
    says: /household/,
  },
  // Languages and texts.
  {
    what: 'a language the programme has not',
    change: yaml('[ar, en]', '[ar, fr, en]'),
    code: 'unknown-language',
    at: [YAML, 'fr'],
    errors: 2,
  },
  {
    what: 'a text missing in one language',
    change: { ar: (tree) => delete group(tree, 'adult').text },
    code: 'missing-text',
    at: [AR, '{}'],
    says: /`adult.text` is missing in ar/,
  },
  {
    what: 'a label missing in one language',
    change: { ar: (tree) => delete group(group(tree, 'safe_now'), 'options').safe },
    code: 'missing-text',
    at: [AR, '{\n      "unsafe"'],
    says: /`safe_now.options.safe` is missing in ar/,
  },
  {
    what: 'all of a step’s texts missing',
    change: { en: (tree) => delete tree.thanks },
    code: 'missing-text',
    at: [EN, '{'],
    says: /`thanks.text` is missing in en/,
  },
  {
    what: 'an empty text',
    change: { en: (tree) => Object.assign(group(tree, 'thanks'), { text: ' ' }) },
    code: 'missing-text',
    at: [EN, '" "'],
    says: /empty/,
  },
  {
    what: 'a hint in one language only',
    change: { en: (tree) => Object.assign(group(tree, 'wish'), { hint: 'Anything' }) },
    code: 'missing-text',
    at: [AR, '"ar One wish?"'],
    says: /`wish.hint` is missing in ar/,
  },
  {
    what: 'a plural form missing',
    change: { ar: (tree) => delete group(tree, 'counted').text_few },
    code: 'missing-plural',
    at: [AR, '{\n    "text_zero"'],
    says: /`counted.text_few`/,
  },
  {
    what: 'no plural forms where a number is counted',
    change: { en: (tree) => Object.assign(tree, { counted: { text: 'You are {{count}} in {{place}}' } }) },
    code: 'missing-plural',
    at: [EN, '{\n    "text": "You are'],
    says: /text_one.*text_other/,
    errors: 2,
  },
  {
    what: 'a plural form the language has not',
    change: {
      en: (tree) => Object.assign(group(tree, 'counted'), { text_few: 'You are {{count}} in {{place}}' }),
    },
    code: 'unused-text',
    at: [EN, '"text_few"'],
  },
  {
    what: 'plural forms where nothing is counted',
    change: { en: (tree) => Object.assign(tree, { thanks: { text_one: 'x', text_other: 'y' } }) },
    code: 'no-count',
    at: [EN, '"text_one": "x"'],
  },
  {
    what: 'a placeholder that one language lacks',
    change: { ar: (tree) => Object.assign(group(tree, 'worries'), { text: 'ar Worries?' }) },
    code: 'placeholder-differs',
    at: [EN, '"en Worries in'],
    says: /has `\{\{district\}\}` more than in ar/,
  },
  {
    what: 'a placeholder of an unknown question',
    change: { en: (tree) => Object.assign(group(tree, 'worries'), { text: 'Worries in {{distrct}}?' }) },
    code: 'placeholder',
    at: [EN, '"Worries in'],
    suggestion: 'district',
    errors: 2,
  },
  {
    what: 'a placeholder of a later question',
    change: { en: (tree) => Object.assign(group(tree, 'welcome'), { text: 'Hello {{district}}' }) },
    code: 'placeholder',
    at: [EN, '"Hello'],
    says: /not asked before/,
    errors: 2,
  },
  {
    what: 'a placeholder with a format',
    change: {
      en: (tree) => Object.assign(group(tree, 'worries'), { text: 'In {{district}} {{household, number}}?' }),
    },
    code: 'placeholder',
    at: [EN, '"In'],
  },
  {
    what: 'an unused text',
    change: { en: (tree) => Object.assign(tree, { thank: { text: 'x' } }) },
    code: 'unused-text',
    at: [EN, '"thank":'],
    suggestion: 'thanks',
  },
  {
    what: 'an unused label',
    change: { en: (tree) => Object.assign(group(group(tree, 'safe_now'), 'options'), { saef: 'x' }) },
    code: 'unused-text',
    at: [EN, '"saef"'],
  },
  {
    what: 'a text one level too high',
    change: { en: (tree) => Object.assign(tree, { thanks: 'Thank you' }) },
    code: 'text-form',
    at: [EN, '"thanks": "Thank'],
  },
  {
    what: 'two options with one label',
    change: {
      en: (tree) => Object.assign(group(group(tree, 'safe_now'), 'options'), { unsafe: 'en safe ' }),
    },
    code: 'same-label',
    at: [EN, '"en safe "'],
  },
  {
    what: 'half of an emoji',
    change: { en: (tree) => Object.assign(group(tree, 'thanks'), { text: 'x\ud83d' }) },
    code: 'text-form',
    at: [EN, '"x\\ud83d"'],
  },
  {
    what: 'a text no channel takes',
    change: { en: (tree) => Object.assign(group(tree, 'thanks'), { text: 'x'.repeat(4097) }) },
    code: 'too-long',
    at: [EN, '"xxxx'],
    says: /4097/,
  },
  {
    what: 'a label that fits no form',
    change: {
      en: (tree) => Object.assign(group(group(tree, 'safe_now'), 'options'), { safe: 'x'.repeat(4090) }),
    },
    code: 'too-long',
    at: [EN, '"xxxx'],
    says: /fits no form/,
    errors: 3,
  },
]

describe('every mistake', () => {
  it.each(mistakes)(
    '$what is told at its place',
    ({ change, code, at, says, suggestion, allowed, errors = 1 }) => {
      const { program, diagnostics } = compiled(change)
      expect(program).toBeUndefined()
      const found = diagnostics.filter(({ severity }) => severity === 'error')
      const told = found.filter((one) => one.code === code)
      const [first] = told
      expect(first, JSON.stringify(found, null, 1)).toBeDefined()
      const [file, text] = at
      expect(told.map((one) => [one.file, one.line, one.column])).toContainEqual([
        file,
        ...placeOf(sourceText(change, file), text),
      ])
      if (says) expect(told.map(({ message }) => message).join('\n')).toMatch(says)
      if (suggestion) {
        expect(told.map((one) => one.suggestion)).toContain(suggestion)
        expect(told.map(({ message }) => message).join()).toContain(`Did you mean \`${suggestion}\`?`)
      }
      if (allowed) expect(first?.allowed).toEqual(allowed)
      expect(found.length, JSON.stringify(found, null, 1)).toBeLessThanOrEqual(errors)
    },
  )
})

describe('a notice', () => {
  const notices = (change: Changes) =>
    compiled(change).diagnostics.filter(({ severity }) => severity === 'notice')

  it('names the form that is used for a label too long for a button', () => {
    const label = (text: string): Changes => ({
      en: (tree) => Object.assign(group(group(tree, 'safe_now'), 'options'), { safe: text }),
    })
    expect(notices(label('x'.repeat(20)))).toEqual([])
    const list = notices(label('x'.repeat(22)))
    expect(list.map(({ message }) => message).join()).toMatch(
      /22 characters.*WhatsApp.*20 on a button.*as a list instead/,
    )
    const described = notices(label('x'.repeat(40))).map(({ message }) => message)
    expect(described.join('\n')).toMatch(/Telegram.*34 on a button.*as numbered text instead/)
    expect(described.join('\n')).toMatch(/WhatsApp \(Cloud API\).*as a list with descriptions instead/)
    const numbered = notices(label('x'.repeat(73))).map(({ message }) => message)
    expect(numbered.join('\n')).toMatch(/WhatsApp \(Cloud API\).*as numbered text instead/)
  })

  it('is not given for what long labels do not change: several answers, which have no buttons anyway', () => {
    const change: Changes = {
      en: (tree) => Object.assign(group(group(tree, 'worries'), 'options'), { theft: 'x'.repeat(30) }),
    }
    expect(notices(change)).toEqual([])
  })

  it('tells once for each language and channel that a question is sent in several messages', () => {
    const long = (length: number, hint?: string): Changes => ({
      en: (tree) =>
        Object.assign(group(tree, 'safe_now'), { text: 'x'.repeat(length), ...(hint ? { hint } : {}) }),
      ar: (tree) => Object.assign(group(tree, 'safe_now'), hint ? { hint } : {}),
    })
    expect(notices(long(1024))).toEqual([])
    expect(notices(long(1025))).toEqual([
      expect.objectContaining({
        file: EN,
        code: 'text-split',
        message:
          '`safe_now.text` (en) has 1025 characters, and WhatsApp (Cloud API) takes at most 1024 above buttons or a list: it is sent there as two messages.',
      }),
    ])
    expect(notices(long(1020, 'Think.')).map(({ message }) => message)).toEqual([
      expect.stringMatching(/and its hint have 1027 characters/),
    ])
    expect(notices(long(4090)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/has 4090 characters, and WhatsApp \(Cloud API\).*two messages/),
      expect.stringMatching(
        /its options have 41\d\d characters, and WhatsApp \(linked device\).*at most 4096:/,
      ),
    ])
  })

  it('tells of a text over numbered options only when both are too long for one message', () => {
    const long = (length: number): Changes => ({
      en: (tree) => Object.assign(group(tree, 'worries'), { text: `{{district}}${'x'.repeat(length)}` }),
    })
    expect(notices(long(2000))).toEqual([])
    expect(notices(long(4050)).map(({ code }) => code)).toEqual(['text-split', 'text-split'])
  })

  it('names the place whose name is too long, where the places are given', () => {
    const report = createReport()
    const at = { file: EN, line: 3, column: 5 }
    const texts = new Map([['home.text', { at, forms: ['Where?'], names: new Set<string>() }]])
    const english = { language: 'en', file: EN, texts, keywords: [] }
    const long = places.map((place) =>
      place.code === 'zubair' ? { ...place, names: { en: 'The Old Town of Al-Zubayr' } } : place,
    )
    const home = {
      id: 'home',
      kind: 'place',
      level: 'district',
      at: 0,
      optional: false,
      also: [],
      wording: '',
    } as const
    const levels = ['governorate', 'district']
    checkLengths(english, [home], report, { levels, places: long })
    expect(report.diagnostics).toEqual([
      expect.objectContaining({
        ...at,
        code: 'label-length',
        message: expect.stringMatching(
          /“The Old Town of Al-Zubayr” \(en\) has 25 .* as a list with descriptions instead/,
        ),
      }),
    ])
  })

  it('tells that remind is not yet acting, and lets the flow run', () => {
    const { program, diagnostics } = compiled({
      yaml: flowWith('title: Pulse', 'title: Pulse\nremind: [4h, 1d]'),
    })
    expect(program?.remind).toEqual([4 * 3_600_000, 24 * 3_600_000])
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['not-acting', 'notice']])
  })

  it('warns of a placeholder that may have nothing to show', () => {
    const change: Changes = {
      ar: (tree) => Object.assign(group(tree, 'thanks'), { text: 'ar {{wish}}' }),
      en: (tree) => Object.assign(group(tree, 'thanks'), { text: 'en {{wish}}' }),
    }
    expect(notices(change).map(({ code, message }) => [code, message])).toContainEqual([
      'placeholder-open',
      expect.stringContaining('answered(wish)'),
    ])
  })
})

describe('what is allowed', () => {
  it.each([
    ['a condition quoted as a whole', flowWith('when: safe_now == "unsafe"', `when: '"unsafe" == safe_now'`)],
    [
      'a condition that begins with ! in quotes',
      flowWith('when: safe_now == "unsafe"', `when: '!answered(safe_now)'`),
    ],
    [
      'a branch that asks more, used after it',
      flowWith('when: safe_now == "unsafe"', 'when: safe_now == "unsafe" || size(safe_now) > 2').replace(
        ' || size(safe_now) > 2',
        '',
      ),
    ],
    [
      'calculating and counting',
      flowWith(
        '- say: thanks',
        '- say: thanks\n    when: household * 2 + 1 >= 7.5 && size(worries) % 2 == 1 && -household < 0',
      ),
    ],
    [
      'several answers',
      flowWith('- say: thanks', `- say: thanks\n    when: '"theft" in worries && size(wish) < 100'`),
    ],
    [
      'places and consents in conditions',
      flowWith(
        '- say: thanks',
        '- say: thanks\n    when: district in ["zubair", "hawija"] && notice == "yes"',
      ),
    ],
    [
      'a step with when after an end in a branch',
      flowWith('- end: not_eligible', '- end: not_eligible\n        when: answered(adult)'),
    ],
  ])('%s', (_, yaml) => {
    expect(compiled({ yaml }).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('a part of a scale may be one option, and then be called and labelled as it is', () => {
    const labels = parts({ safe: 'Safe enough', unsafe: 'en Unsafe' })
    const arabic = parts({ safe: 'ar safe', unsafe: 'ar bad' })
    const { diagnostics } = compiled({
      ...scale('{ safe: [safe], unsafe: [unsafe] }'),
      ar: arabic,
      en: labels,
    })
    expect(diagnostics).toEqual([])
  })

  it('parts of a scale may end like plural forms', () => {
    const labels = (word: string) => parts({ bad: `${word} bad`, bad_other: `${word} other` })
    const { diagnostics } = compiled({
      ...scale('{ bad: [safe], bad_other: [unsafe] }'),
      ar: labels('ar'),
      en: labels('en'),
    })
    expect(diagnostics).toEqual([])
  })

  it('a goodbye of the flow’s own to who does not take part, in every language', () => {
    const goodbye = (tree: Parameters<NonNullable<Changes['en']>>[0]) =>
      Object.assign(group(tree, 'notice'), { declined: 'Goodbye' })
    expect(compiled({ ar: goodbye, en: goodbye }).diagnostics).toEqual([])
    const { diagnostics } = compiled({ en: goodbye })
    expect(diagnostics.map(({ file, code }) => [file, code])).toEqual([[AR, 'missing-text']])
  })

  it('the built-in labels of yes, no and the usual non-answers may be written over', () => {
    const over = (tree: Parameters<NonNullable<Changes['en']>>[0]) => {
      Object.assign(group(tree, 'adult'), { options: { yes: 'I am', no: 'Not yet' } })
      Object.assign(group(group(tree, 'safe_now'), 'options'), { dont_know: 'Hard to say' })
      Object.assign(group(tree, 'notice'), { options: { yes: 'I agree' } })
    }
    expect(compiled({ ar: over, en: over }).diagnostics).toEqual([])
  })
})

/** The file as the compiler is given it. */
function sourceText(change: Changes, file: string): string {
  if (file === YAML) return change.yaml ?? flow
  const language = file === AR ? 'ar' : 'en'
  const tree = texts(language)
  change[language]?.(tree)
  return JSON.stringify(tree, null, 2)
}

function placeOf(source: string, text: string): [line: number, column: number] {
  const offset = source.indexOf(text)
  if (offset < 0) throw new Error(`${JSON.stringify(text)} is not in the file`)
  const before = source.slice(0, offset).split('\n')
  return [before.length, (before.at(-1)?.length ?? 0) + 1]
}
