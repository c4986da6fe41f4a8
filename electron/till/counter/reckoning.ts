import type { Figures, RedeemView } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { bani, NO_MONEY } from '../../../domain/amount/bani.ts';
import { NO_POINTS, type Points, points } from '../../../domain/amount/points.ts';
import { spendable } from '../../../domain/ledger/fold.ts';
import type { FirstProgramme as Programme } from '../../../domain/programme/first.ts';
import { reckonSale, type SaleFigures } from '../../../domain/sale/reckon.ts';
import { mostRedeemable, offlineLimit, type PolicyLimit, type RedemptionLimits } from '../../../domain/sale/redeem.ts';
import { settleTenders } from '../../../domain/sale/tenders.ts';
import { NO_PROGRAMME } from '../rules.ts';
import { today, type Workings } from '../workings.ts';
import type { CounterState } from './state.ts';

/** The sale on the counter, reckoned with the rules that hold now. */
export interface Reckoned {
  readonly programme: Programme;
  readonly figures: SaleFigures;
  readonly member: KnownMember | null;
  readonly limits: RedemptionLimits;
}

/** Whether the centre can be asked; a shop alone has nobody to ask and no policy to keep. */
export type Asking = 'alone' | 'online' | 'offline';

/** How a redemption would be allowed now, as far as the till can know before it asks. */
export function asking(w: Workings): Asking {
  if (w.identity()?.centre === null) return 'alone';
  const { state } = w.sync();
  return state !== 'offline' && state !== 'refused' && w.centreAnswers() ? 'online' : 'offline';
}

/** Reckons the sale. Points chosen beyond what the sale allows are not spent; the choice itself is kept. */
export function reckon(w: Workings, state: CounterState, how: Asking = asking(w)): Reckoned {
  const programme = w.rules.programme() ?? NO_PROGRAMME;
  const member = state.member === null ? null : w.members.find(state.member.id);
  const sale = { lines: state.lines, programme, withMember: member !== null };
  const unspent = reckonSale({ ...sale, spend: NO_POINTS });
  const limits = mostRedeemable({
    programme,
    discountable: unspent.discountable,
    spendable: member === null ? NO_POINTS : spendable(member.standing, today(w)),
    withMember: member !== null,
    policy: offlinePolicy(w, state, member, programme, how),
  });
  const spend = chosen(state.redeem, limits);
  const figures = spend === 0 ? unspent : reckonSale({ ...sale, spend });
  return { programme, figures, member, limits };
}

/** What of the chosen points the sale can take. */
function chosen(wanted: Points, { most, least }: RedemptionLimits): Points {
  const spend = Math.min(wanted, most);
  return spend < least ? NO_POINTS : points(spend);
}

/** What the programme's offline policy allows this member now; null where the centre can be asked, or there is none. */
function offlinePolicy(
  w: Workings,
  state: CounterState,
  member: KnownMember | null,
  programme: Programme,
  how: Asking,
): PolicyLimit | null {
  if (how !== 'offline' || state.member === null || member === null) return null;
  const businessDay = w.shift()?.businessDay ?? today(w);
  return offlineLimit({
    programme,
    spentTodayOffline: w.ledger.spentOffline(member.id, businessDay),
    wordAgeMs: member.wordAt === null ? null : w.clock() - member.wordAt,
    foundBy: state.member.foundBy,
  });
}

/** The figures as the screen shows them, with what the tenders leave open. */
export function figuresView({ figures, member }: Reckoned, state: CounterState): Figures {
  const { gross, discount, total, vat, earned, spent, trace } = figures;
  const settled = settleTenders(total, state.tenders);
  const tendered = state.tenders.reduce((sum, { amount }) => sum + amount, 0);
  return {
    gross,
    discount,
    total,
    vat,
    earned,
    spent,
    trace,
    balanceAfter: member === null ? null : points(member.standing.balance - spent + earned),
    change: settled.ok ? settled.value.change : NO_MONEY,
    // Nothing handed over yet means the exact amount in cash, as it will be settled.
    missing: bani(state.tenders.length === 0 ? 0 : Math.max(0, total - tendered)),
  };
}

/** What the redemption's place on the screen shows. */
export function redeemView({ programme, figures, limits }: Reckoned): RedeemView {
  const { most, least, why } = limits;
  return { chosen: figures.spent, most, least, why, pointValue: programme.redemption.pointValue };
}
