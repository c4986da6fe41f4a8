import { NO_MONEY } from '../../domain/amount/bani.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { givenBack, tendersBack } from '../../domain/giftcard/movement.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import { bonusEnded } from '../../domain/referral/referral.ts';
import { returnContent, voidContent } from '../../domain/returns/content.ts';
import { wholeBack } from '../../domain/returns/counts.ts';
import { mayVoid } from '../../domain/returns/mayVoid.ts';
import { type Chosen, leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import type { StepOf } from './form.ts';
import { lastDays, moneyMoved, walletBalance } from './money.ts';
import type { Done } from './sale.ts';
import { stateOf } from './state.ts';
import { moved, put, quantityOf, refuseStep, type Sold, soldAs, somebody, type World } from './world.ts';

/** Goods come back. */
export function giveBack(world: World, step: StepOf<'return'>, n: number): Done {
  const sold = soldAs(world, step.of);
  if (sold.voided) return refuseStep('return.voided');
  const { sale, returns: earlier, programme } = sold;
  const who = sold.member === null ? null : somebody(world, sold.member);
  const reckoned = reckonReturn({
    sale,
    earlier,
    lines: chosen(sold, step),
    programme,
    standing: who?.who.standing ?? null,
    managerAllowed: step.manager ?? false,
  });
  if (!reckoned.ok) return refuseStep(reckoned.refusal.code, reckoned.refusal.params);
  const figures = reckoned.value;
  const tenders = tendersBack(sale.tenders, givenBack(earlier), figures.total);
  const content = returnContent({
    number: `return ${n}`,
    sale,
    earlier,
    figures,
    programme,
    member: sale.member,
    movesFor: who?.who.id ?? null,
    tenders,
    wallet: who === null ? NO_MONEY : walletBalance(world, who.name),
    lastDays: lastDays(world, tenders),
  });
  const returns = [...earlier, content];
  const whole = wholeBack(sale, returns);
  let next = moneyMoved(moved(world, movementOf(content)), moneyOf(content));
  if (whole) next = withoutReferral(next, sold);
  const referral = whole ? null : sold.referral;
  next = { ...next, sales: put(next.sales, step.of, { ...sold, returns, referral }) };
  return {
    world: next,
    trace: figures.trace,
    notApplied: [],
    came: {
      total: figures.total,
      discount: figures.lines.reduce((sum, { discount }) => sum + discount, 0),
      withheld: figures.withheld,
      earned: -figures.earnedBack,
      spent: -figures.spentBack,
      ...stateOf(next, who?.name ?? null),
      lines: figures.lines.map(({ sku, quantity, gross, discount, earned, spent }) => ({
        sku,
        qty: quantity / 1000,
        gross,
        discount,
        total: gross - discount,
        earned: -earned,
        spent: -spent,
      })),
      vat: figures.vat.map(({ rate, gross, discount, total, vat }) => ({
        rate,
        gross,
        discount,
        total,
        vat,
        net: total - vat,
      })),
    },
  };
}

/** Which lines come back; by sku the first ones of it that still can. Nothing said: everything. */
function chosen({ sale, returns }: Sold, step: StepOf<'return'>): Chosen[] {
  const left: number[] = leftToReturn(sale, returns);
  if (step.lines === undefined) return left.map((quantity, index) => ({ index, quantity: thousandths(quantity) }));
  return step.lines.flatMap(({ sku, line, qty }): Chosen[] => {
    if (qty !== undefined && qty <= 0) return refuseStep('quantity.notPositive');
    if (line !== undefined) {
      return [{ index: line, quantity: qty === undefined ? thousandths(left[line] ?? 0) : quantityOf(qty) }];
    }
    const all = sale.lines.reduce((sum, sold, index) => sum + (sold.sku === (sku ?? null) ? (left[index] ?? 0) : 0), 0);
    const asked: number = qty === undefined ? all : quantityOf(qty);
    let wanted = asked;
    const taken: Chosen[] = [];
    for (const [index, sold] of sale.lines.entries()) {
      const part = sold.sku === (sku ?? null) ? Math.min(wanted, left[index] ?? 0) : 0;
      if (part === 0) continue;
      taken.push({ index, quantity: thousandths(part) });
      left[index] = (left[index] ?? 0) - part;
      wanted -= part;
    }
    if (wanted > 0 || asked === 0) {
      return refuseStep('return.aboveSold', { product: sku ?? '', left: asked - wanted });
    }
    return taken;
  });
}

/** A whole sale undone. */
export function undo(world: World, step: StepOf<'void'>): Done {
  const sold = soldAs(world, step.of);
  if (sold.voided) return refuseStep('void.already');
  if (sold.returns.length > 0) return refuseStep('void.hasReturns');
  const { sale, programme } = sold;
  const who = sold.member === null ? null : somebody(world, sold.member);
  const may = mayVoid({ sale, programme, standing: who?.who.standing ?? null, managerAllowed: step.manager });
  if (!may.ok) return refuseStep(may.refusal.code, may.refusal.params);
  const wallet = who === null ? NO_MONEY : walletBalance(world, who.name);
  const content = voidContent(sale, programme, { forgiven: may.value, wallet });
  let next = moneyMoved(moved(world, movementOf(content)), moneyOf(content));
  next = withoutReferral(next, sold);
  next = { ...next, sales: put(next.sales, step.of, { ...sold, voided: true, referral: null }) };
  return {
    world: next,
    trace: [],
    notApplied: [],
    came: {
      total: sale.total,
      earned: may.value - sale.earned,
      spent: -sale.spent,
      ...stateOf(next, sold.member),
    },
  };
}

/** The bonus for a friend's first purchase goes when all of that purchase has come back. */
function withoutReferral(world: World, { referral }: Sold): World {
  if (referral === null) return world;
  assert(referral.issued.length === 0, 'a bonus is points');
  return moved(world, { ...referral, ...bonusEnded(referral) });
}
