import { readProgramme } from '../../../contract/programme/form.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { ProgrammeFaultRow, ProgrammePreview, ProgrammeView } from '../../../contract/till/programme.ts';
import { NO_MONEY } from '../../../domain/amount/bani.ts';
import { NO_POINTS } from '../../../domain/amount/points.ts';
import { civilTimeAt } from '../../../domain/calendar/civil.ts';
import { couponCode } from '../../../domain/card/coupon.ts';
import { combinations, MOST_COMBINATIONS } from '../../../domain/offers/choose.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { BasketLine } from '../../../domain/sale/basket.ts';
import { evaluate } from '../../../domain/sale/evaluate.ts';
import { kindOf } from '../counter/offers.ts';
import { factsOf } from '../counter/reckoning.ts';
import { namesOf } from '../rules.ts';
import { counterLines } from '../view.ts';
import { today, type Workings } from '../workings.ts';

/** `programme.current`: what holds, what held, and whether this person may publish. */
export function programmeView(w: Workings): ProgrammeView {
  const role = w.session.staff?.role ?? null;
  return {
    current: w.rules.programme(),
    versions: w.replica.programmes().map(({ version, name, startsAtMs }) => ({ version, name, startsAtMs })),
    mayPublish: role === 'manager' ? null : { code: 'role.refused', params: { role: 'manager' } },
  };
}

/** `programme.version`. */
export function versionOf(w: Workings, version: number): Outcome<Programme> {
  const found = w.rules.version(version);
  return found === null ? refused('programme.invalid', { path: `version ${version}` }) : done(found);
}

/** Reads a programme that is to be published: its form, and that it asks for no more combinations than are tried. */
export function readForPublishing(json: unknown): ReturnType<typeof readProgramme> {
  return readProgramme(json, { combinations, most: MOST_COMBINATIONS });
}

/** `programme.check`: everything that is wrong with it, by place. */
export function faultsOf(json: unknown): readonly ProgrammeFaultRow[] {
  const read = readForPublishing(json);
  return read.ok ? [] : read.faults;
}

const NOTHING: ProgrammePreview = {
  faults: [],
  lines: [],
  applied: [],
  gross: NO_MONEY,
  discount: NO_MONEY,
  total: NO_MONEY,
  earned: NO_POINTS,
  near: [],
  trace: [],
  names: {},
};

/** `programme.preview`: a basket of the shop's products under a programme that is being written. */
export function preview(w: Workings, input: Request<'programme.preview'>): ProgrammePreview {
  const read = readForPublishing(input.json);
  if (!read.ok) return { ...NOTHING, faults: read.faults };
  const { programme } = read;
  const member = input.member === null ? null : w.members.find(input.member);
  const lines = input.basket.flatMap(({ sku, quantity }, i): BasketLine[] => {
    const product = w.replica.product({ sku });
    if (product === null || quantity <= 0) return [];
    const { kind: _, ean: _ean, active: _active, ...goods } = product;
    return [{ ...goods, key: i + 1, quantity }];
  });
  const result = evaluate({
    programme,
    lines,
    facts: member === null ? null : factsOf(w, member, programme),
    choices: { codes: [...new Set(input.codes.map(couponCode))], rewards: [], proof: null },
    moment: { day: today(w), time: civilTimeAt(w.clock()), store: w.identity()?.store ?? '' },
    tenders: ['cash'],
    products: (sku) => w.replica.product({ sku }),
  });
  const names = namesOf(programme);
  const offers = new Map(programme.offers.map((offer) => [offer.id, offer]));
  const { gross, discount, total, earned, trace } = result;
  return {
    faults: [],
    lines: counterLines(result),
    applied: result.applied.map(({ lines: _, ...one }) => ({
      ...one,
      name: names[one.offer] ?? one.offer,
      kind: kindOf(offers.get(one.offer)),
    })),
    gross,
    discount,
    total,
    earned,
    near: result.near.map(({ offer, missing }) => ({ offer, name: names[offer] ?? offer, missing })),
    trace,
    names,
  };
}
