/** Tills get their keys by one-time codes, and are known by them ever after. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { EnrolResponse } from '../contract/sync/messages.ts';
import { type IncarnationId, isUuid7, type StoreId, type TillId, tillId } from '../domain/identity/ids.ts';
import { type Asking, type Database, statement } from './database.ts';
import { Refused } from './http/problem.ts';
import { noteChanges } from './pull/feed.ts';

/** Random bytes, handed in by the composition root. */
export type RandomBytes = (count: number) => Uint8Array;

/** No 0 O 1 I L U V: read aloud over a telephone, typed by somebody in a hurry. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTWXYZ';
const CODE_LENGTH = 8;

/** A code as it is compared: without the spaces, dashes and small letters that people type. */
export function plainCode(text: string): string {
  return text.toUpperCase().replace(/[\s\u002d\u2010-\u2015]/g, '');
}

/** A new one-time code: 8 letters and digits without look-alikes (about 39 bits), each equally likely. */
export function newCode(randomBytes: RandomBytes): string {
  let code = '';
  while (code.length < CODE_LENGTH) {
    for (const byte of randomBytes(16)) {
      // A byte above the last whole multiple would make some letters likelier.
      if (byte < 256 - (256 % LETTERS.length) && code.length < CODE_LENGTH) code += LETTERS[byte % LETTERS.length];
    }
  }
  return code;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** bytea as text parameter. */
function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

const ADD_CODE = statement(
  'enrolment.addCode',
  'INSERT INTO enrolment_code (digest, till, expires_ms) VALUES ($1::bytea, $2, $3)',
);
const USE_CODE = statement<{ till: TillId }>(
  'enrolment.useCode',
  `UPDATE enrolment_code SET used_ms = $2 WHERE digest = $1::bytea AND used_ms IS NULL AND expires_ms > $2 RETURNING till`,
);
const GIVE_KEY = statement<{ store: StoreId; number: number; ordinal: number }>(
  'enrolment.giveKey',
  `UPDATE till SET key_digest = $2::bytea, retired_ms = NULL, retired_incarnation = NULL, retired_seq = NULL, retired_hash = NULL,
     ordinal = greatest(ordinal, COALESCE((SELECT max(ordinal) FROM incarnation WHERE till = $1), 0)) + 1
   WHERE id = $1 RETURNING store, number, ordinal`,
);
const PREVIOUS = statement<{ incarnation: IncarnationId; seq: number; hash: string }>(
  'enrolment.previous',
  `SELECT id AS incarnation, held_seq AS seq, held_hash AS hash FROM incarnation
   WHERE till = $1 ORDER BY ordinal DESC, begun_ms DESC LIMIT 1`,
);

/** Stores a code for a till; only its digest is kept. */
export async function addCode(asking: Asking, till: TillId, code: string, expiresMs: number): Promise<void> {
  await asking.change(ADD_CODE, [bytea(digest(plainCode(code))), till, expiresMs]);
}

/** Highest ordinal that fits in a receipt's number. */
const LAST_ORDINAL = 99;

/**
 * POST /v1/enrol: a code that was not used and has not ended gives its till a key; an earlier key of that till ends
 * with it, and one that was retired lives again. Throws Refused (403) for any other code, without saying which of the reasons it was.
 */
export async function enrol(
  database: Database,
  code: string,
  randomBytes: RandomBytes,
  nowMs: number,
): Promise<EnrolResponse> {
  const key = Buffer.from(randomBytes(32)).toString('hex');
  return database.transaction('write', async (asking) => {
    const [used] = await asking.rows(USE_CODE, [bytea(digest(plainCode(code))), nowMs]);
    if (used === undefined) {
      throw new Refused(403, 'enrol.codeWrong', 'The code is wrong, was used, or has ended. Ask for a new one.');
    }
    const [till] = await asking.rows(GIVE_KEY, [used.till, bytea(digest(key))]);
    if (till === undefined) throw new Refused(403, 'enrol.codeWrong', 'The till of this code is no more.');
    if (till.ordinal > LAST_ORDINAL) {
      throw new Refused(
        409,
        'enrol.usedUp',
        `Till ${till.number} had ${LAST_ORDINAL} lives. Give the shop a new till number.`,
      );
    }
    const [previous] = await asking.rows(PREVIOUS, [used.till]);
    await noteChanges(asking, [{ kind: 'till', key: used.till, scope: till.store, endsMs: null }]);
    return {
      till: used.till,
      store: till.store,
      number: till.number,
      key,
      ordinal: till.ordinal,
      previous: previous ?? null,
    };
  });
}

const KEY = statement<{ store: StoreId; key_digest: Buffer | null; retired: boolean }>(
  'enrolment.key',
  'SELECT store, key_digest, retired_ms IS NOT NULL AS retired FROM till WHERE id = $1',
);
const BEARER = /^Bearer ([0-9a-f-]{36})\.([0-9a-f]{64})$/;

/** A till that has proven who it is. */
export interface Asker {
  readonly id: TillId;
  readonly store: StoreId;
}

/** Knows a till by `authorization: Bearer <till id>.<key>`. Throws Refused (401) without saying what was wrong. */
export async function authenticate(asking: Asking, authorization: string | undefined): Promise<Asker> {
  const found = BEARER.exec(authorization ?? '');
  const [, id = '', key = ''] = found ?? [];
  const [row] = isUuid7(id) ? await asking.rows(KEY, [id]) : [];
  const expected = row?.key_digest ?? null;
  // Compared also where there is nothing to compare with, so that the time says nothing.
  const same = timingSafeEqual(digest(key), expected?.length === 32 ? expected : NOBODY);
  if (row === undefined || expected === null || !same) {
    throw new Refused(401, 'till.unknown', 'This till is not known here, or its key has ended. Enrol it again.', {
      'www-authenticate': 'Bearer',
    });
  }
  if (row.retired) throw new TillRetired(tillId(id));
  return { id: tillId(id), store: row.store };
}

/** Thrown for a till that proved who it is and was retired: what it holds is safe with it until somebody takes it back. */
export class TillRetired extends Refused {
  readonly till: TillId;
  constructor(till: TillId) {
    super(
      403,
      'till.retired',
      'This till was retired at the last number that is held of it. Nothing that it has is lost: a manager can take it back.',
    );
    this.till = till;
  }
}
const NOBODY = Buffer.alloc(32);

/** Guesses allowed in a window, of one address and of all together. */
const GUESSES_EACH = 10;
const GUESSES_ALL = 200;
const WINDOW_MS = 60_000;
/** Addresses remembered at most. */
const MOST_ADDRESSES = 10_000;

/** Slows down guessing of codes, in this process; a right code costs nothing. */
export class Guesses {
  readonly #by = new Map<string, number>();
  #all = 0;
  #endsMs = 0;

  /**
   * Counts a guess before it is tried, so that many at once do not slip through. Throws Refused (429) where an
   * address, or all together, guessed too often of late.
   */
  begin(address: string, nowMs: number): void {
    if (nowMs >= this.#endsMs) {
      this.#by.clear();
      this.#all = 0;
      this.#endsMs = nowMs + WINDOW_MS;
    }
    const before = this.#by.get(address) ?? 0;
    if (before >= GUESSES_EACH || this.#all >= GUESSES_ALL) {
      const waitS = Math.ceil((this.#endsMs - nowMs) / 1000);
      throw new Refused(429, 'enrol.tooOften', `Too many wrong codes. Try again in ${waitS} seconds.`, {
        'retry-after': String(waitS),
      });
    }
    this.#all++;
    if (before > 0 || this.#by.size < MOST_ADDRESSES) this.#by.set(address, before + 1);
  }

  /** It was no wrong guess. */
  forgive(address: string): void {
    this.#all = Math.max(0, this.#all - 1);
    const before = this.#by.get(address);
    if (before !== undefined) this.#by.set(address, Math.max(0, before - 1));
  }
}
