import type { FoundRecord } from '../day/gather.ts';
import type { StaffId } from '../identity/ids.ts';
import type { ShiftClosed } from '../shift/recorded.ts';
import type { Action, Closing } from './week.ts';

/** What of records a week of the staff asks. */

/** Of a record, as far as its bytes could be read: of one from the future, who did something and when. */
export function actionOf({ head, record }: NonNullable<FoundRecord['read']>): Action {
  const { id, occurredAt: at, staff } = head;
  const isSale = record?.kind === 'sale';
  return {
    id,
    kind: record?.kind ?? 'unread',
    at,
    staff,
    withMember: isSale && record.member !== null,
    lines: isSale ? record.lines.filter(({ added }) => added === undefined).length : 0,
    of: record?.kind === 'void' ? record.of : null,
  };
}

/** How a shift's drawer was found, by whoever counted it last; null: the shift was closed before Zs were counted. */
export function closingOf({ z }: Pick<ShiftClosed, 'z'>, staff: StaffId | null): Closing | null {
  const count = z?.drawer.counted.at(-1);
  if (count === undefined) return null;
  return {
    staff,
    turns: count.turn,
    variance: count.variance,
    slipsAgree: count.others.every(({ variance }) => variance === 0),
  };
}
