/**
 * The tables, defined once for both dialects. What is not here is not kept.
 *
 * Three families that must not meet: who somebody is (contacts, addresses, consents, sessions, outbox), what was
 * answered (respondents, answers, outcomes, snapshots), and what was asked (programs, flows, rounds). The only link
 * from the first to the second is `sessions.respondent`, and it goes when the round is cut.
 */
import type { Kit } from './kit.ts'

export function defineTables({ table, text, int, bool, json, instant }: Kit) {
  return {
    /** One row a fact about the database itself: which key it was made with, and the like. */
    meta: table('meta', { name: text().notNull(), value: text().notNull() }, { key: ['name'] }),

    programs: table(
      'programs',
      {
        hash: text().notNull(),
        programme: text().notNull(),
        flow: text().notNull(),
        /** The Program as JSON text: immutable. */
        body: text().notNull(),
        published_at: instant().notNull(),
      },
      { key: ['hash'] },
    ),
    /** Which program new sessions of a flow begin with. */
    flows: table(
      'flows',
      { programme: text().notNull(), flow: text().notNull(), program: text().notNull() },
      { key: ['programme', 'flow'] },
    ),

    /** A person, or a group chat. `state`: active, stopped (they said so) or unreachable (the platform said so). */
    contacts: table(
      'contacts',
      {
        id: text().notNull(),
        language: text(),
        state: text().$type<ContactState>().notNull(),
        /** The session that their next message belongs to. */
        session: text(),
        /** Number of the next outbox row: the order in which this contact is written to. */
        next_number: int().notNull(),
        /** When they last wrote, by the platform's clock: WhatsApp's window counts from it. */
        heard_at: instant().notNull(),
        /** Messages wait until they write. Null: none. */
        waiting: bool(),
        /** Ids of contacts that turned out to be this person, separated by spaces: forgotten with them. */
        merged: text(),
      },
      { key: ['id'] },
    ),
    /** The vault. `lookup` is an HMAC, `sealed` AES-256-GCM; both keys are derived from one that is not in here. */
    addresses: table(
      'addresses',
      {
        lookup: text().notNull(),
        contact: text().notNull(),
        channel: text().notNull(),
        account: text().notNull(),
        sealed: text().notNull(),
        /** Of several on one account the newest is written to. Null: never used since it became known. */
        used_at: instant(),
      },
      { key: ['lookup'], indexes: { contact: ['contact'] } },
    ),
    /** Events taken already; a redelivery finds itself here. Kept 8 days. */
    seen: table(
      'seen',
      { account: text().notNull(), external: text().notNull(), at: instant().notNull() },
      { key: ['account', 'external'], indexes: { at: ['at'] } },
    ),

    /**
     * One contact's progress through one program. `state` is the engine's Session as JSON text; what stands beside
     * it is what the store looks up by. One session a contact and round.
     */
    sessions: table(
      'sessions',
      {
        contact: text().notNull(),
        id: text().notNull(),
        programme: text().notNull(),
        flow: text().notNull(),
        program: text().notNull(),
        round: text(),
        respondent: text(),
        state: text().notNull(),
        open: bool().notNull(),
        /** Outbox number of the message that put the question which stands. */
        asked: int(),
        /** Outbox number of the first message of the latest turn: where the web chat begins to show. */
        shown_from: int().notNull(),
        /** Rounded up to the hour, so that an ordinary turn does not move an index. */
        expires_at: instant(),
      },
      { key: ['contact', 'id'], indexes: { expires: ['expires_at'], round: ['round'] } },
    ),
    /** What a contact agreed to, was asked and took back; a new row for every word of theirs, the newest counts. */
    consents: table(
      'consents',
      {
        contact: text().notNull(),
        id: text().notNull(),
        programme: text().notNull(),
        purpose: text().notNull(),
        agreed: bool().notNull(),
        /** Step that showed the notice, the hash of its wording, and the language it was read in. */
        notice: text().notNull(),
        wording: text().notNull(),
        language: text().notNull(),
        place: text(),
        at: instant().notNull(),
      },
      { key: ['contact', 'id'] },
    ),

    /**
     * One wave of a survey. `state`: planned → open ⇄ paused (nobody new may begin) → closing (sessions under way may
     * finish) → closed (cut).
     */
    rounds: table(
      'rounds',
      {
        id: text().notNull(),
        programme: text().notNull(),
        flow: text().notNull(),
        /** Counts the flow's rounds from 1. */
        number: int().notNull(),
        name: text().notNull(),
        state: text().$type<RoundState>().notNull(),
        /** Its answers are made up: shown wherever they are. */
        made_up: bool().notNull(),
        opened_at: instant().notNull(),
        closed_at: instant(),
        /** The program its newest answers were given to; pages read labels from it. */
        program: text().notNull(),
        /** Codes of the places it is for. Null: all. */
        places: json<readonly string[]>(),
        /** How many answers are hoped for; see survey/targets.ts. */
        targets: json<unknown>(),
        /** When a planned round is to open, and an open one to close. Null: by hand. */
        opens_at: instant(),
        closes_at: instant(),
        /** The summary that it asks about; null for a round of its own. */
        summary: text(),
      },
      { key: ['id'], unique: { number: ['programme', 'flow', 'number'] } },
    ),
    /** Whom answers hang on. `finished` when the flow's end was reached. Random ids: nothing tells who came first. */
    respondents: table(
      'respondents',
      {
        id: text().notNull(),
        round: text().notNull(),
        channel: text().notNull(),
        language: text().notNull(),
        finished: bool().notNull(),
      },
      { key: ['id'], indexes: { round: ['round', 'id'] } },
    ),
    /** On SQLite clustered by its key, by hand in migration 0003: see decision 24. */
    answers: table(
      'answers',
      {
        respondent: text().notNull(),
        question: text().notNull(),
        /** The Answer as JSON text. */
        value: text().notNull(),
        program: text().notNull(),
        /** Coarsened to the day when the round is cut. */
        at: instant().notNull(),
      },
      { key: ['respondent', 'question'] },
    ),
    /** People of whom only this count stays: declined, not eligible. */
    outcomes: table(
      'outcomes',
      { round: text().notNull(), outcome: text().notNull(), count: int().notNull() },
      { key: ['round', 'outcome'] },
    ),
    /** Tallies as published: a new one only when enough people joined or left. */
    snapshots: table(
      'snapshots',
      {
        round: text().notNull(),
        number: int().notNull(),
        at: instant().notNull(),
        respondents: int().notNull(),
        body: json<unknown>().notNull(),
      },
      { key: ['round', 'number'] },
    ),

    /**
     * Who agreed to be followed from round to round: kept when a round is cut, until they take it back. Without a row
     * here nothing leads from a contact to a respondent of a closed round.
     */
    followed: table(
      'followed',
      { contact: text().notNull(), round: text().notNull(), respondent: text().notNull() },
      { key: ['contact', 'round'], indexes: { respondent: ['respondent'] } },
    ),
    /**
     * Findings picked for a community, with their sentences. `state`: draft → approved → shared → withdrawn. `body` holds
     * the findings as they were published when they were picked, so that a number which has moved since is noticed.
     */
    summaries: table(
      'summaries',
      {
        id: text().notNull(),
        round: text().notNull(),
        /** Counts the round's summaries from 1. */
        number: int().notNull(),
        /** Whom it is for: people of this place. Null: everybody. */
        place: text(),
        state: text().$type<SummaryState>().notNull(),
        body: json<unknown>().notNull(),
        made_by: text().notNull(),
        made_at: instant().notNull(),
        approved_by: text(),
        approved_at: instant(),
        shared_by: text(),
        shared_at: instant(),
      },
      { key: ['id'], unique: { number: ['round', 'number'] } },
    ),
    /** Who has been sent which summary; goes with the contact. */
    shares: table(
      'shares',
      { summary: text().notNull(), contact: text().notNull(), at: instant().notNull() },
      { key: ['summary', 'contact'], indexes: { contact: ['contact'] } },
    ),
    /** What staff did that somebody may ask about later: who, what, to what, when. Never anything about a contact. */
    audit: table(
      'audit',
      {
        id: text().notNull(),
        at: instant().notNull(),
        actor: text().notNull(),
        action: text().notNull(),
        subject: text().notNull(),
        detail: json<unknown>(),
      },
      { key: ['id'], indexes: { subject: ['subject'] } },
    ),

    /** What is to be sent, and what became of it. See delivery for the states. */
    outbox: table(
      'outbox',
      {
        contact: text().notNull(),
        number: int().notNull(),
        channel: text().notNull(),
        account: text().notNull(),
        state: text().$type<OutboxState>().notNull(),
        /** 0: a reply; 1: bulk. */
        priority: int().notNull(),
        due_at: instant().notNull(),
        attempts: int().notNull(),
        /** The Outgoing as JSON text; emptied when the round is cut. */
        body: text().notNull(),
        session: text(),
        /** A forgotten contact's confirmation carries its own sealed address; every other row finds it in the vault. */
        sealed: text(),
        position: int(),
        sent_at: instant(),
        reason: text(),
        /** How many of its native messages the platform has taken; null: none yet. */
        part: int(),
      },
      {
        key: ['contact', 'number'],
        indexes: { due: ['state', 'account', 'priority', 'due_at'] },
      },
    ),
    /** Messages that a platform charges for, by round (empty: none) and the platform's own category. */
    charges: table(
      'charges',
      {
        round: text().notNull(),
        channel: text().notNull(),
        category: text().notNull(),
        count: int().notNull(),
      },
      { key: ['round', 'channel', 'category'] },
    ),
    /**
     * Files that people sent. `state`: wanted → kept (sealed, under its id in the folder of media) or lost (`reason` says
     * why). `handle` is how the channel finds it again, sealed.
     */
    media: table(
      'media',
      {
        contact: text().notNull(),
        id: text().notNull(),
        channel: text().notNull(),
        account: text().notNull(),
        kind: text().notNull(),
        type: text().notNull(),
        handle: text().notNull(),
        state: text().$type<MediaState>().notNull(),
        size: int(),
        attempts: int().notNull(),
        due_at: instant().notNull(),
        at: instant().notNull(),
        reason: text(),
      },
      { key: ['contact', 'id'], indexes: { due: ['state', 'due_at'] } },
    ),
    /** Group chats that an account is in, as the channel last told: name and id sealed together. */
    groups: table(
      'groups',
      {
        channel: text().notNull(),
        account: text().notNull(),
        lookup: text().notNull(),
        sealed: text().notNull(),
      },
      { key: ['channel', 'account', 'lookup'] },
    ),
    /** Groups that staff agreed to write to; kept when the channel's list of groups is told anew. */
    accepted_groups: table(
      'accepted_groups',
      {
        channel: text().notNull(),
        account: text().notNull(),
        lookup: text().notNull(),
        by: text().notNull(),
        at: instant().notNull(),
      },
      { key: ['channel', 'account', 'lookup'] },
    ),
    /** Trouble an operator should look at. `sealed` holds the raw event, for a retry; it expires. */
    problems: table(
      'problems',
      {
        id: text().notNull(),
        at: instant().notNull(),
        code: text().notNull(),
        detail: text().notNull(),
        sealed: text(),
      },
      { key: ['id'] },
    ),
  }
}

export type ContactState = 'active' | 'stopped' | 'unreachable'
export type RoundState = 'planned' | 'open' | 'paused' | 'closing' | 'closed'
export type SummaryState = 'draft' | 'approved' | 'shared' | 'withdrawn'
export type MediaState = 'wanted' | 'kept' | 'lost'
export type OutboxState =
  | 'queued'
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unknown'
  | 'cancelled'

export type Tables = ReturnType<typeof defineTables>
export type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect']
