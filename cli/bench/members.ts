/** Finding a member among very many, inside the till: by card, as the scan's handler does it, and as a name is typed. */
import { hash, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CardState, MemberState } from '../../contract/sync/states.ts';
import { openLedger } from '../../db/ledger/ledger.ts';
import { members } from '../../db/members.ts';
import { openReplica, readReplica } from '../../db/replica/replica.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { addDays, civilDate } from '../../domain/calendar/civil.ts';
import { incarnationId, lotOf, type MemberId, recordId, storeId, tillId, uuid7 } from '../../domain/identity/ids.ts';
import { projectDir } from '../places.ts';
import { type Chance, chanceFrom } from '../sample/chance.ts';
import { cardNumber, type Joiner, makePeople } from '../sample/people.ts';

const SEED = 'bench';
const BORN_MS = Date.UTC(2026, 0, 1);
const TODAY = civilDate('2026-11-21');
/** Members are made and pulled in such portions: they never stand in memory all at once. */
const PORTION = 20_000;
const BATCH = 1000;
const FOUND = 20;

export interface MemberTimes {
  /** One lookup each, ms. */
  readonly card: readonly number[];
  readonly search: readonly number[];
  readonly queries: number;
  /** States per second of the pull that made the file; null: it was there from an earlier run. */
  readonly statesPerSecond: number | null;
  readonly fileMb: number;
}

/** Looks up and searches in a members.db of so many members, made by real pulls; `say` hears how far that is. */
export async function memberTimes(
  dir: string,
  {
    count,
    lookups,
    typed,
    say,
  }: { readonly count: number; readonly lookups: number; readonly typed: number; readonly say: (text: string) => void },
): Promise<MemberTimes> {
  const { file, statesPerSecond } = filled(count, say);
  mkdirSync(dir, { recursive: true });
  const ledger = openLedger(join(dir, 'ledger.db'));
  const replica = readReplica(file);
  try {
    const newUuid = (): string => uuid7(Date.now(), randomBytes(10));
    // A till of a chain that has sold nothing yet: the centre's word and an empty tail.
    ledger.begin({
      store: storeId(newUuid()),
      till: tillId(newUuid()),
      incarnation: incarnationId(newUuid()),
      ordinal: 1,
      previous: null,
      id: recordId(newUuid()),
      occurredAt: Date.now(),
      alone: false,
    });
    const known = members(ledger, replica);
    const chance = chanceFrom(`${SEED}/questions`);
    const someone = (): number => chance.between(1, count);

    const lookUp = (n: number): void => {
      const found = known.byCard(cardNumber(n));
      assert(found !== null && found.member.standing.balance >= 0, `card ${n} leads to its member`);
    };
    for (let i = 0; i < lookups / 5; i++) lookUp(someone());
    const card = Array.from({ length: lookups }, () => someone()).map((n) => timeOf(() => lookUp(n)));

    const asked = questions(chance, typed);
    for (const text of asked.slice(0, asked.length / 5)) known.search(text, FOUND);
    const search = asked.map((text) => timeOf(() => known.search(text, FOUND)));
    const fileMb = statSync(file).size / 1024 / 1024;
    return { card, search, queries: asked.length, statesPerSecond, fileMb };
  } finally {
    replica.close();
    ledger.close();
  }
}

