/**
 * What tills apart gave or took more often than it may be: goods returned twice, points of one receipt claimed twice, a bonus for one
 * friend given twice, a birthday given twice for one year, a first purchase that was the first at two tills. All of it is kept (truth 9); this only tells a person.
 */
import { readBody } from '../../contract/record.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { occasionIn } from '../../domain/ledger/tally.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { EventHappened, RecordBody, Return, Sale } from '../../domain/record/record.ts';
import { leftToReturn } from '../../domain/returns/reckon.ts';
import { counterName } from '../../domain/sale/facts.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';

const RETURNED = statement<{ sale: string; returns: string[] }>(
  'twice.returned',
  `SELECT s.body AS sale, (SELECT array_agg(b.body) FROM receipt_return rr
     JOIN record b ON b.till = rr.till AND b.incarnation = rr.incarnation AND b.seq = rr.seq WHERE rr.sale = r.id) AS returns
   FROM receipt r JOIN record s ON s.till = r.till AND s.incarnation = r.incarnation AND s.seq = r.seq WHERE r.id = $1`,
);
const CLAIMED = statement<{ id: RecordId }>(
  'twice.claimed',
  'SELECT id FROM receipt_claim WHERE sale = $1 ORDER BY occurred_ms, id',
);
const BONUSES = statement<{ sale: RecordId }>(
  'twice.bonuses',
  `SELECT sale FROM referral_bonus WHERE friend = $1
   GROUP BY sale HAVING sum(CASE WHEN gives THEN 1 ELSE -1 END) > 0 ORDER BY sale`,
);
/** Purchases of a member that still stand. */
const PURCHASES = statement<{ body: string }>(
  'twice.purchases',
  `SELECT (SELECT r.body FROM record r WHERE r.till = c.till AND r.incarnation = c.incarnation AND r.seq = c.seq) AS body
   FROM moved m JOIN counted_record c ON c.id = m.record
   WHERE m.member = $1 AND m.counts @> '[{"key": "sales", "by": 1}]'
     AND NOT EXISTS (SELECT FROM receipt_note n WHERE n.sale = m.record AND n.voided)
     AND NOT EXISTS (SELECT FROM receipt_return rr JOIN moved b ON b.member = m.member AND b.record = rr.id
       WHERE rr.sale = m.record AND b.counts @> '[{"key": "sales", "by": -1}]')
   ORDER BY m.n`,
);

/** Records that gave a member an event of the calendar for one year. */
const OCCASIONS = statement<{ record: RecordId }>(
  'twice.occasions',
  `SELECT record FROM moved
   WHERE member = $1 AND counts @> jsonb_build_array(jsonb_build_object('key', $2::text, 'by', 1)) ORDER BY n`,
);

type Found = Omit<Alarm, 'till'>;

/** The alarm that a record gives reason for, with what is held by now; null: none. `programme` is the record's version. */
export async function givenTwice(
  asking: Asking,
  record: RecordBody,
  programme: () => Promise<Programme | null>,
): Promise<Found | null> {
  switch (record.kind) {
    case 'return':
      return record.of === null ? null : returnedTwice(asking, record.id, record.of);
    case 'claim':
      return claimedTwice(asking, record.of);
    case 'bonus':
      return bonusTwice(asking, record.member);
    case 'event':
      return occasionTwice(asking, record);
    case 'sale':
      return mayBeFirst(record) ? firstTwice(asking, record, await programme()) : null;
    default:
      return null;
  }
}

async function returnedTwice(asking: Asking, back: RecordId, of: RecordId): Promise<Found | null> {
  const [row] = await asking.rows(RETURNED, [of]);
  const sale = row === undefined ? [] : knownBody(row.sale).filter(isSale);
  if (sale[0] === undefined || !aboveSold(sale[0], (row?.returns ?? []).flatMap(knownBody).filter(isReturn))) {
    return null;
  }
  return { kind: 'returnedTwice', key: back, detail: { return: back, sale: of } };
}

