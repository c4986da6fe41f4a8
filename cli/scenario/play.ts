import { BrokenTruth, never } from '../../domain/assert.ts';
import type { RefusalCode } from '../../domain/refusal/refusal.ts';
import { giveBack, undo } from './back.ts';
import { difference } from './compare.ts';
import type { Expect, Scenario, Step } from './form.ts';
import { giftCard } from './money.ts';
import { adjust, claim, enrol, event, goodwill, look, merge, publish, refer, transfer, wait } from './people.ts';
import { type Done, redeemAlone, sell } from './sale.ts';
import { Refused, type World, worldOf } from './world.ts';

/** The first thing that came out otherwise. */
export interface Failure {
  /** Index of the step. */
  readonly step: number;
  readonly what: string;
  readonly key: string;
  readonly expected: string;
  readonly came: string;
  readonly trace: readonly string[];
}

/**
 * Plays a scenario from its start; null: all came as expected. A step that is refused leaves everything as it was; so does
 * one that expects a refusal and meets it in a coupon or reward that does not apply.
 */
export function play(scenario: Scenario): Failure | null {
  let world = worldOf(scenario);
  for (const [i, step] of scenario.steps.entries()) {
    const expected: Expect = step.expect ?? {};
    const wanted = typeof expected['refused'] === 'string' ? expected['refused'] : null;
    const what = describe(step);
    let done: Done;
    try {
      done = doStep(world, step, i + 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw named(error, scenario.name, i, what);
      if (isMeant(wanted, error.refusal.code)) continue;
      const params = JSON.stringify(error.refusal.params);
      const came = `refused with ${error.refusal.code} ${params}`;
      return { step: i, what, key: 'refused', expected: wanted ?? 'no refusal', came, trace: [] };
    }
    if (wanted !== null) {
      if (done.notApplied.some((code) => isMeant(wanted, code))) continue;
      const came = done.notApplied.length === 0 ? 'no refusal' : done.notApplied.join(', ');
      return { step: i, what, key: 'refused', expected: wanted, came, trace: lines(done) };
    }
    const found = difference(expected, { refused: null, ...done.came });
    if (found !== null) return { step: i, what, ...found, trace: lines(done) };
    world = done.world;
  }
  return null;
}

/** A coupon past its day is one that does not hold now, too. */
function isMeant(wanted: string | null, code: RefusalCode): boolean {
  return wanted === code || (wanted === 'offer.notNow' && code === 'offer.expired');
}

/** A broken truth is no refusal: it names the scenario and the step, and stops everything. */
function named(error: unknown, scenario: string, step: number, what: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const told = new Error(`${scenario}, steps[${step}] (${what}): ${message}`, { cause: error });
  if (error instanceof BrokenTruth) told.name = error.name;
  return told;
}

function describe(step: Step): string {
  const of = 'of' in step && typeof step.of === 'string' ? ` of ${step.of}` : '';
  return `${step.do}${step.as === undefined ? '' : ` ${step.as}`}${of}`;
}

function lines({ trace, notApplied }: Done): string[] {
  return [
    ...trace.map(({ code, params }) => `${code} ${JSON.stringify(params)}`),
    ...notApplied.map((code) => `not applied: ${code}`),
  ];
}

function doStep(world: World, step: Step, n: number): Done {
  switch (step.do) {
    case 'sale':
    case 'quote':
      return sell(world, step, n);
    case 'redeem':
      return redeemAlone(world, step, n);
    case 'return':
      return giveBack(world, step, n);
    case 'void':
      return undo(world, step);
    case 'event':
      return event(world, step, n);
    case 'goodwill':
      return goodwill(world, step, n);
    case 'adjust':
      return adjust(world, step, n);
    case 'transfer':
      return transfer(world, step, n);
    case 'enrol':
      return enrol(world, step, n);
    case 'refer':
      return refer(world, step);
    case 'merge':
      return merge(world, step);
    case 'claim':
      return claim(world, step, n);
    case 'giftcard':
      return giftCard(world, step);
    case 'publish':
      return publish(world, step);
    case 'wait':
      return wait(world, step);
    case 'check':
      return look(world, step);
    default:
      return never(step);
  }
}
