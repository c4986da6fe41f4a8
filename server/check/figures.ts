/** Whether a record's figures are what the same rules give again (truth 6). Pure: flags, never refuses. */
import { bonusOf } from '../../domain/giftcard/movement.ts';
import { brokenMoney } from '../../domain/giftcard/truths.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordBody, Sale } from '../../domain/record/record.ts';
import { isRuled, recomputed } from '../../domain/sale/recomputed.ts';
import { offlineAllows } from '../../domain/sale/redeem.ts';
import { reckonFirst } from './first.ts';

/** A figure that differs, by its path in the record. */
export interface Difference {
  readonly path: string;
  readonly recorded: number;
  readonly reckoned: number;
}

/** At most so many differences are kept of one record: the first ones tell the story. */
const MOST_DIFFERENCES = 20;

/**
 * Reckons a sale again with the programme's version that it names, and looks whether tenders and movements of money agree in any
 * record. Empty: it agrees, or there is nothing to reckon: no sale, or its programme is not known here (`programme` null).
 */
export function differences(record: RecordBody, programme: Programme | null): Difference[] {
  const money = differ('money', brokenMoney(record).length, 0);
  if (record.kind !== 'sale') return money;
  return [
    ...money,
    ...entryDifferences(record),
    ...(programme === null ? [] : figureDifferences(record, programme)),
  ].slice(0, MOST_DIFFERENCES);
}

function entryDifferences(sale: Sale): Difference[] {
  let moved = 0;
  for (const entry of sale.entries) moved += entry.points;
  return differ('entries', moved, sale.earned - sale.spent);
}

function figureDifferences(sale: RecordBody & Sale, programme: Programme): Difference[] {
  const reckoned = isRuled(sale) ? recomputed(sale, programme) : reckonFirst(sale, programme);
  const found: Difference[] = offlineDifference(sale, programme);
  for (const field of ['gross', 'discount', 'total', 'earned', 'spent'] as const) {
    found.push(...differ(field, sale[field], reckoned[field]));
  }
  for (const [i, line] of sale.lines.entries()) {
    const again = reckoned.figures[i];
    if (again === undefined) continue;
    for (const field of ['gross', 'discount', 'earned', 'spent'] as const) {
      found.push(...differ(`lines[${i}].${field}`, line[field], again[field]));
    }
  }
  const given = reckoned.given.reduce((sum, one) => sum + one.wallet, 0);
  found.push(...differ('money.bonus', bonusOf(sale), given));
  const vat = new Map(reckoned.vat.map((line) => [line.rate, line.vat]));
  for (const line of sale.vat) found.push(...differ(`vat[${line.rate}].vat`, line.vat, vat.get(line.rate) ?? 0));
  return found;
}

/** More points spent without the centre than the programme's policy allowed, by what the till knew then. */
function offlineDifference({ member, spent }: Sale, programme: Programme): Difference[] {
  if (member?.offline === undefined) return [];
  const { most, why } = offlineAllows(programme, member.offline, member.foundBy);
  return why === null || spent <= most ? [] : differ('member.offline', spent, most);
}

function differ(path: string, recorded: number, reckoned: number): Difference[] {
  return recorded === reckoned ? [] : [{ path, recorded, reckoned }];
}
