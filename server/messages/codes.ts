/** Codes by message: made here, sent to the member's phone, typed at the till, and known to nobody in between. */
import { randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import type { CodeRequest, CodeResponse, CodeTryRequest, CodeTryResponse } from '../../contract/sync/messages.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import type { Language } from '../../domain/person/person.ts';
import { type Asking, type Database, statement } from '../database.ts';
import type { RandomBytes } from '../enrolment.ts';
import type { Gateway } from './gateway.ts';
import { codeText } from './text.ts';

/** How long a code is good, ms. */
export const CODE_MS = 5 * 60_000;
/** How long must be waited before another message for the same sale, ms: the first is often only slow. */
export const AGAIN_MS = 30_000;
/** Tries of one code. */
export const MOST_TRIES = 5;
/** Messages for one sale; in an hour, those to one member and those that one till asks for. */
export const MOST_OF_RECORD = 3;
export const MOST_OF_MEMBER = 5;
export const MOST_OF_TILL = 60;
const HOUR_MS = 3_600_000;
/** Rows are kept so long, for the limits, ms. */
const KEPT_MS = 24 * HOUR_MS;

/** What the codes work with. */
export interface CodeParts {
  readonly database: Database;
  /** Null: this centre has no gateway. */
  readonly gateway: Gateway | null;
  readonly randomBytes: RandomBytes;
  readonly clock: () => number;
}

interface CodeRow {
  readonly member: string;
  readonly till: string;
  readonly digest: string | null;
  readonly salt: string;
  readonly sent: number;
  readonly tries: number;
  readonly asked_ms: number;
  readonly expires_ms: number;
}

// Taken by every asking of the centre's for codes: a member's messages and a till's are counted one after the other.
const TURN = statement('codes.turn', 'SELECT pg_advisory_xact_lock(7106041, hashtext($1))');
const ROW = statement<CodeRow>(
  'codes.row',
  'SELECT member, till, digest, salt, sent, tries, asked_ms, expires_ms FROM message_code WHERE record = $1',
);
const PERSON = statement<{ phone: string | null; language: Language; shop: string }>(
  'codes.person',
  `SELECT person.phone, person.language, (SELECT state->>'name' FROM chain) AS shop
   FROM member JOIN person ON person.member = COALESCE(member.alias_of, member.id) WHERE member.id = $1`,
);
const LATELY = statement<{ member: number; till: number }>(
  'codes.lately',
  `SELECT COALESCE(sum(asked) FILTER (WHERE member = $1), 0)::bigint AS member,
          COALESCE(sum(asked) FILTER (WHERE till = $2), 0)::bigint AS till
   FROM message_code WHERE (member = $1 OR till = $2) AND asked_ms > $3`,
);
const MADE = statement(
  'codes.made',
  `INSERT INTO message_code (record, member, till, digest, salt, sent, asked, tries, asked_ms, expires_ms)
   VALUES ($1, $2, $3, $4, $5, 1, 1, 0, $6, $7)
   ON CONFLICT (record) DO UPDATE SET digest = EXCLUDED.digest, salt = EXCLUDED.salt, sent = message_code.sent + 1,
     asked = message_code.asked + 1, tries = 0, asked_ms = EXCLUDED.asked_ms, expires_ms = EXCLUDED.expires_ms`,
);
const FAILED = statement(
  'codes.failed',
  'UPDATE message_code SET sent = sent - 1, digest = NULL WHERE record = $1 AND salt = $2',
);
const TRIED = statement<CodeRow>(
  'codes.tried',
  `UPDATE message_code SET tries = tries + 1 WHERE record = $1 AND member = $2 AND till = $3 AND tries < $4
   RETURNING member, till, digest, salt, sent, tries, asked_ms, expires_ms`,
);
const EXPIRE = statement('codes.expire', 'DELETE FROM message_code WHERE asked_ms <= $1');

/** A message to be sent, decided and written down before anything is sent. */
interface Due {
  readonly phone: string;
  readonly language: Language;
  readonly shop: string;
  readonly code: string;
  readonly n: number;
}

/**
 * Sends a code for a sale to come. `after` is how many messages the till knows of: where more went out already (its answer was lost), none
 * is sent again, and the code that is on its way stands. The answer is bounded by the gateway's patience.
 */
export async function sendCode(parts: CodeParts, till: TillId, request: CodeRequest): Promise<CodeResponse> {
  const { database, gateway, clock } = parts;
  if (gateway === null) return said('noGateway');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const salt = Buffer.from(parts.randomBytes(16)).toString('hex');
  const digest = await digestOf(code, salt);
  const decided = await database.transaction('write', (asking) =>
    decide(asking, till, request, { code, salt, digest, nowMs: clock() }),
  );
  if ('result' in decided) return decided;
  const { phone, language, shop, n } = decided;
  const text = codeText({ shop, code, minutes: CODE_MS / 60_000, language });
  const delivery = await gateway({ id: `${request.record}.${n}`, to: phone, text, language });
  if (delivery === 'failed') {
    await database.change(FAILED, [request.record, salt]);
    return said('failed', { sent: n - 1 });
  }
  return said(delivery === 'sent' ? 'sent' : 'unsure', {
    sent: n,
    ending: phone.slice(-2),
    againMs: AGAIN_MS,
    goodMs: CODE_MS,
  });
}

async function decide(
  asking: Asking,
  till: TillId,
  { record, member, after }: CodeRequest,
  made: { readonly code: string; readonly salt: string; readonly digest: string; readonly nowMs: number },
): Promise<CodeResponse | Due> {
  const { nowMs } = made;
  // In one order for everybody, or two askings would wait for each other.
  for (const whose of [member, till].toSorted()) await asking.rows(TURN, [whose]);
  const [person] = await asking.rows(PERSON, [member]);
  if (person === undefined || person.phone === null) return said('noPhone');
  const { phone, language, shop } = person;
  const [row] = await asking.rows(ROW, [record]);
  if (row !== undefined && (row.till !== till || row.member !== member)) return said('tooOften');
  const sent = row?.sent ?? 0;
  if (row !== undefined && sent > after) {
    const againMs = Math.max(0, row.asked_ms + AGAIN_MS - nowMs);
    return said('sent', { sent, ending: phone.slice(-2), againMs, goodMs: Math.max(0, row.expires_ms - nowMs) });
  }
  if (row !== undefined && row.digest !== null && nowMs < row.asked_ms + AGAIN_MS) {
    return said('wait', { sent, ending: phone.slice(-2), againMs: row.asked_ms + AGAIN_MS - nowMs });
  }
  const [lately] = await asking.rows(LATELY, [member, till, nowMs - HOUR_MS]);
  const { member: ofMember = 0, till: ofTill = 0 } = lately ?? {};
  if (sent >= MOST_OF_RECORD || ofMember >= MOST_OF_MEMBER || ofTill >= MOST_OF_TILL) return said('tooOften', { sent });
  await asking.change(MADE, [record, member, till, made.digest, made.salt, nowMs, nowMs + CODE_MS]);
  return { phone, language, shop, code: made.code, n: sent + 1 };
}

/** One try of a code. It counts before it is compared, so that many at once do not slip through. */
export async function tryCode(
  { database, clock }: CodeParts,
  till: TillId,
  { record, member, code }: CodeTryRequest,
): Promise<CodeTryResponse> {
  const [row] = await database.transaction('write', (asking) => asking.rows(TRIED, [record, member, till, MOST_TRIES]));
  if (row === undefined) {
    const [known] = await database.rows(ROW, [record]);
    const spent = known !== undefined && known.till === till && known.member === member;
    return { result: spent ? 'tooMany' : 'none', left: 0 };
  }
  const left = MOST_TRIES - row.tries;
  if (row.digest === null) return { result: 'none', left };
  if (clock() >= row.expires_ms) return { result: 'expired', left };
  const same = timingSafeEqual(Buffer.from(row.digest), Buffer.from(await digestOf(code, row.salt)));
  if (same) return { result: 'proved', left };
  return { result: left === 0 ? 'tooMany' : 'wrong', left };
}

/** Drops what no limit counts any more. */
export async function expireCodes(database: Database, nowMs: number): Promise<number> {
  return database.change(EXPIRE, [nowMs - KEPT_MS]);
}

function said(result: CodeResponse['result'], of: Partial<CodeResponse> = {}): CodeResponse {
  return { result, sent: 0, ending: '', againMs: 0, goodMs: 0, ...of };
}

/** Slow on purpose: there are only a million codes, and whoever reads the table must not find the living one in time. */
function digestOf(code: string, salt: string): Promise<string> {
  return new Promise((settle, fail) =>
    scrypt(code, Buffer.from(salt, 'hex'), 32, { N: 16_384 }, (error, key) =>
      error === null ? settle(key.toString('hex')) : fail(error),
    ),
  );
}
