import type { Request } from '../../../contract/till/api.ts';
import { points } from '../../../domain/amount/points.ts';
import { parsePoints } from '../../../domain/amount/text.ts';
import { newLot } from '../../../domain/earning/lots.ts';
import { type MemberId, recordId } from '../../../domain/identity/ids.ts';
import type { ByHand } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { lotEntries } from '../../../domain/sale/content.ts';
import { known } from '../people/points.ts';
import { beside, today, type Workings, writeTogether } from '../workings.ts';

/** What a manager says of a close before it is signed: on disk when it answers. */

/** `day.explain`: why a difference is as it is; null takes the word back. */
export function explain(w: Workings, { key, why, note }: Request<'day.explain'>): Outcome<null> {
  const drawn = w.closing.drawn();
  if (!drawn.ok) return drawn;
  const { view, with: of } = drawn.value;
  const difference = view.checks.flatMap(({ differences }) => differences).find((one) => one.key === key);
  if (difference === undefined) return refused('day.differenceUnknown');
  const { explained } = of.said.of(view.previous);
  const by = w.session.staff?.id;
  if (why === null || by === undefined) {
    const { [key]: _, ...others } = explained;
    of.said.keep({ explained: others });
    return done(null);
  }
  const words = note.trim();
  if (why === 'other' && words === '') return refused('reason.needed');
  const mended = explained[key]?.mended ?? null;
  of.said.keep({ explained: { ...explained, [key]: { why, note: words, by, mended } } });
  return done(null);
}

/** `day.without`: why the day is closed without what a till has, or may have; null: it is waited for after all. */
export function without(w: Workings, { till, why, note }: Request<'day.without'>): Outcome<null> {
  const drawn = w.closing.drawn();
  if (!drawn.ok) return drawn;
  const { view, with: of } = drawn.value;
  if (!view.tills.some((one) => one.till === till)) return refused('till.unknown');
  const { [till]: _, ...others } = of.said.of(view.previous).without;
  of.said.keep({ without: why === null ? others : { ...others, [till]: { why, note: note.trim() } } });
  return done(null);
}

/**
 * `day.mend`: a correction by hand that mends a difference, with the PIN of the manager who is signed in: the use of the PIN and the
 * correction are one transaction. It belongs to the day, so the day is drawn up again.
 */
export async function mend(w: Workings, input: Request<'day.mend'>): Promise<Outcome<null>> {
  const { key, pin } = input;
  const before = mendable(w, key);
  if (!before.ok) return before;
  const member = known(w, input.member);
  if (!member.ok) return member;
  const typed = /^\s*([-\u2212+]?)(.*)$/su.exec(input.points);
  const amount = parsePoints(typed?.[2] ?? '');
  if (!amount.ok) return amount;
  if (amount.value === 0) return refused('amount.notPositive');
  const words = input.note.trim();
  if (words === '') return refused('reason.needed');
  const proven = await w.session.vouch(w.session.staff ?? undefined, pin);
  if (!proven.ok) return proven;
  // Explained, signed or drawn up anew meanwhile: the difference must still be there.
  const drawn = mendable(w, key);
  if (!drawn.ok) return drawn;
  const { view, with: of } = drawn.value;
  const { id: by } = proven.value;
  const id = recordId(w.newUuid());
  const sign = typed?.[1] === '-' || typed?.[1] === '\u2212' ? -1 : 1;
  const note = beside(w, { reason: words });
  writeTogether(
    w,
    [
      { content: { kind: 'pinUsed', by, action: 'mendDay', reason: 'mended', entries: [] }, how: {} },
      { content: corrected(w, id, member.value.id, sign * amount.value), how: { id, beside: note } },
    ],
    {},
  );
  const { explained } = of.said.of(view.previous);
  const why = explained[key]?.why ?? 'other';
  of.said.keep({ explained: { ...explained, [key]: { why, note: words, by, mended: id } } });
  w.closing.again();
  return done(null);
}

function mendable(w: Workings, key: string): ReturnType<Workings['closing']['drawn']> {
  const drawn = w.closing.drawn();
  if (!drawn.ok) return drawn;
  const all = drawn.value.view.checks.flatMap(({ differences }) => differences);
  return all.some((one) => one.key === key) ? drawn : refused('day.differenceUnknown');
}

/** Points given make a lot of their own, as the programme has it; points taken come from the lots, and then are owed. */
function corrected(w: Workings, id: ReturnType<typeof recordId>, member: MemberId, by: number): ByHand {
  if (by < 0) return { kind: 'adjust', member, entries: [{ member, points: points(by), contra: 'adjust', lot: null }] };
  const given = { points: points(by), contra: 'bonus' as const, day: today(w) };
  const lot = newLot(w.rules.holding(), given, { pendingDays: 0 });
  const entries = lotEntries(id, member, [lot], today(w)).map((entry) => ({ ...entry, contra: 'adjust' as const }));
  return { kind: 'adjust', member, entries };
}
