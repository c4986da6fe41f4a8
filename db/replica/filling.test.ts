import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { incarnationOf, memberOf, person } from '../samples.ts';
import { openReplica, type ReplicaWriter } from './replica.ts';

let dir: string;
let file: string;
let replica: ReplicaWriter;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-filling-'));
  file = join(dir, 'members.db');
  replica = openReplica(file);
});
afterEach(() => {
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

function told(n: number, name: string | null): MemberState {
  return {
    kind: 'member',
    id: memberOf(n),
    aliasOf: null,
    person: name === null ? null : person(name),
    joined: civilDate('2025-01-31'),
    balance: points(n),
    debt: points(0),
    lots: [],
    counted: { incarnation: incarnationOf(1), seq: 7 },
  };
}
const pull = (states: readonly unknown[]): void =>
  replica.applyPull({ epoch: 'e1', cursor: 'c1', heardAt: 1_000_000, nowMs: 1_000_250, states });

describe('a page of states', () => {
  test('is one piece of the search index, however many members are new in it', () => {
    pull(Array.from({ length: 300 }, (_, i) => told(i, `Ionescu Maria ${i}`)));
    const db = new Database(file, { readonly: true });
    const pieces = db.prepare('SELECT count(DISTINCT segid) FROM member_search_idx').pluck().get();
    db.close();
    expect(pieces).toBe(1);
    expect(replica.syncState().members).toBe(300);
    expect(replica.searchMembers('ionescu', 20)).toHaveLength(20);
  });

  test('more of them than words wait in memory is found whole', () => {
    pull(Array.from({ length: 5050 }, (_, i) => told(i, i % 1000 === 0 ? `Zgardan ${i}` : `Maria ${i}`)));
    expect(replica.searchMembers('zgardan', 20)).toHaveLength(6);
    expect(replica.syncState().members).toBe(5050);
  });

  test('that comes to nothing in its middle is forgotten whole, and the next begins from before it', () => {
    const unwritable = { kind: 'later', id: 'x', n: 1n };
    expect(() => pull([told(1, 'Ana Lupu'), { ...told(2, 'Ion'), erased: true, person: null }, unwritable])).toThrow(
      TypeError,
    );
    expect(replica.syncState()).toMatchObject({ cursor: '', members: 0 });
    expect(replica.searchMembers('lupu', 5)).toEqual([]);
    // Whoever was erased in it was not, and the life that it named is not in the file.
    pull([told(2, 'Ion Rusu')]);
    expect(replica.member(memberOf(2))).toMatchObject({ person: { name: 'Ion Rusu' }, counted: { seq: 7 } });
    expect(replica.searchMembers('rusu', 5)).toHaveLength(1);
    expect(replica.searchMembers('lupu', 5)).toEqual([]);
    expect(replica.syncState().members).toBe(1);
  });

  test('says of one member several times what the last word says', () => {
    pull([
      told(1, 'Ana Lupu'),
      told(1, 'Ana Rusu'),
      told(2, 'Ion Lupu'),
      told(2, null),
      told(3, null),
      told(3, 'Petru'),
    ]);
    expect(replica.searchMembers('lupu', 5)).toEqual([]);
    expect(replica.searchMembers('rusu', 5)).toHaveLength(1);
    expect(replica.searchMembers('petru', 5)).toHaveLength(1);
    pull([told(1, 'Ana Lupu'), told(1, 'Ana Zgardan')]);
    expect(replica.searchMembers('rusu', 5)).toEqual([]);
    expect(replica.searchMembers('lupu', 5)).toEqual([]);
    expect(replica.searchMembers('zgardan', 5)).toHaveLength(1);
    expect(replica.syncState().members).toBe(3);
  });
});

test('pieces of the index are made one seldom while an empty file fills, and as usual from its end on, or the next opening', () => {
  const merged = (): unknown => {
    const db = new Database(file, { readonly: true });
    const set = db.prepare("SELECT v FROM member_search_config WHERE k = 'automerge'").pluck().get();
    db.close();
    return set;
  };
  expect(merged()).toBeUndefined();
  pull([told(1, 'Ana Lupu')]);
  expect(merged()).toBe(16);
  replica.compact();
  expect(merged()).toBe(4);
  pull([told(2, 'Ion Rusu')]);
  expect(merged()).toBe(4);
  replica.startOver('e2');
  pull([told(2, 'Ion Rusu')]);
  expect(merged()).toBe(16);
  replica.close();
  replica = openReplica(file);
  expect(merged()).toBe(4);
});