function timeOf(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** The members.db of so many; kept under .cache, and made anew when anything that goes into it has changed. */
function filled(
  count: number,
  say: (text: string) => void,
): { readonly file: string; readonly statesPerSecond: number | null } {
  const kept = join(projectDir(), '.cache', 'bench');
  mkdirSync(kept, { recursive: true });
  const name = `members-${count}-`;
  const file = join(kept, `${name}${digest()}.db`);
  if (existsSync(file)) return { file, statesPerSecond: null };
  for (const old of readdirSync(kept).filter((one) => one.startsWith(name))) rmSync(join(kept, old), { force: true });
  const making = `${file}.making`;
  const begun = performance.now();
  const states = fill(making, count, say);
  const seconds = (performance.now() - begun) / 1000;
  renameSync(making, file);
  return { file, statesPerSecond: states / seconds };
}

/** Of what decides the file's content: its schema, how states are packed and indexed, and who is in it. */
const MADE_OF = [
  'db/replica/migrations/*.ts',
  'db/replica/{packing,search,states,tallies}.ts',
  'domain/person/fold.ts',
  'cli/sample/people.ts',
  'resources/sample/names.csv',
];
/** To be raised when the states below become others. */
const FORM = 3;

function digest(): string {
  const cwd = projectDir();
  const sources = globSync(MADE_OF, { cwd }).sort();
  const all = sources.map((path) => readFileSync(join(cwd, path), 'utf8'));
  return hash('sha256', [FORM, ...all].join('\0'), 'hex').slice(0, 16);
}

function fill(file: string, count: number, say: (text: string) => void): number {
  const replica = openReplica(file);
  const incarnation = incarnationId(uuid7(BORN_MS, new Uint8Array(10).fill(7)));
  let states = 0;
  try {
    for (let from = 0; from < count; from += PORTION) {
      const portion = peopleFrom(from, Math.min(PORTION, count - from));
      for (let i = 0; i < portion.length; i += BATCH) {
        const batch = portion
          .slice(i, i + BATCH)
          .flatMap((joiner, j) => statesOf(joiner, from + i + j + 1, incarnation));
        states += batch.length;
        const at = BORN_MS + states;
        replica.applyPull({ epoch: 'bench', cursor: String(states), heardAt: at, nowMs: at, states: batch });
      }
      replica.checkpoint();
      say(
        `members.db: ${Math.min(count, from + PORTION).toLocaleString('en')} of ${count.toLocaleString('en')} members`,
      );
    }
    // As the sync worker does it when the first load is done.
    replica.compact();
  } finally {
    replica.close();
  }
  return states;
}

/** States of so many members with a card each, from the one after `from` on; the same for the same numbers. */
export function memberStates(from: number, count: number): (MemberState | CardState)[] {
  const incarnation = incarnationId(uuid7(BORN_MS, new Uint8Array(10).fill(7)));
  return peopleFrom(from, count).flatMap((joiner, i) => statesOf(joiner, from + i + 1, incarnation));
}

function peopleFrom(from: number, count: number): Joiner[] {
  return makePeople(`${SEED}/${from}`, count, { bornMs: BORN_MS, today: TODAY, storeWeights: [1] });
}

function statesOf(
  { id, person }: Joiner,
  n: number,
  incarnation: ReturnType<typeof incarnationId>,
): (MemberState | CardState)[] {
  const lots = lotsOf(id, n);
  const balance = points(lots.reduce((sum, lot) => sum + lot.points, 0));
  const counted = { incarnation, seq: 1 };
  return [
    {
      kind: 'member',
      id,
      aliasOf: null,
      person,
      joined: TODAY,
      balance,
      debt: points(0),
      lots,
      ...countsOf(n),
      counted,
    },
    { kind: 'card', code: cardNumber(n), member: id, blocked: false },
  ];
}

/** One in eight comes often: twenty days of purchases, and a coupon. */
function countsOf(n: number): Pick<MemberState, 'tally' | 'coupons'> {
  if (n % 8 !== 0) return {};
  const days = Array.from({ length: 20 }, (_, i) => addDays(TODAY, i * 9 + (n % 5) - 180));
  const tally = ['points', 'spend', 'visits'].flatMap((key) =>
    days.map((day, i) => ({ key, day, n: 1 + ((n + i) % 900) })),
  );
  return { tally, coupons: [{ code: `K${n}`, offer: 'next', until: addDays(TODAY, 30) }] };
}

/** None to five lots. */
function lotsOf(
  id: MemberId,
  n: number,
): { id: ReturnType<typeof lotOf>; points: ReturnType<typeof points>; expires: ReturnType<typeof addDays> }[] {
  return Array.from({ length: n % 6 }, (_, i) => ({
    // Any id will do for the record that made the lot.
    id: lotOf(recordId(id), i),
    points: points(1 + ((n * 7 + i) % 400)),
    expires: addDays(TODAY, 30 + ((n + i * 61) % 335)),
  }));
}

/** What cashiers type, letter by letter: names in both scripts and without their marks, phones from either end. */
function questions(chance: Chance, count: number): string[] {
  const asked: string[] = [];
  const people = peopleFrom(0, 2000);
  for (let i = 0; i < count; i++) {
    const { person } = chance.pick(people);
    const [first = '', last = ''] = person.name.split(' ');
    const phone = person.phone ?? '+37369000000';
    const ways = [
      () => typing(plain(last), 1, 8),
      () => typing(last.toLowerCase(), 1, 8),
      () => typing(first, 1, 8),
      () => typing(`${plain(first)} ${plain(last)}`, 3, plain(first).length + 5),
      () => typing(`${last} ${first}`, 3, last.length + 4),
      () => typing(`0${phone.slice(4)}`, 2, 9),
      () => typing(phone.slice(-6), 6, 6),
      () => typing(phone.slice(-4), 2, 4),
    ];
    asked.push(...chance.pick(ways)());
  }
  return asked;
}

function typing(text: string, from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, Math.min(to, text.length) - from + 1) }, (_, i) => text.slice(0, from + i));
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
