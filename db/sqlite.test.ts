import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { command, int, query } from './sqlite.ts';

test('whoever stops before the last row leaves the connection free to write and to close', () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1), (2), (3)');
  const rows = query(db, 'SELECT n FROM a ORDER BY n', (row) => int(row, 0));
  for (const n of rows.each()) if (n === 2) break;
  command(db, 'INSERT INTO a VALUES (?)')(4);
  expect([...rows.each()]).toEqual([1, 2, 3, 4]);
  expect(() => {
    for (const n of rows.each()) if (n === 1) throw new TypeError('in the middle');
  }).toThrow('in the middle');
  command(db, 'DELETE FROM a WHERE n = ?')(4);
  db.close();
});
