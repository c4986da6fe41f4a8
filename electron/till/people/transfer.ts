import * as z from 'zod';
import { memberIdField, pointsField, recordIdField } from '../../../contract/fields.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { KnownMember } from '../../../db/members.ts';
import type { Points } from '../../../domain/amount/points.ts';
import { parsePoints } from '../../../domain/amount/text.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import type { Transfer } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { reckonTransfer } from '../../../domain/transfer/transfer.ts';
import { HOLD_TIMEOUT_MS } from '../counter/confirm.ts';
import { asking } from '../counter/reckoning.ts';
import { today, type Workings, write } from '../workings.ts';
import { known } from './points.ts';

/** The setting under which the id of a transfer stands from before the centre is asked until its record is written. */
const PENDING = 'transfer';
const pending = z.object({ record: recordIdField, from: memberIdField, to: memberIdField, points: pointsField });

/**
 * `members.transfer`: points from one member to another, within the programme's limits. In a chain the centre holds them first, under the
 * id of the record to come and within HOLD_TIMEOUT_MS, so that no other till spends or gives the same points meanwhile; without the
 * centre nothing is given (transfer.offline), since nobody's sale waits for it.
 */
export async function giveTo(w: Workings, input: Request<'members.transfer'>): Promise<Outcome<null>> {
  const from = known(w, input.from);
  if (!from.ok) return from;
  const to = known(w, input.to);
  if (!to.ok) return to;
  const amount = parsePoints(input.points);
  if (!amount.ok) return amount;
  const id = idOf(w, from.value, to.value, amount.value);
  const reckoned = contentOf(w, id, from.value, to.value, amount.value);
  if (!reckoned.ok) return reckoned;
  if (asking(w) === 'alone') return written(w, id, reckoned.value);

  // On disk before the centre hears of it: asked again, also after a crash, the same transfer holds nothing twice.
  w.ledger.set(PENDING, { record: id, from: from.value.id, to: to.value.id, points: amount.value });
  const request = { record: id, member: from.value.id, points: amount.value };
  const answer = await w.links.centre.hold(request, HOLD_TIMEOUT_MS);
  w.noteCentre(answer !== 'unreachable');
  if (answer === 'unreachable') return refused('transfer.offline');
  if (!answer.granted) return refused('redeem.held', { available: answer.available });
  // Read again: while the centre was asked, its word on the members may have come.
  const now = known(w, from.value.id);
  if (!now.ok) return now;
  const content = contentOf(w, id, now.value, to.value, amount.value);
  return content.ok ? written(w, id, content.value) : content;
}

/** The id that the same transfer was asked for before, or a new one. */
function idOf(w: Workings, from: KnownMember, to: KnownMember, points: Points): RecordId {
  const read = pending.safeParse(w.ledger.setting(PENDING));
  const same = read.success && read.data.from === from.id && read.data.to === to.id && read.data.points === points;
  return same && !w.ledger.has(read.data.record) ? read.data.record : recordId(w.newUuid());
}

function contentOf(w: Workings, id: RecordId, from: KnownMember, to: KnownMember, points: Points): Outcome<Transfer> {
  const reckoned = reckonTransfer({
    programme: w.rules.holding(),
    record: id,
    from: from.id,
    to: to.id,
    standing: from.standing,
    points,
    day: today(w),
  });
  return reckoned.ok ? done({ kind: 'transfer', member: from.id, to: to.id, points, ...reckoned.value }) : reckoned;
}

function written(w: Workings, id: RecordId, content: Transfer): Outcome<null> {
  write(w, content, { id });
  return done(null);
}