async function claimedTwice(asking: Asking, sale: RecordId): Promise<Found | null> {
  const [first, second] = await asking.rows(CLAIMED, [sale]);
  if (first === undefined || second === undefined) return null;
  return { kind: 'claimedTwice', key: sale, detail: { sale, claim: first.id, other: second.id } };
}

async function bonusTwice(asking: Asking, friend: MemberId): Promise<Found | null> {
  const [first, second] = await asking.rows(BONUSES, [friend]);
  if (first === undefined || second === undefined) return null;
  return { kind: 'bonusTwice', key: friend, detail: { member: friend, sale: first.sale, other: second.sale } };
}

/** A birthday, or the anniversary of joining, that was given for one year at tills apart: each counted it, and the count says two. */
async function occasionTwice(asking: Asking, { member, counts = [] }: EventHappened): Promise<Found | null> {
  const given = counts.find(({ key, by }) => by > 0 && occasionIn(key) !== null);
  const occasion = given === undefined ? null : occasionIn(given.key);
  if (given === undefined || occasion === null) return null;
  const [first, second] = await asking.rows(OCCASIONS, [member, given.key]);
  if (first === undefined || second === undefined) return null;
  const detail = { member, event: occasion.event, year: occasion.year, record: first.record, other: second.record };
  return { kind: 'occasionTwice', key: `${member} ${given.key}`, detail };
}

async function firstTwice(
  asking: Asking,
  sale: Extract<RecordBody, { kind: 'sale' }>,
  programme: Programme | null,
): Promise<Found | null> {
  if (programme === null || sale.member === null || !givenAsFirst(sale, programme)) return null;
  const { member } = sale.member;
  const all = (await asking.rows(PURCHASES, [member])).flatMap(({ body }) => knownBody(body).filter(isSale));
  // What another version gave for a first purchase was given for the same.
  const [first, second] = all.filter((one) => mayBeFirst(one) && (one.id === sale.id || givenAsFirst(one, programme)));
  if (first === undefined || second === undefined) return null;
  return { kind: 'firstTwice', key: member, detail: { member, sale: first.id, other: second.id } };
}

/** Whether its till knew of no purchase of the member before. */
function mayBeFirst({ rules }: Sale): boolean {
  return rules?.facts != null && (rules.facts.counters[counterName.sales] ?? 0) <= 0;
}

/** Whether a sale got something from a rule, boost or offer that only a first purchase meets. */
export function givenAsFirst(sale: Pick<Sale, 'trace' | 'offers'>, programme: Programme): boolean {
  const all = [...programme.earning, ...programme.boosts, ...programme.offers];
  const ofFirst = new Set<string | number>(all.filter(({ when }) => when.purchase?.to === 1).map(({ id }) => id));
  if (ofFirst.size === 0) return false;
  if (sale.offers?.some(({ offer }) => ofFirst.has(offer)) === true) return true;
  return sale.trace.some(({ params: { rule, boost } }) =>
    [rule, boost].some((id) => id !== undefined && ofFirst.has(id)),
  );
}

/** True where more of a line came back, in all, than was sold. */
export function aboveSold(sale: Pick<Sale, 'lines'>, returns: readonly Return[]): boolean {
  const left = leftToReturn(sale, returns);
  return sale.lines.some((line, index) => {
    let back = 0;
    for (const each of returns) for (const one of each.lines) if (one.line === index) back += one.quantity;
    return left[index] === 0 && back > line.quantity;
  });
}

/** The record of a body; none where it cannot be read here. */
export function knownBody(body: string): RecordBody[] {
  try {
    const read = readBody(body);
    return read.known ? [read.record] : [];
  } catch {
    return [];
  }
}

const isSale = (record: RecordBody): record is Extract<RecordBody, { kind: 'sale' }> => record.kind === 'sale';
const isReturn = (record: RecordBody): record is Extract<RecordBody, { kind: 'return' }> => record.kind === 'return';
