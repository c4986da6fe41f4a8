import { incarnationId } from '../../domain/identity/ids.ts';
import { int, query, type Row, type Sqlite, text } from '../sqlite.ts';
import type { ReplicaReader, Total } from './replica.ts';

/** Everybody's counts as the centre told them. */
export function totalsOf(db: Sqlite): Pick<ReplicaReader, 'total' | 'totals'> {
  const one = query(db, 'SELECT key, n, incarnation, seq FROM total WHERE key = ?', totalOf);
  const all = query(db, 'SELECT key, n, incarnation, seq FROM total ORDER BY key', totalOf);
  return { total: (key) => one.one(key), totals: () => all.all() };
}

function totalOf(row: Row): Total {
  return {
    key: text(row, 0),
    n: int(row, 1),
    counted: { incarnation: incarnationId(text(row, 2)), seq: int(row, 3) },
  };
}
