/** The model's database and the real one in the same words. */
import { cardState, giftCardState, memberState, mergeState, receiptState } from '../../../contract/sync/states.ts';
import type { HeldAll } from '../../../server/testing/held.ts';
import type { Database } from '../database.ts';
import { soldIn } from '../selling.ts';
import type { Told } from './heard.ts';

export function livesOfModel({ incarnations }: Database): HeldAll['lives'] {
  return [...incarnations]
    .map(([id, { held, heldHash, counted }]) => ({ id, held, hash: heldHash, counted }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Each life's ids and hashes, by number. */
export function recordsOfModel({ records }: Database): readonly string[] {
  return [...records]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([incarnation, list]) => list.map(({ received: { id, hash } }) => `${incarnation} ${id} ${hash}`));
}

export const recordsOf = ({ records }: HeldAll): readonly string[] =>
  records.map(({ incarnation, id, hash }) => `${incarnation} ${id} ${hash}`);

/** Ids that were counted, each as often as it was. */
export const countedOf = ({ records }: HeldAll): readonly string[] =>
  records.flatMap(({ id, counted }) => (counted ? [id] : [])).sort();

export const countedOfModel = ({ counted }: Database): readonly string[] => [...counted.keys()].sort();

/** Of a life that goes on from what is lost the model raises one alarm, whatever was lost; of one without a life before none. */
export function alarmsOf(alarms: HeldAll['alarms']): readonly string[] {
  const said = alarms.flatMap(({ kind, detail }): string[] => {
    switch (kind) {
      case 'fork':
        return detail['incarnation'] === null ? [] : [`fork ${detail['incarnation']} ${detail['seq']}`];
      case 'previousDiffers':
        return [`fork ${detail['incarnation']} 1`];
      case 'returnedTwice':
        return [`returnedTwice ${detail['sale']}`];
      case 'cardTwoMembers':
        return [`cardTwoMembers ${detail['member']}`];
      case 'giftCardBelowZero':
        return [`giftCardBelowZero ${detail['card']} ${detail['record']} ${detail['balance']}`];
      case 'giftCodeTwice':
        return [`giftCodeTwice ${detail['card']}`];
      case 'mergedApart':
      case 'mergedErased':
      case 'unmergedStillOne':
        return [`${kind} ${detail['member']} ${detail['alias']} ${detail['members']}`];
      // What two tills did apart, which the model keeps as debts and marks.
      case 'overdraft':
      case 'ordinalTwice':
        return [];
      default:
        return [`${kind} ${JSON.stringify(detail)}`];
    }
  });
  return [...new Set(said)].sort();
}

export const alarmsOfModel = ({ alarms }: Database): readonly string[] => [...alarms].sort();

/**
 * What was told of members, merges, cards, gift cards and receipts, by kind and key. Receipts of sales to nobody are left out: the model tells no till of
 * them, so that worlds stay fast.
 */
export function saidBy(states: Told['states']): ReadonlyMap<string, unknown> {
  return new Map(
    states.flatMap((raw): (readonly [string, unknown])[] => {
      switch (raw.kind) {
        case 'member': {
          const { id, joined, person, erased = false, balance, debt, lots, counted } = memberState.parse(raw);
          const isNobody = person === null;
          const sorted = lots.toSorted((a, b) => (a.id < b.id ? -1 : 1));
          return [[`member ${id}`, { joined, isNobody, erased, balance, debt, lots: sorted, counted }]];
        }
        case 'merge': {
          const { id, member, alias, undone } = mergeState.parse(raw);
          return [[`merge ${id}`, { member, alias, undone }]];
        }
        case 'card': {
          const { code, member, blocked } = cardState.parse(raw);
          return [[`card ${code}`, { member, blocked }]];
        }
        case 'giftCard': {
          const { kind: _, id, ...said } = giftCardState.parse(raw);
          return [[`gift card ${id}`, said]];
        }
        case 'receipt': {
          const { id, number, store, till, occurredAt, body, voided, returns } = receiptState.parse(raw);
          if (soldIn(body)?.member == null) return [];
          return [[`receipt ${id}`, { number, store, till, occurredAt, body, voided, returns: returns.toSorted() }]];
        }
        default:
          return [];
      }
    }),
  );
}
