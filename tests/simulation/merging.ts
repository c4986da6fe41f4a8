/** What a manager does about people at a counter (electron/till/people/merging.ts, erasing.ts): each is a record of the till. */
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { mergePair } from '../../domain/merge/merge.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import { ERASURE_REASONS } from '../../domain/record/people.ts';
import type { Chance } from './chance.ts';
import { Selling } from './selling.ts';

/** Two members who are one person now, or are no longer; `ended`: the merges that were taken back. */
export interface Two {
  readonly ids: readonly [MemberId, MemberId];
  readonly ended: readonly RecordId[];
}

export class Merging extends Selling {
  /** Whose card is read is one with somebody of the same phone, or with whose card is read next. Null: with nobody. */
  protected merge(dice: Chance): Two | null {
    const { till } = this;
    const one = this.member(dice);
    const next = this.member(dice);
    if (one === null) return null;
    const phone = till.find(one)?.person?.phone ?? null;
    const likely = [...till.replica.members.rows.values()]
      .filter(({ state }) => phone !== null && state.person?.phone === phone)
      .map(({ state }) => till.find(state.id))
      .filter((other) => other !== null && other.person !== null && other.id !== one)
      .flatMap((other) => other?.id ?? [])
      .sort();
    const other = likely[0] ?? next;
    if (other === null || other === one) return null;
    const { kept, alias } = mergePair(one, other);
    const written = this.write({ kind: 'merged', member: kept, alias, entries: [] });
    return written === null ? null : { ids: [kept, alias], ended: [] };
  }

  /** What was merged here last is taken back, or any merge that stands. Null: there was none. */
  protected unmerge(dice: Chance): Two | null {
    const { till } = this;
    const standing = till.standingMerges();
    const own = standing.filter(({ record }) => till.log.said.some(({ id }) => id === record));
    const meant: Merge | undefined = dice.hits(0.6)
      ? (own.at(-1) ?? standing[0])
      : standing[dice.below(standing.length)];
    if (meant === undefined) return null;
    // Of the same two merged at several tills apart, all: else they would be one person still.
    const same = standing.filter(({ member, alias }) => member === meant.member && alias === meant.alias);
    const merges = same.map(({ record }) => record).sort();
    const { member, alias } = meant;
    const content = { kind: 'unmerged' as const, member, alias, merges, entries: [] };
    const [reverses] = merges;
    const written = this.write(content, reverses === undefined ? {} : { reverses });
    return written === null ? null : { ids: [member, alias], ended: merges };
  }

  /** Who the person is, is forgotten: of somebody who was several members, of all of them. */
  protected erase(dice: Chance): void {
    const { till } = this;
    const standing = till.standingMerges();
    const byCard = this.member(dice);
    const merged = dice.hits(0.5) ? standing[dice.below(standing.length)]?.member : undefined;
    const member = merged ?? byCard;
    const found = member === null ? null : till.find(member);
    if (found === null || found.person === null) return;
    const members = [...found.ids].sort();
    const reason = dice.oneOf(ERASURE_REASONS);
    if (this.write({ kind: 'erased', member: found.id, members, reason, entries: [] }) !== null) till.forget(members);
  }
}
