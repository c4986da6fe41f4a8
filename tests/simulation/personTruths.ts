/** What is true of members who are one person, taken apart and erased (DESIGN §5, §2): truths as those in truths.ts. */
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { Merges } from '../../domain/merge/merges.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { prove } from './broken.ts';
import type { Centre } from './centre.ts';
import type { Database } from './database.ts';
import type { LogRecord } from './log.ts';
import { groupIn } from './merges.ts';
import { recordOf } from './reading.ts';
import { nameOf } from './selling.ts';
import type { Till } from './till.ts';
import { entriesAtTill } from './truths.ts';

/** 2: who is merged has at a till what all of them have, and nothing was moved for it. */
export function personIsSum(till: Till, member: MemberId): void {
  if (till.doubtful) return;
  const group = till.group(member);
  if (group.length === 1) return;
  const sum = group.reduce((all, one) => all + entriesAtTill(till, one), 0);
  const { balance } = till.standing(member);
  prove(
    2,
    'personIsSum',
    balance === sum,
    () => `till ${till.parts.n}, ${group.join(' and ')}: shows ${balance}, entries sum to ${sum}`,
  );
}

/** 2: what a merged person spends comes out of the lot where it lies, so that each has their own when they are apart. */
export function spentWhereItLies(till: Till, { record }: LogRecord): void {
  for (const { member, lot, points } of record?.entries ?? []) {
    if (lot === null || points > 0) continue;
    for (const other of till.group(member)) {
      const isThere = other !== member && till.alone(other).lots.some(({ id }) => id === lot);
      prove(2, 'spentWhereItLies', !isThere, () => `${lot} is ${other}'s, and was taken from ${member}`);
    }
  }
}

/** 2: a void gives back to whom the sale took from, and takes from whom it gave to, whoever is one with whom now. */
export function voidMirrorsSale(till: Till, { record }: LogRecord): void {
  if (record?.kind !== 'void') return;
  const sale = till.log.records.findLast(({ id }) => id === record.of)?.record;
  if (sale == null) return;
  for (const member of new Set([...sale.entries, ...record.entries].map((entry) => entry.member))) {
    const [sold, back] = [sale, record].map(({ entries }) =>
      entries.reduce((sum, entry) => sum + (entry.member === member ? entry.points : 0), 0),
    );
    prove(2, 'voidMirrorsSale', (sold ?? 0) + (back ?? 0) === 0, () => `${member}: ${sold} by the sale, ${back} back`);
  }
}

/** 9 and 11: what was said here holds here, whatever an older word of the centre says: merges, their ends, erasures. */
export function ownWordsHold(till: Till): void {
  // A ledger.db that was put back alone gives numbers anew that members.db has folded already, until the fork is met.
  if (till.doubtful) return;
  for (const one of till.log.said) {
    const { record } = one;
    if (!till.log.isLive(one)) continue;
    if (record?.kind === 'erased') {
      for (const member of record.members) {
        const { replica } = till;
        const isNobody =
          (replica.members.get(member)?.state.person ?? null) === null || !replica.erased.rows.has(member);
        prove(11, 'ownWordsHold', isNobody, () => `till ${till.parts.n} erased ${member} and knows them`);
      }
    } else if (record?.kind === 'unmerged') {
      for (const merge of record.merges) {
        const stands = till.mergesOf(record.member).some((known) => known.record === merge && !known.undone);
        prove(9, 'ownWordsHold', !stands, () => `till ${till.parts.n} took ${merge} back, and it stands`);
      }
    } else if (record?.kind === 'merged') {
      const isKnown = till.mergesOf(record.member).some((known) => known.record === record.id);
      prove(9, 'ownWordsHold', isKnown, () => `till ${till.parts.n} does not know its own merge ${record.id}`);
    }
  }
}

