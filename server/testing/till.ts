/** A till for tests: seals real records with the domain's own functions and speaks HTTP as a till does. */
import { randomBytes } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { readBody } from '../../contract/record.ts';
import { COMPACT_PUSH, compactPush } from '../../contract/sync/compact/push.ts';
import { type EnrolResponse, enrolResponse, PROTOCOL, type PullResponse } from '../../contract/sync/messages.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import {
  incarnationId,
  type MemberId,
  memberId,
  recordId,
  type ShiftId,
  type StaffId,
  uuid7,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { FirstProgramme as Programme } from '../../domain/programme/first.ts';
import {
  type Beside,
  NO_HASH,
  type RecordBody,
  type RecordContent,
  type SealedRecord,
} from '../../domain/record/record.ts';
import { type ChainHead, seal } from '../../domain/record/seal.ts';
import { reckonSale } from '../../domain/sale/testing/first.ts';
import { saleEntries } from '../../domain/sale/testing/firstEntries.ts';
import { sha256 } from '../push/batch.ts';

/** Where the tests' time begins: 2026-11-21 10:00 in Chișinău. */
export const NOON_MS = Date.UTC(2026, 10, 21, 8);
let tick = NOON_MS;
export const freshId = (): string => uuid7(tick++, randomBytes(10));

export const PROGRAMME: Programme = {
  format: 1,
  version: 1,
  name: 'Test',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(5), leastPoints: points(1), largestShare: 5000 },
  expiryDays: 365,
  excludedCategories: ['tobacco'],
  offline: { mostPointsPerDay: points(500), oldestWordHours: 72, phoneIsProof: false },
};

export const BREAD = {
  sku: '10001',
  name: 'Pâine albă',
  category: 'bread',
  price: bani(1250),
  vat: vatRate(800),
};

/** What a status other than 200 carries. */
export class Answered extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/** Counting follows right behind; a busy machine is waited for so long, ms. */
const COUNTED_MS = 20_000;

export class TestTill {
  readonly url: string;
  readonly number: number;
  readonly key: string;
  readonly ordinal: number;
  head: ChainHead;
  log: SealedRecord[] = [];
  /** What the next records belong to, and whose they are. */
  shift: ShiftId | null = null;
  day: CivilDate | null = null;
  staff: StaffId | null = null;

  constructor(url: string, enrolled: EnrolResponse) {
    this.url = url;
    this.number = enrolled.number;
    this.key = enrolled.key;
    this.ordinal = enrolled.ordinal;
    const incarnation = incarnationId(freshId());
    this.head = { store: enrolled.store, till: enrolled.till, incarnation, seq: 0, hash: NO_HASH };
    this.add({ kind: 'begun', previous: enrolled.previous, ordinal: enrolled.ordinal, entries: [] });
  }

