/*
 * The chat grows in place. Without this script every form works by itself.
 *
 * One form is under way at a time: sent, and sent again with the same id until the server says that it has it. The
 * server knows a repeat by that id, so nothing is lost and nothing counts twice. While it is under way it lies in
 * sessionStorage, so that a reload does not lose it; it goes as soon as it is taken, and with the tab.
 */
const find = (id) => document.getElementById(id)
const log = find('log')
const store = `hearback ${location.pathname}`
/** Milliseconds: slower than this is worth a word; longer than this the link is taken for dead. */
const SLOW = 700
const DEAD = 20000
const LONGEST_PAUSE = 30000
/** A double tap must not press the button that came to lie under the finger. */
const DOUBLE_TAP = 350

let pending = null
let busy = false
let tries = 0
let timer = 0
let waiting = []
let pressed = null

// The chat keeps one place in the history, and leaving quickly gives that to another page: "back" then never leads here.
document.addEventListener('click', (event) => {
  pressed = event.target.closest('button')
  const link = event.target.closest('.leave, nav a')
  if (link) {
    event.preventDefault()
    if (link.className) document.body.hidden = true
    location.replace(link.href)
  }
  const menu = document.querySelector('.menu[open]')
  if (menu && !menu.contains(event.target)) menu.open = false
})
document.addEventListener('keydown', (event) => {
  const menu = document.querySelector('.menu[open]')
  if (event.key === 'Escape' && menu) {
    menu.open = false
    menu.firstElementChild.focus()
  }
})

document.querySelector('[data-start]')?.addEventListener('submit', started)
if (log) {
  document.addEventListener('submit', submitted)
  document.addEventListener('change', (event) => ticked(event.target))
  document.addEventListener('input', (event) => filtered(event.target))
  document.addEventListener('keydown', sentByEnter)
  window.addEventListener('online', () => pending && send())
  prepare()
  const kept = restore()
  if (kept) {
    pending = kept
    own()
    send()
  }
  listen()
}

async function started(event) {
  event.preventDefault()
  if (busy) return
  busy = true
  const form = event.target
  const slow = setTimeout(() => say('sending'), SLOW)
  try {
    const fields = new URLSearchParams(new FormData(form))
    fields.append('do', 'start')
    const response = await post(fields)
    const answer = await response.json()
    if (answer.alone) {
      // Nothing began, so nothing can be read again: these words are the whole answer, and the next try is a new one.
      say('', '')
      find('status').innerHTML = answer.bubbles
      form.elements.id.value = randomId()
    } else if (response.ok) location.replace(location.pathname)
    else say('', answer.problem)
  } catch {
    say('failed')
  } finally {
    clearTimeout(slow)
    busy = false
  }
}

/** Gives up on a dead link, so that it can be tried again. */
async function post(body) {
  const cut = new AbortController()
  const dead = setTimeout(() => cut.abort(), DEAD)
  try {
    const headers = { 'x-chat': '1' }
    return await fetch(location.pathname, { method: 'POST', headers, body, signal: cut.signal })
  } finally {
    clearTimeout(dead)
  }
}

function submitted(event) {
  const form = event.target
  if (!form.matches('[data-turn]')) return
  event.preventDefault()
  if (pending) return
  const button = event.submitter || pressed || form.querySelector('[type=submit]')
  const fields = new URLSearchParams(new FormData(form))
  fields.append(button.name, button.value)
  fields.set('id', randomId())
  pending = { body: String(fields), shown: shownOf(form, button), keyboard: button.value === 'reply' }
  keep()
  own()
  send()
}

/** What the person's own bubble says. */
function shownOf(form, button) {
  if (button.value === 'reply') return form.elements.text.value
  if (button.value !== 'choices') return button.textContent
  const labels = [...form.querySelectorAll('input:checked')].map((box) => box.parentNode.textContent)
  return labels.join('\n') || button.textContent
}

function own() {
  const bubble = document.createElement('div')
  const speaker = document.createElement('span')
  speaker.className = 'hidden'
  speaker.textContent = `${find('head').dataset.you}: `
  bubble.className = 'bubble mine unsent arrive'
  bubble.dir = 'auto'
  bubble.append(speaker, pending.shown)
  log.append(bubble)
  tries = 0
  const menu = document.querySelector('.menu[open]')
  if (menu) menu.open = false
  find('answer').setAttribute('aria-busy', 'true')
  // The pressed button is about to go: whoever goes by keyboard or screen reader stays in the conversation.
  if (!pending.keyboard) log.focus({ preventScroll: true })
  bubble.scrollIntoView({ block: 'nearest' })
}

async function send() {
  clearTimeout(timer)
  if (busy) return
  busy = true
  const slow = setTimeout(() => say('sending'), SLOW)
  let answer
  let pause
  try {
    const response = await post(new URLSearchParams(pending.body))
    pause = Number(response.headers.get('retry-after')) * 1000
    answer = await response.json()
    if (response.status === 429 || response.status >= 500) {
      say('', answer.problem)
      answer = undefined
    }
  } catch {
    say('waiting')
  }
  clearTimeout(slow)
  busy = false
  if (answer) taken(answer)
  else later(pause)
}

function later(pause) {
  tries += 1
  const wait = pause || Math.min(LONGEST_PAUSE, 1000 * 2 ** tries)
  timer = setTimeout(send, wait)
  const again = document.createElement('button')
  again.type = 'button'
  again.className = 'quiet'
  again.textContent = find('head').dataset.again
  again.onclick = send
  find('status').append(again)
}

