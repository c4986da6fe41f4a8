/** The fixed workload of `npm run bench:sync`: a chain on a PostgreSQL of its own, a centre in a process of its own, tills on real files. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { readProgramme } from '../../../contract/programme/form.ts';
import { type Ledger, openLedger } from '../../../db/ledger/ledger.ts';
import { openReplica } from '../../../db/replica/replica.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { thousandths, vatRate } from '../../../domain/amount/quantity.ts';
import { assert } from '../../../domain/assert.ts';
import { civilDate, civilDateAt } from '../../../domain/calendar/civil.ts';
import { receiptNumber } from '../../../domain/card/receiptNumber.ts';
import { type MemberId, memberId, recordId, type StoreId, staffId, uuid7 } from '../../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../../domain/ledger/fold.ts';
import type { RecordDraft } from '../../../domain/record/record.ts';
import { saleContent } from '../../../domain/sale/content.ts';
import { evaluate, type SaleInput } from '../../../domain/sale/evaluate.ts';
import { NO_CHOICES } from '../../../domain/sale/facts.ts';
import { factsFor } from '../../../domain/sale/factsFor.ts';
import { openCentre } from '../../../electron/sync/centre.ts';
import { takeIdentity } from '../../../electron/till/identity.ts';
import type { TillIdentity } from '../../../electron/till/links.ts';
import { type Admin, openAdmin } from '../../../server/admin.ts';
import { MACHINE } from '../../../server/main.ts';
import { projectDir } from '../../places.ts';
import { startCluster } from '../../postgres/cluster.ts';
import { chanceFrom } from '../../sample/chance.ts';
import { makePeople } from '../../sample/people.ts';
import type { Programs } from './cpu.ts';

/** A till on its files, enrolled and not syncing yet. */
export interface BenchTill {
  readonly identity: TillIdentity;
  readonly ledger: Ledger;
  readonly ledgerFile: string;
  readonly membersFile: string;
}

export interface World {
  readonly url: string;
  readonly databaseUrl: string;
  readonly client: pg.Client;
  readonly programs: Programs;
  /** Enrols a till of the store that sells, at the centre's own address, or at a line before it. */
  till(number: number, url?: string): Promise<BenchTill>;
  /** The same of another store: none of the receipts are for it, only the members. */
  tillElsewhere(number: number, url?: string): Promise<BenchTill>;
  stop(): Promise<void>;
}

const SEED = 'bench:sync';
const NOON_MS = Date.UTC(2026, 10, 21, 10);
const MEMBERS = 20_000;
const PRODUCTS = 500;

const PROGRAMME = {
  format: 2,
  version: 1,
  name: 'Bench',
  startsAtMs: 0,
  earning: [{ id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } }],
};

/** Starts PostgreSQL, the centre and a chain of one store; everything is gone after `stop`. */
export async function startWorld(dir: string): Promise<World> {
  const cluster = await startCluster({ scratch: true });
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  const admin = await openAdmin({ ...MACHINE, databaseUrl: cluster.url });
  await admin.createChain({
    kind: 'chain',
    name: 'Bench',
    cardPrefixes: ['290'],
    weighed: [],
    vatRates: [vatRate(2000), vatRate(800)],
    returnDays: 30,
  });
  const store = await admin.addStore({ name: 'Centru', address: 'bd. Ștefan cel Mare 1' });
  const elsewhere = await admin.addStore({ name: 'Botanica', address: 'bd. Dacia 1' });
  await admin.putProgramme(PROGRAMME);
  const centre = await centreProcess(cluster.url);
  const { url } = centre;
  return {
    url,
    databaseUrl: cluster.url,
    client,
    programs: { centrePid: centre.pid, postmasterPid: cluster.pid },
    till: (number, at = url) => enrolled(admin, { dir, store, number, at }),
    tillElsewhere: (number, at = url) => enrolled(admin, { dir, store: elsewhere, number, at }),
    async stop() {
      await centre.stop();
      await admin.close();
      await client.end();
      await cluster.stop();
    },
  };
}

