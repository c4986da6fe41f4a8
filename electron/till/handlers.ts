import type { StaffState } from '../../contract/sync/states.ts';
import type { Answer, Request, RequestName } from '../../contract/till/api.ts';
import type { MemberRow, ProductRow, StaffRow, TillView } from '../../contract/till/views.ts';
import { NO_POINTS } from '../../domain/amount/points.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { listAlarms, settleAlarm } from './alarms/alarms.ts';
import { listTills, retireTill } from './alarms/tills.ts';
import { addAmount, changeQuantity, removeLine, selectLine } from './counter/basket.ts';
import { confirmSale } from './counter/confirm.ts';
import { chooseFree, chooseReward, dropCoupon, putCoupon } from './counter/offers.ts';
import { putProduct } from './counter/scan.ts';
import { EMPTY_COUNTER } from './counter/state.ts';
import { checkTenders } from './counter/tendering.ts';
import { dayHandlers } from './day/day.ts';
import { readCard } from './giftcards/cards.ts';
import { dropKept, payByCard, payByWallet } from './giftcards/paying.ts';
import { fillUp, issueGiftCard } from './giftcards/selling.ts';
import { undoSold } from './giftcards/undoing.ts';
import { blockCard, linkCard } from './people/cards.ts';
import { askCode } from './people/codes.ts';
import { deedsOf } from './people/deeds.ts';
import { editMember } from './people/edit.ts';
import { enrol } from './people/enrol.ts';
import { eraseMember } from './people/erasing.ts';
import { mergeMembers, personView, unmergeMembers } from './people/merging.ts';
import { giveDue } from './people/occasions.ts';
import { memberRow } from './people/panel.ts';
import { claimPoints, giveGoodwill, noteEvent, noteReferral, quoteClaim } from './people/points.ts';
import { giveProof, removePin, setPin } from './people/proofs.ts';
import { timeline } from './people/timeline.ts';
import { giveTo } from './people/transfer.ts';
import { faultsOf, preview, programmeView, versionOf } from './programme/programme.ts';
import { publish } from './programme/publish.ts';
import { findReceipt } from './receipts/find.ts';
import { learnFiscalNumber } from './receipts/fiscal.ts';
import { confirmReturn, quoteReturn, typedReturn } from './receipts/returns.ts';
import { receiptRow } from './receipts/view.ts';
import { voidSale } from './receipts/voiding.ts';
import { changeSettings } from './settings.ts';
import { setUpAlone } from './setup/alone.ts';
import { joinChain } from './setup/join.ts';
import { countDrawer, keepDraft, keepFloat, moveCash, recountDrawer } from './shift/drawer.ts';
import { xReport, zAgain, zList } from './shift/reports.ts';
import { closeShift, openShift, proposeShift } from './shift/shift.ts';
import { staffHandlers } from './staff/staff.ts';
import type { Workings } from './workings.ts';

type MaybeLater<T> = T | Promise<T>;

/** What answers each request; exhaustive and typed by the contract. */
export type Handlers = {
  readonly [Name in RequestName]: (input: Request<Name>) => MaybeLater<Outcome<Answer<Name>>>;
};

/** Rows of a search: what a hand can reach without scrolling far. */
const MOST_FOUND = 20;
const MOST_RECENT = 50;

/** Those that change nothing on the screen: after them no view is pushed. */
export const LOOKS: ReadonlySet<RequestName> = new Set<RequestName>([
  'hello',
  'staff.list',
  'shift.propose',
  'shift.x',
  'shift.zList',
  'shift.z',
  'day.state',
  'day.list',
  'day.look',
  'day.parts',
  'day.file',
  'staff.week',
  'staff.praise',
  'month.days',
  'audit.list',
  'giftCards.look',
  'products.search',
  'members.search',
  'members.person',
  'members.deeds',
  'members.quoteClaim',
  'programme.current',
  'import.chunk',
  'import.state',
  'report.begin',
  'report.state',
  'report.drop',
  'programme.version',
  'programme.check',
  'programme.preview',
  'receipts.recent',
  'receipts.find',
  'returns.quote',
  'alarms.list',
  'tills.list',
  'scanner.ports',
]);

/** What the handlers take of the till itself. */
export interface TillsOwn {
  view(): TillView;
  /** The one way of codes, typed or scanned. */
  takeCode(code: string): MaybeLater<Outcome<null>>;
}

