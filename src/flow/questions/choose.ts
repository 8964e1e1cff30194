import { questionKind } from './kind.ts'
import { checkDoubles, optionList } from './options.ts'

/** One of several options. */
export const choose = questionKind({
  key: 'choose',
  shape: { choose: optionList.meta({ description: 'One answer out of these options.' }) },
  build({ choose: options }, base, compiler, path) {
    checkDoubles(compiler, path, 'choose', options, base.also)
    return { ...base, kind: 'choose', options }
  },
})
