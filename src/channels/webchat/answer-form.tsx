/** The form that answers the question that stands. Without a script it is the whole of the chat. */
import type { Ask, Message } from '../../engine/message.ts'
import type { PageTexts } from './texts.ts'

/** What the person had put in, when the same question is shown again. */
export interface Typed {
  readonly text?: string
  readonly options?: readonly string[]
}

export interface FormProps {
  readonly action: string
  /** A fresh random id: what makes a double submit known. */
  readonly id: string
  readonly message: Message & { readonly ask: Ask }
  readonly texts: PageTexts
  readonly typed: Typed
}

/** Two columns where every label is short enough to stand in half a phone's width. */
const SHORT_LABEL = 14
/** A scale is read downwards; only longer lists go into columns, on screens that have room. */
const COLUMN = 6
/** From here on the script adds a field to find an option in the list. */
const LONG_LIST = 12

export function AnswerForm({ action, id, message, texts, typed }: FormProps) {
  const { ask, language, direction } = message
  return (
    <form method="post" action={action} autocomplete="off" lang={language} dir={direction} data-turn>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="tag" value={ask.tag} />
      <input type="hidden" name="ask" value={String(ask.ask)} />
      {ask.kind === 'choose_many' ? <Choices ask={ask} texts={texts} typed={typed} /> : null}
      {ask.kind === 'number' || ask.kind === 'text' ? <Words ask={ask} texts={texts} typed={typed} /> : null}
      {ask.kind !== 'choose_many' && ask.options.length > 0 ? <Options ask={ask} /> : null}
      <Actions ask={ask} />
    </form>
  )
}

function listClass({ options }: Ask): string {
  const short = options.length > 3 && options.every(({ label }) => [...label].length <= SHORT_LABEL)
  return `options${short ? ' short' : ''}${options.length > COLUMN ? ' many' : ''}`
}

const longList = (ask: Ask): string | undefined => (ask.options.length > LONG_LIST ? '' : undefined)

function Options({ ask }: { ask: Ask }) {
  return (
    <div class={listClass(ask)} data-long={longList(ask)}>
      {ask.options.map(({ id, label }) => (
        <button type="submit" name="press" value={id} class="option">
          {label}
        </button>
      ))}
    </div>
  )
}

function Choices({ ask, texts, typed }: { ask: Ask; texts: PageTexts; typed: Typed }) {
  const ticked = new Set(typed.options ?? ask.picked ?? [])
  const done = ask.actions.find(({ id }) => id === '~done')?.label ?? texts.done
  return (
    <fieldset>
      {/* The question says how many already; a screen reader hears it at the boxes too. */}
      <legend class="hidden">
        {ask.atMost === undefined
          ? texts.your_answer
          : texts.at_most.replace('{{count}}', count(ask.atMost, texts))}
      </legend>
      <div class={listClass(ask)} data-long={longList(ask)} data-most={ask.atMost}>
        {ask.options.map(({ id, label }) => (
          <label class="option tick">
            <input
              type="checkbox"
              name="option"
              value={id}
              checked={ticked.has(id)}
              data-alone={ask.alone?.includes(id) === true ? '' : undefined}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <button type="submit" name="do" value="choices" class="primary">
        {done}
      </button>
    </fieldset>
  )
}

/** Readers of Arabic and Sorani are given the digits they read. */
const count = (most: number, texts: PageTexts): string =>
  texts.direction === 'rtl' ? most.toLocaleString('ar-IQ') : String(most)

/** A number is a text field with number keys: browsers refuse ٣ in type=number. */
function Words({ ask, texts, typed }: { ask: Ask; texts: PageTexts; typed: Typed }) {
  const label = ask.kind === 'number' ? texts.write_number : texts.write
  return (
    <div class="words">
      <label for="text">{label}</label>
      <div class="line">
        {ask.kind === 'number' ? (
          <input
            id="text"
            name="text"
            type="text"
            inputmode="numeric"
            dir="auto"
            required
            value={typed.text ?? ''}
          />
        ) : (
          <textarea id="text" name="text" rows={3} dir="auto" required>
            {typed.text ?? ''}
          </textarea>
        )}
        <button type="submit" name="do" value="reply" class="primary">
          {texts.send}
        </button>
      </div>
    </div>
  )
}

/** `formnovalidate`: a person who skips has nothing to write in a required field. */
function Actions({ ask }: { ask: Ask }) {
  const actions = ask.actions.filter(({ id }) => id !== '~done')
  if (actions.length === 0) return null
  return (
    <div class="actions">
      {actions.map(({ id, label }) => (
        <button type="submit" name="press" value={id} class="quiet" formnovalidate>
          {label}
        </button>
      ))}
    </div>
  )
}