function taken(answer) {
  const { keyboard } = pending
  pending = null
  keep()
  find('answer').removeAttribute('aria-busy')
  if (answer.gone) {
    location.reload()
    return
  }
  const bubble = log.querySelector('.unsent')
  if (answer.problem) {
    // Refused at the door: the form still holds what was typed.
    bubble?.remove()
    say('', answer.problem)
    return
  }
  bubble?.classList.remove('unsent')
  say('', answer.notice || '')
  // Forgotten: what was said before goes from the screen too.
  if (answer.alone) log.textContent = ''
  show(answer, true)
  const text = find('text')
  if (keyboard && text) {
    text.focus({ preventScroll: true })
    text.select()
  } else find('answer').focus({ preventScroll: true })
  const late = waiting
  waiting = []
  for (const message of late) heard(message)
}

/** Puts a turn on the page. `all`: also what the page shows already, because it was said again. */
function show(answer, all) {
  const html = document.documentElement
  if (html.lang !== answer.language) {
    html.lang = answer.language
    html.dir = answer.direction
    find('head').outerHTML = answer.head
    document.title = document.querySelector('.bar .title').textContent
  }
  const holder = document.createElement('template')
  holder.innerHTML = answer.bubbles
  const fresh = [...holder.content.children].filter((bubble) => all || !shown(bubble.dataset.key))
  for (const bubble of fresh) bubble.classList.add('arrive')
  log.append(...fresh)
  find('answer').innerHTML = answer.form
  find('answer').classList.add('fresh')
  setTimeout(() => find('answer').classList.remove('fresh'), DOUBLE_TAP)
  prepare()
  if (fresh[0]) scrollTo(fresh[0])
  // A picture moves what stands below it when it comes.
  for (const bubble of fresh)
    for (const picture of bubble.querySelectorAll('img')) picture.onload = () => scrollTo(fresh[0])
}

/** The new words first; and the form too, where both fit. */
function scrollTo(bubble) {
  const top = bubble.getBoundingClientRect().top
  const bottom = find('answer').getBoundingClientRect().bottom
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  const fits = bottom - top < innerHeight - find('head').offsetHeight - 16
  const by = fits ? bottom - innerHeight + 16 : top - find('head').offsetHeight - 12
  scrollBy({ top: by, behavior: calm ? 'auto' : 'smooth' })
}

const shown = (key) => log.querySelector(`[data-key="${key}"]`) !== null

/** What is said for the moment, in the page's words or the server's. */
function say(name, text) {
  find('status').textContent = name ? find('head').dataset[name] : text
}

/** The server's side: messages that nobody here asked for. */
function listen() {
  if (!window.EventSource) return
  const events = new EventSource(`${location.pathname}/events`)
  let before = false
  events.onopen = () => {
    if (before) refresh()
    before = true
  }
  events.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    if (pending) waiting.push(message)
    else heard(message)
  }
}

function heard({ key, question, bubble }) {
  if (shown(key)) return
  if (question) {
    refresh()
    return
  }
  log.insertAdjacentHTML('beforeend', bubble)
  log.lastElementChild.classList.add('arrive')
  log.lastElementChild.scrollIntoView({ block: 'nearest' })
}

/** What stands now: asked when another tab went on, or when the link was gone for a while. */
async function refresh() {
  try {
    const response = await fetch(location.pathname, { headers: { 'x-chat': '1' } })
    if (!response.ok) return
    const answer = await response.json()
    if (pending) return
    if (answer.gone) location.reload()
    else if (question(answer.form) !== question(find('answer').innerHTML)) show(answer, false)
  } catch {}
}

/** Which question a form answers: a form that answers the same one is left alone, with what was typed in it. */
function question(html) {
  const holder = document.createElement('template')
  holder.innerHTML = html
  const value = (name) => holder.content.querySelector(`[name=${name}]`)?.getAttribute('value')
  return `${value('tag')} ${value('ask')} ${value('do')}`
}

/** What only a script can add to the form. */
function prepare() {
  ticked(document.querySelector('.options[data-most] input'))
  const list = document.querySelector('.options[data-long]')
  if (!list) return
  const field = document.createElement('input')
  field.type = 'search'
  field.className = 'find'
  field.placeholder = find('head').dataset.find
  field.setAttribute('aria-label', field.placeholder)
  list.before(field)
}

/** An option that excludes the others takes their ticks; no more may be ticked than the question allows. */
function ticked(box) {
  const list = box?.closest('.options[data-most]')
  if (!list) return
  const boxes = [...list.querySelectorAll('input')]
  const alone = (one) => 'alone' in one.dataset
  if (box.checked) for (const one of boxes) if (one !== box && (alone(one) || alone(box))) one.checked = false
  const full = boxes.filter((one) => one.checked && !alone(one)).length >= Number(list.dataset.most)
  for (const one of boxes) one.disabled = full && !one.checked && !alone(one)
}

function filtered(field) {
  if (!field.matches('.find')) return
  const plain = (text) =>
    text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[أإآ]/g, 'ا').replace(/[ىي]/g, 'ی')
  const wanted = plain(field.value.trim())
  for (const option of field.nextElementSibling.children)
    option.hidden = !plain(option.textContent).includes(wanted)
}

/** Enter sends, as in every chat; Shift and Enter begin a line. Not on a phone, whose keyboard has one Enter for both. */
function sentByEnter(event) {
  const { target } = event
  const writing = target.matches('textarea') && !event.isComposing
  if (event.key !== 'Enter' || event.shiftKey || !writing || matchMedia('(pointer: coarse)').matches) return
  event.preventDefault()
  if (target.value.trim()) target.form.requestSubmit(target.form.querySelector('[value=reply]'))
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Storage may be switched off: the chat then works without it. */
function keep() {
  try {
    if (pending) sessionStorage.setItem(store, JSON.stringify(pending))
    else sessionStorage.removeItem(store)
  } catch {}
}

function restore() {
  try {
    return JSON.parse(sessionStorage.getItem(store))
  } catch {
    return null
  }
}
