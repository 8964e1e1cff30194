import { ask } from './ask.ts'
import { consent } from './consent.ts'
import { end } from './end.ts'
import { ifStep } from './if.ts'
import type { StepKind } from './kind.ts'
import { say } from './say.ts'
import { share } from './share.ts'

/** Every kind of step that a flow can have. */
export const STEP_KINDS: readonly StepKind[] = [say, ask, consent, ifStep, end, share]
