const RIGHT_TO_LEFT = new Set([
  'ar',
  'arc',
  'ckb',
  'dv',
  'fa',
  'he',
  'ks',
  'ps',
  'sd',
  'syr',
  'ug',
  'ur',
  'yi',
])

/** The way a language is written. Juba Arabic (`apd`) is written in Latin letters, so it runs left to right. */
export function directionOf(language: string): 'rtl' | 'ltr' {
  const [primary = ''] = language.toLowerCase().split(/[-_]/, 1)
  return RIGHT_TO_LEFT.has(primary) ? 'rtl' : 'ltr'
}
