import type { Programme } from '../programme.ts';

/** What can be wrong besides the form, each a word that never changes; one without words on the screen does not build. */
export const FAULT_CODES = [
  'twice',
  'order',
  'empty',
  'unknown',
  'form',
  'needs member',
  'needs sale',
  'needs pointsValue',
  'needs perPoint',
  'needs per unit',
  'needs one sku',
  'needs issued code',
  'needs calendar window',
  'needs price or share',
  'needs spendFrom or spendTo',
  'needs units of a sale',
  'needs rounding without rest',
  'too many combinations',
  'most 1000 a ban',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** As ProgrammeFault; checks.ts says what it means. */
export interface Fault {
  readonly path: string;
  readonly fault: FaultCode | `least ${number}` | `most ${number}`;
}

/** A fault at a path where `wrong`, else none. */
export function faultIf(wrong: boolean, path: string, fault: Fault['fault']): Fault[] {
  return wrong ? [{ path, fault }] : [];
}

/** The second of two ends that stand the wrong way round; ends that are not named are never wrong. */
export function orderFaults(from: number | string | undefined, to: number | string | undefined, path: string): Fault[] {
  return faultIf(from !== undefined && to !== undefined && from > to, path, 'order');
}

/** Names that stand twice: a record tells rules, boosts and offers apart by their ids alone, and offers by their codes. */
export function idFaults(programme: Programme): Fault[] {
  const { earning, boosts, offers, stampCards, tiers } = programme;
  const named = (list: readonly { readonly id: string }[], path: string): Place[] =>
    list.map(({ id }, i) => ({ name: id, path: `${path}[${i}].id` }));
  const codes = offers.flatMap(({ trigger }, i) =>
    trigger.type === 'code'
      ? trigger.codes.map((name, j): Place => ({ name, path: `offers[${i}].trigger.codes[${j}]` }))
      : [],
  );
  return [
    ...twice([...named(earning, 'earning'), ...named(boosts, 'boosts'), ...named(offers, 'offers')]),
    ...twice(codes),
    ...twice(named(stampCards, 'stampCards')),
    ...twice(named(tiers?.levels ?? [], 'tiers.levels')),
  ];
}

interface Place {
  readonly name: string;
  readonly path: string;
}

function twice(places: readonly Place[]): Fault[] {
  const seen = new Set<string>();
  return places.flatMap(({ name, path }) => {
    const again = seen.has(name);
    seen.add(name);
    return faultIf(again, path, 'twice');
  });
}
