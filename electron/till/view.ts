import type {
  CounterLine,
  CounterView,
  ShiftView,
  StaffView,
  Stage,
  StatusView,
  TillBadge,
  TillView,
} from '../../contract/till/views.ts';
import { assert } from '../../domain/assert.ts';
import type { SaleResult } from '../../domain/sale/evaluate.ts';
import { cashSum } from '../../domain/shift/cash.ts';
import { openAlarms } from './alarms/alarms.ts';
import { offersView } from './counter/offers.ts';
import { figuresView, reckon, redeemView } from './counter/reckoning.ts';
import { wordView } from './counter/word.ts';
import { keptViews } from './giftcards/paying.ts';
import type { ScannerStatus } from './links.ts';
import { memberPanel } from './people/panel.ts';
import { proofView } from './people/proofs.ts';
import { isSetUp } from './setup/alone.ts';
import { phaseOf } from './shift/drawer.ts';
import type { Workings } from './workings.ts';

/** The whole state of the window, made anew each time: some reads of SQLite, well under a millisecond. */
export function tillView(w: Workings, scanner: ScannerStatus, alarm: boolean): TillView {
  return {
    stage: stage(w),
    version: w.version,
    till: badge(w),
    staff: staffView(w),
    shift: shiftView(w),
    floatDraft: w.session.staff === null || w.shift() !== null ? null : w.floatDrafts.of(w.session.staff.id),
    dayRevision: w.closing.revision,
    counter: counterView(w),
    names: w.rules.names(),
    status: {
      scanner,
      centre: centre(w, alarm),
      programmeTrouble: w.replica.programmeTrouble()?.path ?? null,
      unsent: unsent(w),
      alarms: openAlarms(w),
      now: w.clock(),
    },
    settings: { ...w.settings.now, vatRates: w.rules.chain().vatRates },
  };
}

function stage(w: Workings): Stage {
  if (!isSetUp(w)) return 'setup';
  if (w.session.staff === null) return 'signIn';
  return w.shift() === null ? 'openShift' : 'counter';
}

function badge(w: Workings): TillBadge | null {
  const identity = w.identity();
  if (identity === null) return null;
  const store = w.rules.storeName(identity.store);
  return { number: identity.number, store, chain: w.rules.chain().name };
}

function staffView({ session }: Workings): StaffView | null {
  const { staff } = session;
  return staff === null ? null : { id: staff.id, name: staff.name, role: staff.role };
}

function shiftView(w: Workings): ShiftView | null {
  const shift = w.shift();
  const identity = w.identity();
  if (shift === null || identity === null) return null;
  const { number, businessDay, openedAt, sales, total, turns, float } = shift;
  const phase = phaseOf(w);
  assert(phase !== 'none', 'a shift that is open stands somewhere');
  return {
    number,
    businessDay,
    openedAt,
    staffName: w.rules.staffName(identity.store, shift.staff) ?? '',
    sales,
    total,
    phase,
    turns,
    float: float === null ? null : cashSum(float),
    draft: w.drafts.of(shift),
    count: turns === 0 ? null : (w.soFar.now().drawer.counted.at(-1) ?? null),
  };
}

function counterView(w: Workings): CounterView {
  const { state, last, scan, opened, shown, undoable } = w.counter;
  const reckoned = reckon(w, state);
  const { member, result } = reckoned;
  return {
    member: member === null || state.member === null ? null : memberPanel(w, member, state.member.foundBy),
    lines: counterLines(result),
    selected: state.selected,
    figures: figuresView(reckoned, state),
    redeem: redeemView(reckoned),
    word: wordView(w, reckoned),
    proof: proofView(w, reckoned),
    ...offersView(w, reckoned),
    tenders: state.tenders,
    kept: keptViews(w, reckoned, state),
    last,
    scan,
    opened,
    giftCard: shown,
    undoable,
  };
}

/** The lines of a sale as they were reckoned, those that offers put in last. */
export function counterLines({ lines, figures, applied }: SaleResult): CounterLine[] {
  return lines.map(({ key, name, sku, unit, quantity, price, vat, added }, i) => {
    const of = figures[i];
    assert(of !== undefined, 'each line of the basket is reckoned');
    const offers = applied.filter((one) => one.lines.some(({ line }) => line === i)).map(({ offer }) => offer);
    const { gross, discount, excluded } = of;
    return {
      key,
      name,
      sku,
      unit,
      quantity,
      price,
      vat,
      gross,
      discount,
      excluded,
      added: added !== undefined,
      offers,
    };
  });
}

function centre(w: Workings, alarm: boolean): StatusView['centre'] {
  const { state, heardAt, loaded, restored, clockSkewMs, refusal, snapshot } = w.sync();
  if (w.identity()?.centre == null) {
    return { state: 'alone', heardAt: null, loaded: null, restored: false, clockSkewMs: null };
  }
  const shown = state === 'refused' && refusal === 'till.retired' ? 'retired' : state;
  const file = snapshot === undefined ? {} : { snapshot };
  return { state: alarm ? 'alarm' : shown, heardAt, loaded, restored, clockSkewMs, ...file };
}

/** Own records of this life that the centre does not have yet; after a new life began, all that it appended again. */
function unsent(w: Workings): number {
  const head = w.ledger.head();
  if (head === null || w.identity()?.centre == null) return 0;
  const { acked } = w.sync();
  return head.seq - (acked?.incarnation === head.incarnation ? acked.seq : 0);
}