/** The centre as a program of its own, which says where it listens. LOIAL_PROFILE=folder: it leaves a profile of its CPU there. */
async function centreProcess(
  databaseUrl: string,
): Promise<{ readonly url: string; readonly pid: number; stop(): Promise<void> }> {
  const to = process.env['LOIAL_PROFILE'];
  const profiling = to === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${to}`];
  const script = join(projectDir(), 'cli', 'bench', 'sync', 'centre.child.ts');
  const child = spawn(process.execPath, [...profiling, script], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    child.stdout.resume();
    return { url: line.slice('ready '.length), pid: child.pid ?? 0, stop };
  }
  throw new Error('The centre did not come up.');
}

async function enrolled(
  admin: Admin,
  of: { readonly dir: string; readonly store: StoreId; readonly number: number; readonly at: string },
): Promise<BenchTill> {
  const id = await admin.addTill({ store: of.store, number: of.number });
  const centre = openCentre();
  const answer = await centre.enrol(of.at, await admin.makeEnrolmentCode(id));
  centre.close();
  assert(answer.ok, 'the centre took the code');
  const { url, response } = answer.value;
  const dir = join(of.dir, `till-${of.number}`);
  mkdirSync(dir, { recursive: true });
  const [ledgerFile, membersFile] = [join(dir, 'ledger.db'), join(dir, 'members.db')];
  const ledger = openLedger(ledgerFile);
  openReplica(membersFile).close();
  const { till, store, number, ordinal, key, previous } = response;
  const given = { till, store, number, ordinal, previous, centre: { url, key } };
  const identity = takeIdentity(ledger, given, () => uuid7(NOON_MS, randomBytes(10)), NOON_MS);
  return { identity, ledger, ledgerFile, membersFile };
}

/** The members who buy: the same for each run. */
export function buyers(): MemberId[] {
  const chance = chanceFrom(`${SEED}/buyers`);
  return Array.from({ length: MEMBERS }, (_, i) => memberId(chance.uuid(NOON_MS - 86_400_000 * 30 + i * 997)));
}

/** Sales of one line to a member, who gets points in one entry: the engine's own content, as a till confirms it, seven seconds apart. */
export function sales(
  till: BenchTill,
  count: number,
  members: readonly MemberId[],
  seed: string,
  fromMs = NOON_MS,
): { readonly draft: RecordDraft; readonly beside: null }[] {
  const read = readProgramme(PROGRAMME);
  assert(read.ok, 'the programme of the bench is right');
  const { programme } = read;
  const { identity, ledger } = till;
  const chance = chanceFrom(`${SEED}/${seed}`);
  const after = ledger.head()?.seq ?? 0;
  const cashier = staffId(chance.uuid(NOON_MS));
  return Array.from({ length: count }, (_, i) => {
    const occurredAt = fromMs + i * 7000 + chance.between(0, 6000);
    const id = recordId(chance.uuid(occurredAt));
    const member = members[chance.between(0, members.length - 1)];
    assert(member !== undefined, 'somebody buys');
    const sku = chance.between(1, PRODUCTS);
    const day = civilDateAt(occurredAt);
    const input: SaleInput = {
      programme,
      lines: [
        {
          key: 1,
          unit: 'piece',
          sku: String(10_000 + sku),
          name: `Produs numărul ${sku}`,
          category: 'grocery',
          price: bani(1000 + sku * 35),
          vat: vatRate(sku % 2 === 0 ? 2000 : 800),
          quantity: thousandths(1000 * chance.between(1, 3)),
        },
      ],
      facts: factsFor({
        programme,
        member,
        standing: EMPTY_STANDING,
        joined: civilDate('2026-01-01'),
        birthday: null,
        referrer: null,
        day,
        all: [],
      }),
      choices: NO_CHOICES,
      moment: { day, time: '10:00', store: identity.store },
      tenders: ['cash'],
      products: () => null,
    };
    const result = evaluate(input);
    const content = saleContent({
      record: id,
      number: receiptNumber(identity.number, identity.ordinal, after + 1 + i),
      input,
      result,
      member: { member, foundBy: 'card', redeemed: null },
      standing: EMPTY_STANDING,
      tenders: [{ kind: 'cash', amount: result.total }],
      change: bani(0),
      fiscalNumber: null,
    });
    const draft: RecordDraft = {
      ...content,
      id,
      shift: null,
      businessDay: day,
      staff: cashier,
      programmeVersion: programme.version,
      reverses: null,
      occurredAt,
    };
    return { draft, beside: null };
  });
}

/** Writes them into the till's log, some hundred in one transaction, and folds them into members.db, as a till without a line does. */
export function write(till: BenchTill, all: ReturnType<typeof sales>): void {
  for (let i = 0; i < all.length; i += 1000) till.ledger.appendAll(all.slice(i, i + 1000));
  const replica = openReplica(till.membersFile);
  for (;;) {
    const some = till.ledger.liveAfter(replica.syncState().folded, 1000);
    if (some.length === 0) break;
    replica.foldLocal(some);
  }
  replica.close();
}

/** Members that the centre knows, all of them changed: what a till that has nothing must pull. */
export async function enrolMembers(client: pg.Client, count: number): Promise<void> {
  const people = makePeople(SEED, count, { bornMs: NOON_MS, storeWeights: [1], today: civilDate('2026-11-21') });
  for (let i = 0; i < people.length; i += 5000) {
    const some = people.slice(i, i + 5000);
    await client.query('BEGIN');
    await client.query(
      `WITH who AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bool[])
         AS u (id, name, call_name, phone, language, birthday, marketing)),
       m AS (INSERT INTO member (id, joined) SELECT id, '2026-01-01' FROM who),
       p AS (INSERT INTO person (member, name, call_name, phone, language, birthday, marketing) SELECT * FROM who),
       s AS (INSERT INTO member_standing (member) SELECT id FROM who)
       INSERT INTO change_inbox (kind, key, scope)
       SELECT 'member', id::text, '00000000-0000-0000-0000-000000000000' FROM who`,
      [
        some.map(({ id }) => id),
        some.map(({ person }) => person.name),
        some.map(({ person }) => person.callName),
        some.map(({ person }) => person.phone),
        some.map(({ person }) => person.language),
        some.map(({ person }) => person.birthday),
        some.map(({ person }) => person.marketing),
      ],
    );
    await client.query('COMMIT');
  }
}