/** The till's answers. Each is asked only after permissions.ts allowed it. */
export function handlersOf(w: Workings, own: TillsOwn): Handlers {
  const { counter } = w;
  const { onCounter, selling } = w;
  return {
    hello: () => done(own.view()),

    'setup.join': (input) => joinChain(w, input),
    'setup.alone': (input) => setUpAlone(w, input),

    'staff.list': () => done(staffRows(w)),
    'staff.signIn': ({ staff, pin }) =>
      w.session.signIn(
        staffHere(w).find(({ id }) => id === staff),
        pin,
      ),
    // Behind a confirmation that waits for the centre: its record names who confirmed.
    'staff.signOut': () =>
      onCounter(() => {
        w.session.signOut();
        return done(null);
      }),

    'shift.propose': (input) => proposeShift(w, input),
    'shift.open': (input) => onCounter(() => openShift(w, input)),
    'shift.cash': (input) => onCounter(() => moveCash(w, input)),
    'shift.floatDraft': (input) => onCounter(() => keepFloat(w, input)),
    'shift.countDraft': (input) => onCounter(() => keepDraft(w, input)),
    'shift.count': (input) => onCounter(() => countDrawer(w, input)),
    'shift.recount': (input) => onCounter(() => recountDrawer(w, input)),
    'shift.close': () => onCounter(() => closeShift(w)),
    'shift.x': () => xReport(w),
    'shift.zList': (input) => zList(w, input),
    'shift.z': (input) => zAgain(w, input),

    ...dayHandlers(w),
    ...staffHandlers(w),

    'counter.code': ({ code }) => own.takeCode(code),
    'counter.amount': ({ amount, vat }) => selling(() => putAmount(w, amount, vat)),
    'counter.product': ({ sku, quantity }) => selling(() => putProduct(w, w.replica.product({ sku }), quantity, sku)),
    'counter.quantity': ({ line, quantity }) =>
      selling(() => counter.change(changeQuantity(counter.state, line, quantity))),
    'counter.remove': ({ line }) => selling(() => counter.change(removeLine(counter.state, line))),
    'counter.select': ({ line }) =>
      selling(() => {
        const next = selectLine(counter.state, line);
        if (next.ok) counter.adjust(next.value);
        return next.ok ? done(null) : next;
      }),
    'counter.clear': () => onCounter(() => counter.change(done({ ...EMPTY_COUNTER, nextKey: counter.state.nextKey }))),
    'counter.undo': () =>
      selling(() => {
        counter.undo();
        return done(null);
      }),
    'counter.member': (input) => selling(() => putMember(w, input)),
    'counter.leaveMember': () =>
      selling(() => counter.change(done({ ...counter.state, member: null, redeem: NO_POINTS, rewards: [] }))),
    'counter.redeem': ({ points }) => selling(() => chooseFree(w, null, points)),
    'counter.proof': (input) => (input.by === 'code' ? giveProof(w, input) : selling(() => giveProof(w, input))),
    'counter.askCode': () => askCode(w),
    'counter.coupon': ({ code }) => selling(() => putCoupon(w, code)),
    'counter.dropCoupon': ({ code }) => selling(() => dropCoupon(w, code)),
    'counter.reward': (input) => selling(() => chooseReward(w, input)),
    'counter.tenders': ({ tenders }) => selling(() => counter.change(checkTenders(counter.state, tenders))),
    'counter.giftCard': ({ code }) => selling(() => payByCard(w, code)),
    'counter.wallet': () => selling(() => payByWallet(w)),
    'counter.dropCard': ({ card }) => selling(() => dropKept(w, card)),
    'counter.confirm': (input) => selling(() => confirmSale(w, input)),
    'counter.next': () =>
      selling(() => {
        counter.next();
        return done(null);
      }),

    'giftCards.look': ({ code }) => readCard(w, code),
    'giftCards.issue': (input) => selling(() => issueGiftCard(w, input)),
    'giftCards.topUp': (input) => selling(() => fillUp(w, input)),
    'giftCards.undo': (input) => selling(() => undoSold(w, input)),

    'products.search': ({ text }) => done(productRows(w, text)),
    'members.search': ({ text }) => done(memberRows(w, text)),
    'members.enrol': (input) => selling(() => enrol(w, input)),
    'members.timeline': ({ member }) => timeline(w, member),
    'members.blockCard': (input) => blockCard(w, input),
    'members.linkCard': (input) => linkCard(w, input),

    'members.person': (input) => personView(w, input),
    'members.edit': (input) => selling(() => editMember(w, input)),
    'members.merge': (input) => selling(() => mergeMembers(w, input)),
    'members.unmerge': (input) => selling(() => unmergeMembers(w, input)),
    'members.erase': (input) => selling(() => eraseMember(w, input)),
    'members.setPin': (input) => selling(() => setPin(w, input)),
    'members.removePin': (input) => selling(() => removePin(w, input)),
    'members.goodwill': (input) => selling(() => giveGoodwill(w, input)),
    'members.transfer': (input) => selling(() => giveTo(w, input)),
    'members.event': (input) => selling(() => noteEvent(w, input)),
    'members.refer': (input) => selling(() => noteReferral(w, input)),
    'members.claim': (input) => selling(() => claimPoints(w, input)),
    'members.deeds': (input) => deedsOf(w, input),
    'members.quoteClaim': (input) => quoteClaim(w, input),

    'import.begin': (input) => w.importing.begin(input),
    'import.chunk': (input) => w.importing.chunk(input),
    'import.look': (input) => w.importing.look(input),
    'import.check': (input) => w.importing.check(input),
    'import.go': (input) => w.importing.go(input),
    'import.drop': () => w.importing.drop(),
    'import.state': () => done(w.importing.view()),
    'report.begin': () => w.report.begin(),
    'report.state': () => done(w.report.view()),
    'report.drop': () => w.report.drop(),

    'programme.current': () => done(programmeView(w)),
    'programme.version': ({ version }) => versionOf(w, version),
    'programme.check': ({ json }) => done(faultsOf(json)),
    'programme.preview': (input) => done(preview(w, input)),
    'programme.publish': (input) => publish(w, input),

    'receipts.recent': () => done(w.ledger.recentReceipts(MOST_RECENT).map((receipt) => receiptRow(w, receipt))),
    'receipts.find': ({ number }) => findReceipt(w, number),
    'receipts.fiscal': (input) => learnFiscalNumber(w, input),
    'returns.quote': (input) => quoteReturn(w, input),
    'returns.confirm': (input) => selling(() => confirmReturn(w, input)),
    'returns.typed': (input) => selling(() => typedReturn(w, input)),
    'receipts.void': ({ receipt }) => selling(() => voidSale(w, receipt)),

    'alarms.list': (input) => listAlarms(w, input),
    'alarms.settle': (input) => settleAlarm(w, input),
    'tills.list': () => listTills(w),
    'tills.retire': (input) => retireTill(w, input, 'retire'),
    'tills.restore': (input) => retireTill(w, input, 'restore'),

    'settings.set': (input) => changeSettings(w, input),
    'scanner.ports': async () => done(await w.links.scanner.ports()),
  };
}

