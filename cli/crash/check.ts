/** After a crash: is everything there that the cashier saw confirmed, and nothing else? */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { readBody } from '../../contract/record.ts';
import type { TillView } from '../../contract/till/views.ts';
import { type LedgerReader, readLedger } from '../../db/ledger/ledger.ts';
import { points } from '../../domain/amount/points.ts';
import type { RecordBody, SealedRecord } from '../../domain/record/record.ts';
import { NotAllowed, type PlainWindow } from '../window/open.ts';
import { type Act, type Basket, basketOf, type Known, type Made, recordOf, sameBasket } from './known.ts';
import { shown } from './stream.ts';

/** What became of the act whose answer was lost. */
export type Doubt = 'none' | 'committed' | 'not committed';

export interface Checked {
  readonly doubt: Doubt;
  /** What is not as it must be; empty: all is well. */
  readonly findings: readonly string[];
}

/** Of earlier rounds so many records are looked for again each time; all of them at the end. */
const AGAIN = 50;

export const ledgerFile = (dir: string): string => join(dir, 'till', 'ledger.db');
export const membersFile = (dir: string): string => join(dir, 'till', 'members.db');

/** Reads the log beside the running till and settles the act in doubt; `confirmedBefore`: how many were known before this round. */
export function checkLog(dir: string, known: Known, doubt: Act | null, confirmedBefore: number): Checked {
  const findings: string[] = [];
  const ledger = readLedger(ledgerFile(dir));
  try {
    const added = readOn(ledger, known, findings);
    const expected = known.since;
    if (added.length < expected) {
      findings.push(`${expected} records were confirmed in this round, and ${added.length} are in the log`);
    }
    const settled = settle(known, doubt, added.slice(expected), findings);
    known.since = 0;
    const last = added.at(-1);
    if (last !== undefined) known.head = { seq: last.sealed.seq, hash: last.sealed.hash };
    lookFor(ledger, known.confirmed.slice(Math.max(0, confirmedBefore - AGAIN)), findings);
    return { doubt: settled, findings };
  } finally {
    ledger.close();
  }
}

interface Added {
  readonly sealed: SealedRecord;
  readonly record: RecordBody;
}

/** Reads what was added since last time, and follows the hash chain from the hash that was known then. */
function readOn(ledger: LedgerReader, known: Known, findings: string[]): Added[] {
  const { incarnation } = ledger.head() ?? {};
  if (incarnation === undefined) {
    findings.push('the till has forgotten who it is');
    return [];
  }
  if (known.head.seq > 0 && ledger.hashAt({ incarnation, seq: known.head.seq }) !== known.head.hash) {
    findings.push(`record ${known.head.seq} is not the one that was there before the crash`);
  }
  let { seq, hash: before } = known.head;
  const added: Added[] = [];
  for (const sealed of ledger.recordsAfter(seq, 1_000_000)) {
    const body = readBody(sealed.body);
    if (!body.known) {
      findings.push(`record ${sealed.seq} is of a kind that nobody made`);
      continue;
    }
    const { record } = body;
    const linked = record.seq === seq + 1 && sealed.seq === record.seq && (seq === 0 || record.prevHash === before);
    if (!linked) findings.push(`record ${sealed.seq} does not follow record ${seq}`);
    if (hash('sha256', sealed.body, 'hex') !== sealed.hash) findings.push(`record ${sealed.seq} has not its own hash`);
    ({ seq, hash: before } = sealed);
    added.push({ sealed, record });
  }
  return added;
}

