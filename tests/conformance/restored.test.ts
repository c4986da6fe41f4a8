import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../cli/server/run.ts';
import { compareStates } from '../../cli/verify/compare.ts';
import { heldLives, verifyCentre } from '../../server/verify.ts';
import { SyncedTill } from '../sync/till.ts';
import { RealChain, soon } from './chain.ts';
import { TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';

/** Tills with their real files and their real worker against a centre that is set back to an older copy of itself. */
let postgres: Postgres;
let chain: RealChain;
let synced: SyncedTill[] = [];

beforeAll(async () => {
  postgres = await Postgres.make();
});
afterEach(async () => {
  await Promise.all(synced.map((till) => till.close()));
  synced = [];
  await chain.stop();
});
afterAll(() => postgres?.remove());

async function enrolled(store: 0 | 1, at: 0 | 1): Promise<SyncedTill> {
  const till = await SyncedTill.enrol(chain.urls[at], (await chain.newTill(store)).code);
  synced.push(till);
  return till;
}

const settled = (till: SyncedTill): Promise<void> =>
  soon(() => {
    expect(till.last).toMatchObject({ state: 'connected', loaded: null, fork: null });
    expect(till.acked).toBe(till.head);
  });

/** Kills PostgreSQL and starts the copy in its place, at the same address. */
async function restore(copy: Postgres): Promise<void> {
  await postgres.remove();
  postgres = copy.at(postgres.port);
  await postgres.start();
  chain.postgres = postgres;
}

/** Every till's log is at the centre, and every till's copy says what the centre says. */
async function proveAgreement(): Promise<void> {
  for (const till of synced) await settled(till);
  await soon(async () => expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]));
  const lives = await heldLives(chain.databaseUrl);
  for (const till of synced) {
    const held = lives.find(({ incarnation }) => incarnation === till.identity.incarnation);
    expect(held).toMatchObject({ seq: till.head, hash: till.ledger.head()?.hash });
    const files = { ledgerFile: join(till.dir, 'ledger.db'), membersFile: join(till.dir, 'members.db') };
    await soon(async () => expect((await compareStates(files, chain.databaseUrl)).findings).toEqual([]));
    expect(till.troubles).toEqual([]);
  }
}

describe('a centre restored from an older copy that was made while tills pushed', { timeout: TEST_MS }, () => {
  for (const announced of [true, false]) {
    const how = announced ? 'and announced as a new epoch' : 'without a word from anybody';
    test(`${how}: gets again what it lost, and tells every till anew`, async () => {
      chain = await RealChain.start(postgres);
      const [busy, other, closed] = [await enrolled(0, 0), await enrolled(1, 1), await enrolled(0, 1)];
      for (const till of [busy, other]) till.addMember('Dinainte');
      for (const till of synced) await settled(till);
      const copying = postgres.copy();
      for (const till of [busy, other]) till.addMember('În timpul copiei');
      const copy = await copying;
      for (const till of [busy, other]) for (let n = 0; n < 15; n++) till.addMember(`Pierdut ${n}`);
      for (const till of synced) await settled(till);
      // The third till knows of what will be lost, and is switched off before it is.
      const lost = busy.addMember('Pierdută');
      await soon(() => expect(closed.replica.member(lost)?.person?.name).toBe('Pierdută'));
      await settled(busy);
      await closed.sync.close();

      if (announced) await Promise.all(chain.servers.map((server) => server.kill()));
      await restore(copy);
      if (announced) {
        expect(await run(['--database-url', chain.databaseUrl, '--new-epoch'])).toBe(0);
        for (const server of chain.servers) server.again(chain.databaseUrl);
      }
      await Promise.all(chain.servers.map((server) => server.ready()));
      // The centre grows again past the place that the closed till has reached.
      const fresh = await enrolled(1, 0);
      const members = Array.from({ length: 60 }, (_, n) => fresh.addMember(`După ${n}`));
      for (const till of [fresh, busy, other]) {
        till.addPlain();
        await settled(till);
      }
      await closed.restart();
      for (const member of members) {
        await soon(() => expect(closed.replica.member(member)?.person).not.toBeUndefined());
      }
      await soon(() => expect(closed.replica.member(lost)?.person?.name).toBe('Pierdută'));
      await proveAgreement();
    });
  }
});
