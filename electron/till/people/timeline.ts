import type { HistoryResponse } from '../../../contract/sync/messages.ts';
import type { Timeline, TimelineRow } from '../../../contract/till/views.ts';
import type { MemberRecord } from '../../../db/ledger/ledger.ts';
import type { KnownMember } from '../../../db/members.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { type Points, points } from '../../../domain/amount/points.ts';
import type { MemberId, StoreId } from '../../../domain/identity/ids.ts';
import { CONTRA_ACCOUNTS, type Contra } from '../../../domain/ledger/entry.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';

/** How long the centre may take for a member's history while the cashier looks; then what is known here is shown. */
export const HISTORY_TIMEOUT_MS = 1000;
/** More than anybody reads at a counter; what came before stands in one sum. */
const MOST_ROWS = 300;

type Row = Omit<TimelineRow, 'balanceAfter'>;

/**
 * `members.timeline`: why this balance? The centre's whole history where it can be asked, with this till's own
 * entries that it does not have yet; else this till's own. Running backwards from the present balance, so that
 * whatever is not shown stands in `before`, to the point.
 */
export async function timeline(w: Workings, id: MemberId): Promise<Outcome<Timeline>> {
  const found = w.members.find(id);
  if (found === null) return refused('member.unknown');
  const asked = w.identity()?.centre == null ? null : await w.links.centre.history(found.id, HISTORY_TIMEOUT_MS);
  const history = asked === 'unreachable' ? null : asked;
  if (asked !== null) w.noteCentre(history !== null);
  // Read after the waiting: what was sold meanwhile belongs to it.
  const member = w.members.find(found.id) ?? found;
  const own = ownRows(w, member);
  const rows = merged(own, history === null ? [] : toldRows(w, history));
  return done({
    balance: member.standing.balance,
    debt: member.standing.debt,
    lots: member.standing.lots.map(({ points: left, expires }) => ({ points: left, expires })),
    ...runBackwards(member, rows.slice(0, MOST_ROWS)),
    whole: (history !== null || w.identity()?.centre === null) && rows.length <= MOST_ROWS,
  });
}

/** This till's own entries, one row a record and contra account: lots are no news to a buyer. */
function ownRows(w: Workings, member: KnownMember): Row[] {
  const { acked } = w.sync();
  const alone = w.identity()?.centre === null;
  const ids = new Set(member.ids);
  return recordsOf(w, member).flatMap(({ position, record }: MemberRecord): Row[] => {
    const sent = acked !== null && acked.incarnation === position.incarnation && position.seq <= acked.seq;
    const { receiptNumber, total } = receiptOf(record);
    const entries = record.entries.filter((entry) => ids.has(entry.member));
    return byContra(entries).map(([contra, sum]) => ({
      record: record.id,
      at: record.occurredAt,
      contra,
      points: sum,
      store: storeName(w, record.store),
      receiptNumber,
      total,
      unsent: !alone && !sent,
      trace: 'trace' in record ? record.trace : [],
    }));
  });
}

/** Of somebody who was several members, the records of all of them, each once, newest first. */
function recordsOf(w: Workings, { ids }: KnownMember): readonly MemberRecord[] {
  const [only, ...others] = ids.map((id) => w.ledger.memberRecords(id, MOST_ROWS));
  if (others.length === 0) return only ?? [];
  const once = new Map([only ?? [], ...others].flat().map((one) => [one.record.id, one]));
  return [...once.values()].sort((a, b) => b.record.occurredAt - a.record.occurredAt);
}

function receiptOf(record: MemberRecord['record']): {
  readonly receiptNumber: string | null;
  readonly total: Bani | null;
} {
  switch (record.kind) {
    case 'sale':
    case 'return':
      return { receiptNumber: record.number, total: record.total };
    case 'void':
      return { receiptNumber: record.ofNumber, total: record.total };
    default:
      // Other kinds have no receipt; a kind from the future is none of those above either.
      return { receiptNumber: null, total: null };
  }
}

function toldRows(w: Workings, { entries }: HistoryResponse): Row[] {
  const grouped = new Map<string, Row>();
  for (const { record, store, occurredAt, contra: name, points: moved, receiptNumber, total } of entries) {
    const contra = readContra(name);
    const key = `${record} ${contra}`;
    const row = grouped.get(key);
    grouped.set(key, {
      record,
      at: occurredAt,
      contra,
      points: points((row?.points ?? 0) + moved),
      store: storeName(w, store),
      receiptNumber,
      total: total === null ? null : bani(total),
      unsent: false,
      trace: [],
    });
  }
  return [...grouped.values()];
}

function storeName(w: Workings, store: StoreId): string | null {
  const name = w.rules.storeName(store);
  return name === '' ? null : name;
}

/** An account that a later centre knows and this till does not is told as an adjustment. */
function readContra(name: string): Contra {
  return CONTRA_ACCOUNTS.find((each) => each === name) ?? 'adjust';
}

function byContra(entries: MemberRecord['record']['entries']): [Contra, Points][] {
  const sums = new Map<Contra, number>();
  for (const { contra, points: moved } of entries) sums.set(contra, (sums.get(contra) ?? 0) + moved);
  return [...sums].map(([contra, sum]) => [contra, points(sum)]);
}

/** Own rows know more (the trace), the centre's know of other tills; each record once, newest first. */
function merged(own: readonly Row[], told: readonly Row[]): Row[] {
  const here = new Set(own.map(({ record }) => record));
  const rows = [...own, ...told.filter(({ record }) => !here.has(record))];
  // Sorting is stable, and both came newest first: equal times keep their order.
  return rows.sort((a, b) => b.at - a.at);
}

function runBackwards(member: KnownMember, rows: readonly Row[]): Pick<Timeline, 'rows' | 'before'> {
  let after: number = member.standing.balance;
  const withBalance = rows.map((row): TimelineRow => {
    const balanceAfter = points(after);
    after -= row.points;
    return { ...row, balanceAfter };
  });
  return { rows: withBalance, before: points(after) };
}