/** At most one record more than what was seen confirmed, and it is what was asked for when the process was killed. */
function settle(known: Known, doubt: Act | null, more: readonly Added[], findings: string[]): Doubt {
  const [first] = more;
  if (more.length > 1) findings.push(`${more.length} records are in the log that nobody saw confirmed`);
  if (first === undefined) return doubt === null ? 'none' : 'not committed';
  const { record } = first;
  if (doubt === null || recordOf(doubt) !== record.kind) {
    findings.push(
      `record ${record.seq} is a ${record.kind}, and the cashier had asked for ${doubt?.does ?? 'nothing'}`,
    );
    return 'none';
  }
  // From now on it is known like any other.
  switch (doubt.does) {
    case 'enrol':
      if (record.kind === 'enrolment') known.enrolled(doubt.joiner, record.member);
      break;
    case 'countDrawer':
    case 'closeShift':
    case 'openShift':
      known.shift(doubt.does);
      break;
    case 'confirm':
    case 'void':
    case 'return': {
      const made = madeBy(record);
      if (made === null) break;
      const total = doubt.does === 'void' ? doubt.sale.total : doubt.total;
      if (made.total !== total) findings.push(`${made.kind} ${made.number} is of ${made.total} bani, not ${total}`);
      known.did(doubt, made);
      break;
    }
    default:
      break;
  }
  known.since -= 1;
  return 'committed';
}

function madeBy(record: RecordBody): Made | null {
  switch (record.kind) {
    case 'sale':
      return record;
    case 'return':
      return { ...record, earned: record.earnedBack, spent: record.spentBack };
    case 'void': {
      const { id, ofNumber: number, total, entries } = record;
      const sum = (sign: number): number =>
        Math.abs(entries.filter((entry) => entry.points * sign > 0).reduce((all, entry) => all + entry.points, 0));
      return { id, kind: 'void', number, total, earned: points(sum(-1)), spent: points(sum(1)) };
    }
    default:
      return null;
  }
}

/** Every one of these must be in the log, under its number. */
export function lookFor(ledger: LedgerReader, confirmed: Known['confirmed'], findings: string[]): void {
  for (const { id, number, kind } of confirmed) {
    if (!ledger.has(id)) findings.push(`${kind} ${number} was confirmed and is not in the log`);
    else if (kind !== 'void' && ledger.receipt({ number })?.record.id !== id) {
      findings.push(`receipt ${number} does not lead to the ${kind} that was confirmed under it`);
    }
  }
}

/** The counter, the shift and the members' balances as the window shows them again. */
export async function checkWindow(window: PlainWindow, known: Known, doubt: Act | null): Promise<string[]> {
  const findings: string[] = [];
  const view = await window.ask('hello', {});
  const seen = basketOf(view.counter);
  const possible: Basket[] = [known.basket];
  // Changes of the basket make no record: whether the last one was kept is told by the basket alone.
  if (doubt !== null && recordOf(doubt) === null) possible.push(known.after(doubt));
  const found = possible.find((basket) => sameBasket(seen, shown(basket, view)));
  if (found === undefined) {
    const expected = possible.map((basket) => JSON.stringify(shown(basket, view))).join(' or ');
    findings.push(`after ${doubt?.does ?? 'nothing'} the basket is ${JSON.stringify(seen)}, not ${expected}`);
  } else known.basket = found;
  checkShift(view, known, findings);
  try {
    await checkReceipts(window, known, findings);
    await checkBalances(window, known, findings);
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    findings.push(error.message);
  }
  return findings;
}

async function checkBalances(window: PlainWindow, known: Known, findings: string[]): Promise<void> {
  for (const { id } of known.members) {
    const { balance } = await window.ask('members.timeline', { member: id });
    const expected = known.balances.get(id);
    if (balance !== expected) findings.push(`member ${id} has ${balance} points and should have ${expected}`);
  }
}

function checkShift({ shift }: TillView, known: Known, findings: string[]): void {
  if ((shift !== null) !== known.shiftOpen) {
    findings.push(`the shift is ${shift === null ? 'closed' : 'open'} and should not be`);
  } else if (shift !== null && (shift.sales !== known.shiftSales || shift.total !== known.shiftTotal)) {
    const [seen, expected] = [`${shift.sales}/${shift.total}`, `${known.shiftSales}/${known.shiftTotal}`];
    findings.push(`the shift has sales/total ${seen} and should have ${expected}`);
  }
}

/** The last few, as a cashier would look for them. */
async function checkReceipts(window: PlainWindow, known: Known, findings: string[]): Promise<void> {
  for (const { id, number, kind } of known.confirmed.slice(-5)) {
    const receipt = await window.ask('receipts.find', { number });
    if (kind === 'void' ? !receipt.voided : receipt.id !== id) {
      findings.push(`the window finds receipt ${number} otherwise than it was confirmed`);
    }
  }
}
