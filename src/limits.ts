/**
 * A number on everything, in one place, each with its reason. Data only: every room may read it.
 * Sizes of texts are in characters (code points) unless they say bytes.
 */

/** A flow that loops through conditions, or says too much at once, must not hold up everyone else's turn. */
export const STEPS_IN_A_TURN = 100
/** Enough for any survey people will finish; keeps compiling and walking a flow well under a millisecond. */
export const STEPS_IN_A_FLOW = 500
/** Telegram shows at most 100 buttons; more than 60 cannot be read on a phone. */
export const OPTIONS_IN_A_QUESTION = 60
export const LANGUAGES_IN_A_FLOW = 20
/** Telegram's and WhatsApp's own limit for a text. */
export const INBOUND_TEXT = 4096
/** About a page of handwriting; longer is not read by anyone. */
export const ANSWER_TEXT = 2000
/** Telegram allows 64 bytes of callback data: tag and ask take the rest. */
export const OPTION_ID_BYTES = 40
/** Nodes of a condition's tree; evaluation is one visit a node. */
export const EXPRESSION_NODES = 200
export const REQUEST_BODY_BYTES = 1024 * 1024
/** The same text to one contact more often than this in five minutes is held and reported: a loop, or a bot. */
export const IDENTICAL_MESSAGES = 5
export const IDENTICAL_WINDOW = 5 * 60_000
/** WhatsApp's limit for sound and video; a larger document is not fetched. */
export const RECEIVED_FILE_BYTES = 16 * 1024 * 1024
/** Of one person within a day: nobody's phone may fill the disk that everybody's answers need. */
export const RECEIVED_FILES_A_DAY = 40
/** All that are kept, and what must stay free on the disk, in bytes. */
export const RECEIVED_FILES_BYTES = 8 * 1024 * 1024 * 1024
export const DISK_KEPT_FREE = 1024 * 1024 * 1024
/** Files that people sent are kept as long as a weekly look needs, and are no archive. */
export const RECEIVED_FILES_KEPT = 30 * 24 * 3_600_000
/** After this many replies in a row that cannot be used, the question offers help and skip. */
export const MISSES_BEFORE_HELP = 3
/** Rows of seen events: Telegram and Meta send again for at most seven days. */
export const SEEN_KEPT = 8 * 24 * 3_600_000
/** After a round closes, sessions under way may finish; then the link from contact to respondent is cut. */
export const CLOSING_TIME = 24 * 3_600_000
/** A forgotten person's confirmation may wait this long to be delivered; then its sealed address goes too. */
export const FAREWELL_KEPT = 24 * 3_600_000
/** No public cell, base or difference between snapshots below this. */
export const PUBLIC_MINIMUM = 10
/** The same for staff. */
export const STAFF_MINIMUM = 5
/** No group is told of in public with fewer people: what they say would soon be taken for everybody's (older NCHS rule). */
export const GROUP_MINIMUM = 30
/** Options of a question that findings are broken down by: more are too thin to be told, and no page can show them. */
export const GROUPS_IN_A_BREAKDOWN = 12
/** Questions with `by: true`: each one makes every finding anew for each of its options, in every place. */
export const BREAKDOWNS_IN_A_FLOW = 4
/** Characters of `topic` and of a scale's part: they stand in headings, sentences and pictures. */
export const TOPIC_TEXT = 80
export const SCALE_PART_TEXT = 60
/** Characters of what a `share:` step tells: it is read between two questions, and fits one message everywhere. */
export const SHARED_TEXT = 1024
/** What a picture for a chat may weigh: many who get it pay by the megabyte. */
export const PICTURE_BYTES = 100_000
/** Drawn pictures that are kept in memory, in bytes: a hundred of the heaviest kind. */
export const PICTURES_KEPT_BYTES = 10_000_000
/** Nested ifs deeper than this cannot be read by anyone, and end the compiler's stack. */
export const NESTED_STEPS = 20
/** A flow's file, and a locale's: far above any real one. */
export const SOURCE_CHARACTERS = 1024 * 1024
/** Telegram's and WhatsApp's longest text; for questions with buttons WhatsApp takes less, see WHATSAPP. */
export const OUTBOUND_TEXT = 4096

/** WhatsApp, Cloud API v23, in characters and pieces: Meta's reference of messages. Counted in UTF-16 units, to be safe. */
export const WHATSAPP = {
  text: OUTBOUND_TEXT,
  caption: 1024,
  /** The text above buttons or a list. */
  choicesText: 1024,
  buttons: 3,
  buttonLabel: 20,
  lines: 10,
  lineTitle: 24,
  lineDescription: 72,
  listButton: 20,
  /** Milliseconds since the person last wrote, within which anything may be sent. */
  window: 24 * 3_600_000,
} as const

/** Telegram names no limit for a button's label: so many characters a narrow phone shows of one; a tick takes two. */
export const TELEGRAM_LABEL = 34
/** Telegram shows no more under one message (seen; not in its specification). */
export const TELEGRAM_BUTTONS = 100

/** What people say of a summary is asked for so long: who reads it later has forgotten what it was about. */
export const FOLLOW_UP_OPEN = 14 * 24 * 3_600_000