function putAmount(w: Workings, amount: string, vat: Request<'counter.amount'>['vat']): Outcome<null> {
  if (!w.rules.chain().vatRates.includes(vat)) return refused('vat.unknownRate', { rate: vat });
  return w.counter.change(addAmount(w.counter.state, amount, vat));
}

function putMember(w: Workings, { member, foundBy }: Request<'counter.member'>): Outcome<null> {
  const found = w.members.find(member);
  if (found === null || found.person === null) return refused('member.unknown');
  const came = w.counter.change(done({ ...w.counter.state, member: { id: found.id, foundBy } }));
  giveDue(w, found);
  return came;
}

function staffHere(w: Workings): readonly StaffState[] {
  const identity = w.identity();
  return identity === null ? [] : w.rules.staff(identity.store);
}

function staffRows(w: Workings): StaffRow[] {
  return staffHere(w)
    .filter(({ active }) => active)
    .map(({ id, name, role }) => ({ id, name, role }));
}

function productRows(w: Workings, text: string): ProductRow[] {
  return w.replica
    .searchProducts(text, MOST_FOUND)
    .map(({ sku, ean, name, price, unit }) => ({ sku, ean, name, price, unit }));
}

function memberRows(w: Workings, text: string): MemberRow[] {
  return w.members.search(text, MOST_FOUND).flatMap((member) => memberRow(member) ?? []);
}