/** Merges as all records that are counted say them, put together anew. */
function mergesSaid({ records, counted }: Database): { readonly all: Merges; readonly members: ReadonlySet<MemberId> } {
  const all = new Merges();
  const members = new Set<MemberId>();
  for (const record of countedRecords({ records, counted })) {
    if (record.kind !== 'merged' && record.kind !== 'unmerged') continue;
    const { member, alias } = record;
    members.add(member).add(alias);
    if (record.kind === 'merged') all.add({ record: record.id, member, alias, undone: false });
    else for (const one of record.merges) all.add({ record: one, member, alias, undone: true });
  }
  return { all, members };
}

export function countedRecords({ records, counted }: Pick<Database, 'records' | 'counted'>): RecordBody[] {
  return [...records.values()].flatMap((list) =>
    list.flatMap(({ received }) => (counted.has(received.id) ? (recordOf(received) ?? []) : [])),
  );
}

/**
 * 9: when all is still, everywhere the same members are one person, with what all of them have, by the smallest id, by every card, in
 * whatever order merges and their ends were heard. `inDoubt`: members of whom a word was lost with a disk; a till may have heard it before
 * the centre lost it too.
 */
export function personsAgree(tills: readonly Till[], { database }: Centre, inDoubt: ReadonlySet<MemberId>): void {
  const { all, members } = mergesSaid(database);
  for (const member of members) {
    const group = all.group(member);
    const [kept] = group;
    const said = group.join(' ');
    const atCentre = groupIn(database, member).join(' ');
    prove(9, 'personsAgree', atCentre === said, () => `${said} are one by their records, the centre has ${atCentre}`);
    const isTold = (one: MemberId): boolean => database.members.has(one) || database.erased.has(one);
    const sum = group
      .flatMap((one) => database.entries.get(one) ?? [])
      .reduce((whole, { points }) => whole + points, 0);
    for (const till of tills) {
      const here = till.group(member);
      if ([...group, ...here].some((one) => inDoubt.has(one))) continue;
      const { n } = till.parts;
      prove(9, 'personsAgree', here.join(' ') === said, () => `${said} are one, till ${n} has ${here.join(' ')}`);
      if (!group.every(isTold)) continue;
      const found = till.find(member);
      const ids = [...(found?.ids ?? [])].sort().join(' ');
      prove(9, 'personsAgree', ids === said, () => `${said} are one, a card of ${member} finds ${ids} at till ${n}`);
      prove(9, 'personsAgree', found?.id === kept, () => `${said} go by ${found?.id} at till ${n}`);
      const { balance } = till.standing(member);
      prove(2, 'personsAgree', balance === sum, () => `${said} have ${sum}, till ${n} shows ${balance}`);
    }
  }
}

/** 11: whoever a record erased is nowhere: not at the centre, not at a till; sums and chains are whole. */
export function erasedIsNowhere(tills: readonly Till[], { database }: Centre): void {
  const erased = new Map<MemberId, RecordId>();
  for (const record of countedRecords(database)) {
    if (record.kind === 'erased') for (const member of record.members) erased.set(member, record.id);
  }
  for (const [member, record] of erased) {
    const name = nameOf(member);
    prove(11, 'erasedIsNowhere', database.erased.has(member), () => `${member} is not erased by ${record}`);
    prove(11, 'erasedIsNowhere', !database.persons.has(member), () => `the centre knows ${member} again`);
    for (const { text } of database.besides.values())
      prove(11, 'erasedIsNowhere', !text.includes(name), () => `text of ${member} at the centre`);
    for (const till of tills) {
      const { n } = till.parts;
      prove(11, 'erasedIsNowhere', till.replica.erased.rows.has(member), () => `till ${n} has not heard of ${member}`);
      prove(11, 'erasedIsNowhere', !till.replica.textOf(member).includes(name), () => `till ${n} knows ${member}`);
      for (const { text } of till.log.besides.values())
        prove(11, 'erasedIsNowhere', !text.includes(name), () => `text of ${member} at till ${n}`);
    }
  }
}
