import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { incarnationOf, memberOf, person } from '../samples.ts';
import { openReplica } from './replica.ts';
import { memberKey } from './search.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-pairs-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const NAMES = [
  'Ștefan Munteanu',
  'Наталья Чебан',
  'Natalia Ciobanu-Ștefanescu',
  'Ana Anghel',
  'Юлия Щербакова',
  'Djordje Djokici',
  'Хорхе Жильберто Жоао Чиботару',
];

function told(n: number): MemberState {
  const name = NAMES[n] ?? '';
  return {
    kind: 'member',
    id: memberOf(n),
    aliasOf: null,
    person: { ...person(name, '+37369123456'), callName: n % 2 === 0 ? '' : 'doamna Cozma' },
    joined: civilDate('2025-01-31'),
    balance: points(0),
    debt: points(0),
    lots: [],
    counted: { incarnation: incarnationOf(1), seq: 7 },
  };
}

/** Every two words of a name, each begun by 2 to 6 letters, either first. */
function typings(name: string): (readonly [string, string])[] {
  const words = name.split(/[ -]/);
  const begun = (word: string): string[] => [2, 3, 6].map((length) => word.slice(0, length));
  return words.flatMap((a) =>
    words
      .filter((b) => b !== a)
      .flatMap((b) => begun(a).flatMap((x) => begun(b).map((y): readonly [string, string] => [x, y]))),
  );
}

test('whoever is found by two words apart is found by both together, however much of them is typed', () => {
  const replica = openReplica(join(dir, 'members.db'));
  try {
    const states = NAMES.map((_, n) => told(n));
    replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: 1, nowMs: 1, states });
    const finds = (typed: string, n: number): boolean =>
      replica.searchMembers(typed, 20).some(({ id }) => id === memberOf(n));
    let tried = 0;
    for (const [n, name] of NAMES.entries()) {
      for (const [a, b] of typings(name)) {
        if (!finds(a, n) || !finds(b, n)) continue;
        tried += 1;
        expect(finds(`${a} ${b}`, n), `${a} ${b}`).toBe(true);
      }
    }
    expect(tried).toBeGreaterThan(100);
    expect(replica.searchMembers('doamna cozma', 20)).toHaveLength(3);
    // Pairs narrow nothing wrongly: a phone's digits are no word, and one word may meet two terms.
    expect(replica.searchMembers('ana 0691', 20)).toHaveLength(1);
    expect(replica.searchMembers('an ang', 20).map(({ id }) => id)).toEqual([memberOf(3)]);
    expect(replica.searchMembers('stefan cozma', 20)).toHaveLength(0);
  } finally {
    replica.close();
  }
});

test('who was indexed before there were pairs is found by two words after the next opening', () => {
  const file = join(dir, 'members.db');
  const replica = openReplica(file);
  replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: 1, nowMs: 1, states: [told(0)] });
  replica.close();
  // As version 1 left it: no pairs in the index, and the step to version 2 not taken.
  const db = new Database(file);
  const plain = memberKey(person(NAMES[0] ?? '', '+37369123456')).replace(/ \S*[a-z]0[a-z]\S*/g, '');
  db.prepare('INSERT OR REPLACE INTO member_search (rowid, key) VALUES (1, ?)').run(plain);
  db.exec(
    'DROP TABLE reindex; DROP TABLE total; DROP TABLE held; DROP TABLE unheld; DROP TABLE gift_card; DROP TABLE stands_for; DROP TABLE snapshot; DROP TABLE snapshot_counted; DROP TABLE alarm; DROP TABLE own_alarm; ' +
      'DROP TABLE closed_day; DROP TABLE member_merge; DROP TABLE erased; CREATE TABLE alias (of BLOB); ' +
      'ALTER TABLE member DROP COLUMN counted; ALTER TABLE member DROP COLUMN check_sum; ' +
      'DELETE FROM migration WHERE version >= 2; PRAGMA user_version = 1',
  );
  db.close();

  const again = openReplica(file);
  expect(again.searchMembers('stefan munt', 20)).toHaveLength(1);
  again.close();
  // Once is enough.
  const after = new Database(file);
  expect(after.prepare('SELECT count(*) AS due FROM reindex').get()).toEqual({ due: 0 });
  after.close();
});