  /** Enrols with a code and begins its first incarnation. */
  static async enrol(url: string, code: string): Promise<TestTill> {
    const response = await fetch(`${url}/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (!response.ok) throw new Answered(response.status, await response.json());
    return new TestTill(url, enrolResponse.parse(await response.json()));
  }

  /** What enrolling answered, as far as it still holds: for another life of this till. */
  enrolment(): EnrolResponse {
    const { till, store } = this.head;
    return { till, store, number: this.number, key: this.key, ordinal: this.ordinal, previous: null };
  }

  /** The next life of this till, which names where the one before is common. */
  secondLife(previous: NonNullable<EnrolResponse['previous']>): TestTill {
    return new TestTill(this.url, { ...this.enrolment(), ordinal: this.ordinal + 1, previous });
  }

  /** Seals one record at the end of the log. */
  add(
    content: RecordContent,
    options: { beside?: Beside; id?: string; occurredAt?: number; programmeVersion?: number } = {},
  ): RecordBody {
    const occurredAt = options.occurredAt ?? tick++;
    const draft = {
      ...content,
      id: recordId(options.id ?? freshId()),
      shift: this.shift,
      businessDay: this.day ?? civilDateAt(occurredAt),
      staff: this.staff,
      programmeVersion: options.programmeVersion ?? PROGRAMME.version,
      reverses: null,
      occurredAt,
    };
    const made = seal(this.head, draft, options.beside ?? null, sha256);
    this.head = made.head;
    this.log.push(made.sealed);
    return made.record;
  }

  /** Seals any content: a kind from the future, a broken one. */
  addRaw(content: Readonly<Record<string, unknown>>): SealedRecord {
    const { body } = seal(this.head, { ...blank(), id: recordId(freshId()), occurredAt: tick++ }, null, sha256).sealed;
    const text = JSON.stringify({ ...(JSON.parse(body) as object), ...content });
    const sealed = { seq: this.head.seq + 1, hash: sha256(text), body: text, beside: null };
    this.head = { ...this.head, seq: sealed.seq, hash: sealed.hash };
    this.log.push(sealed);
    return sealed;
  }

  /** Enrols a member, with a card where one is given. */
  addMember(name: string, card: string | null = null): MemberId {
    const member = memberId(freshId());
    const person = { name, callName: '', phone: '+37369123456', language: 'ro', birthday: null, marketing: false };
    const beside = { salt: '0'.repeat(32), text: JSON.stringify({ person, card }) };
    this.add({ kind: 'enrolment', member, consent: { programme: true, marketing: false }, entries: [] }, { beside });
    return member;
  }

  /** Sells so many loaves of bread, reckoned by the domain's rules. */
  sell(
    loaves: number,
    member: MemberId | null,
    options: { spend?: number; offline?: boolean; standing?: Standing; id?: string; occurredAt?: number } = {},
  ): Extract<RecordBody, { kind: 'sale' }> {
    const { standing = EMPTY_STANDING, occurredAt = tick++ } = options;
    const id = recordId(options.id ?? freshId());
    const line = { ...BREAD, quantity: thousandths(loaves * 1000) };
    const withMember = member !== null;
    const figures = reckonSale({
      lines: [{ key: 0, unit: 'piece', ...line }],
      programme: PROGRAMME,
      spend: points(options.spend ?? 0),
      withMember,
    });
    const today = civilDateAt(occurredAt);
    const entries = saleEntries({ record: id, member, standing, figures, programme: PROGRAMME, today });
    const [of] = figures.lines;
    assert(of !== undefined, 'one line in, one line out');
    const { excluded: _, ...amounts } = of;
    const record = this.add(
      {
        kind: 'sale',
        number: receiptNumber(this.number, this.ordinal, this.head.seq + 1),
        member: withMember
          ? {
              member,
              balanceBefore: standing.balance,
              foundBy: 'card',
              civilDate: today,
              redeemed: options.offline === true ? 'offline' : null,
            }
          : null,
        lines: [{ ...line, ...amounts }],
        vat: figures.vat,
        tenders: [{ kind: 'cash', amount: figures.total }],
        change: bani(0),
        gross: figures.gross,
        discount: figures.discount,
        total: figures.total,
        earned: figures.earned,
        spent: figures.spent,
        fiscalNumber: null,
        trace: figures.trace,
        entries,
      },
      { id, occurredAt },
    );
    assert(record.kind === 'sale', 'a sale was sealed');
    return record;
  }

  /** A return by typed lines of a receipt that this till does not know. */
  returnTyped(ofNumber: string, loaves: number): RecordBody {
    const gross = bani(BREAD.price * loaves);
    const { category: _, ...bread } = BREAD;
    const nothing = points(0);
    return this.add({
      kind: 'return',
      number: receiptNumber(this.number, this.ordinal, this.head.seq + 1),
      of: null,
      ofNumber,
      member: null,
      lines: [
        {
          ...bread,
          line: null,
          quantity: thousandths(loaves * 1000),
          gross,
          discount: bani(0),
          earned: nothing,
          spent: nothing,
        },
      ],
      vat: [],
      tenders: [{ kind: 'cash', amount: gross }],
      total: gross,
      earnedBack: nothing,
      spentBack: nothing,
      trace: [],
      entries: [],
    });
  }

  /** Sends records as they are; answers the body of a 200, throws Answered otherwise. */
  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        ...this.headers(),
        'content-type': 'application/json',
        'content-encoding': 'zstd',
        ...headers,
      },
      body: new Uint8Array(zstdCompressSync(JSON.stringify(body))),
    });
    return answered(response);
  }

  async get(path: string): Promise<unknown> {
    return answered(await fetch(`${this.url}${path}`, { headers: this.headers() }));
  }

  headers(): Record<string, string> {
    return {
      authorization: `Bearer ${this.head.till}.${this.key}`,
      'loial-protocol': String(PROTOCOL),
      'accept-encoding': 'zstd',
    };
  }

  /** Pushes records of the log, all of them unless told otherwise, and waits until what is held is counted. */
  async push(records: readonly SealedRecord[] = this.log): Promise<Pushed> {
    const answer = await this.store(records);
    const latest = performance.now() + COUNTED_MS;
    for (let now = answer; now.counted < answer.held; ) {
      assert(performance.now() < latest, `the centre counts no further than ${now.counted} of ${answer.held}`);
      await new Promise((soon) => setTimeout(soon, 1));
      now = await this.store([]);
    }
    return answer;
  }

  /** Pushes in the compact form; `change` is what happens to it on the way. */
  async pushCompact(
    records: readonly SealedRecord[] = this.log,
    change: (bytes: Buffer) => Buffer = (bytes) => bytes,
  ): Promise<Pushed> {
    const compact = compactPush({ incarnation: this.head.incarnation, records: [...records] }, sha256);
    assert(compact !== null, 'a log has a compact form');
    const [text, length] = [Buffer.from(compact.text), Buffer.alloc(4)];
    length.writeUInt32LE(text.length);
    const bytes = change(Buffer.concat([length, text, compact.bytes]));
    const response = await fetch(`${this.url}/v1/push`, {
      method: 'POST',
      headers: { ...this.headers(), 'content-type': COMPACT_PUSH, 'content-encoding': 'zstd' },
      body: new Uint8Array(zstdCompressSync(bytes)),
    });
    // Proven by the route: it answers nothing else.
    return (await answered(response)) as Pushed;
  }

  /** Pushes, and waits for nothing but the answer. */
  async store(records: readonly SealedRecord[] = this.log): Promise<Pushed> {
    return (await this.post('/v1/push', { incarnation: this.head.incarnation, records })) as Pushed;
  }

  async pull(cursor = '', options: { most?: number; waitMs?: number; only?: string[] } = {}): Promise<Pulled> {
    const { incarnation } = this.head;
    return (await this.post('/v1/pull', { incarnation, cursor, most: 2000, waitMs: 0, ...options })) as Pulled;
  }

  /** The cursor behind everything there is now. */
  async drained(): Promise<string> {
    let page = await this.pull();
    while (page.more || page.states.length > 0) page = await this.pull(page.cursor);
    return page.cursor;
  }

  /** Everything from the beginning, the last state of each. */
  async pullAll(): Promise<Map<string, Sent>> {
    const states = new Map<string, Sent>();
    for (let cursor = '', more = true; more; ) {
      const page = await this.pull(cursor, { most: 500 });
      for (const state of page.states) states.set(`${state.kind} ${keyOf(state)}`, state);
      ({ cursor, more } = page);
    }
    return states;
  }
}

export type Sent = PullResponse['states'][number];
export type Pulled = PullResponse;
export interface Pushed {
  epoch: string;
  held: number;
  heldHash: string;
  counted: number;
  fork: { seq: number; expectedPrevHash: string } | null;
}

function keyOf(state: Sent): string {
  for (const name of ['id', 'code', 'sku']) if (typeof state[name] === 'string') return state[name];
  return '';
}

async function answered(response: Response): Promise<unknown> {
  // Node's fetch unpacks gzip, deflate and br by itself; zstd is left to the asker.
  const bytes = Buffer.from(await response.arrayBuffer());
  const packed = response.headers.get('content-encoding') === 'zstd' && bytes.readUInt32LE(0) === 0xfd2fb528;
  const body: unknown = JSON.parse((packed ? zstdDecompressSync(bytes) : bytes).toString('utf8'));
  if (!response.ok) throw new Answered(response.status, body);
  return body;
}

/** A record without a meaning, for `addRaw` to put one in its place. */
function blank() {
  return {
    kind: 'shiftOpened' as const,
    confirmed: [],
    entries: [],
    shift: null,
    businessDay: civilDate('2026-11-21'),
    staff: null,
    programmeVersion: null,
    reverses: null,
  };
}

/** The sale or other record in sealed bytes. */
export function opened(sealed: SealedRecord): RecordBody {
  const read = readBody(sealed.body);
  assert(read.known, 'the tests know their own records');
  return read.record;
}
