import type { RequestName } from '../../contract/till/api.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { type Action, may, type Role, whoMay } from '../../domain/roles/permissions.ts';
import { mayStep, type ShiftPhase } from '../../domain/shift/state.ts';

interface Need {
  /** What the role must be allowed to do; null: anybody, signed in or not. */
  readonly action: Action | null;
  /** Whether a shift must be open, and its drawer not counted yet. */
  readonly shift: boolean;
}

const anybody: Need = { action: null, shift: false };
const to = (action: Action): Need => ({ action, shift: false });
const inShiftTo = (action: Action): Need => ({ action, shift: true });

/** What each request needs: the one place where roles are enforced. Exhaustive: a new request does not compile without. */
export const NEEDS: Readonly<Record<RequestName, Need>> = {
  hello: anybody,
  // Both refuse once the till has an identity: before that there is nobody who could be signed in.
  'setup.join': anybody,
  'setup.alone': anybody,
  'staff.list': anybody,
  'staff.signIn': anybody,
  'staff.signOut': anybody,
  'shift.propose': to('shift'),
  'shift.open': to('shift'),
  'shift.cash': to('cash'),
  'shift.countDraft': to('shift'),
  'shift.floatDraft': to('shift'),
  'shift.count': to('shift'),
  // Whoever is signed in counts; what it takes is the word of one who may, by their PIN.
  'shift.recount': to('shift'),
  'shift.close': to('shift'),
  'shift.x': to('z'),
  'shift.zList': to('z'),
  'shift.z': to('z'),
  'day.state': to('lookDay'),
  'day.begin': to('closeDay'),
  'day.drop': to('closeDay'),
  'day.register': to('closeDay'),
  'day.registerFile': to('closeDay'),
  'day.registerColumns': to('closeDay'),
  'day.registerTake': to('closeDay'),
  'day.explain': to('closeDay'),
  'day.mend': to('closeDay'),
  'day.without': to('closeDay'),
  'day.paper': to('closeDay'),
  'day.sign': to('closeDay'),
  'day.pass': to('closeDay'),
  'day.list': to('lookDay'),
  'day.look': to('lookDay'),
  'day.parts': to('lookDay'),
  'day.file': to('lookDay'),
  'staff.week': to('lookStaff'),
  // Only kind things, for everybody to read.
  'staff.praise': anybody,
  'month.days': to('lookDay'),
  'audit.list': to('audit'),
  'counter.code': inShiftTo('sell'),
  'counter.amount': inShiftTo('sell'),
  'counter.product': inShiftTo('sell'),
  'counter.quantity': inShiftTo('sell'),
  'counter.remove': inShiftTo('sell'),
  'counter.select': inShiftTo('sell'),
  // Also when the drawer is counted: what a queue brought late is put away.
  'counter.clear': to('sell'),
  'counter.undo': inShiftTo('sell'),
  'counter.member': inShiftTo('sell'),
  'counter.leaveMember': inShiftTo('sell'),
  'counter.redeem': inShiftTo('redeem'),
  'counter.proof': inShiftTo('redeem'),
  'counter.askCode': inShiftTo('redeem'),
  'counter.coupon': inShiftTo('sell'),
  'counter.dropCoupon': inShiftTo('sell'),
  'counter.reward': inShiftTo('redeem'),
  'counter.tenders': inShiftTo('sell'),
  'counter.giftCard': inShiftTo('sell'),
  'counter.wallet': inShiftTo('sell'),
  'counter.dropCard': inShiftTo('sell'),
  'counter.confirm': inShiftTo('sell'),
  'counter.next': inShiftTo('sell'),
  'giftCards.look': to('look'),
  'giftCards.issue': inShiftTo('sell'),
  'giftCards.topUp': inShiftTo('sell'),
  'giftCards.undo': inShiftTo('void'),
  'products.search': to('look'),
  'members.search': to('look'),
  'members.enrol': inShiftTo('enrol'),
  'members.timeline': to('look'),
  'members.blockCard': to('card'),
  'members.linkCard': to('card'),
  'members.person': to('edit'),
  'members.edit': inShiftTo('edit'),
  // Whoever is signed in may ask; what it takes is the word of one who may, by their PIN.
  'members.merge': inShiftTo('edit'),
  'members.unmerge': inShiftTo('edit'),
  'members.erase': inShiftTo('edit'),
  'members.setPin': inShiftTo('redeem'),
  'members.removePin': inShiftTo('redeem'),
  'members.goodwill': inShiftTo('goodwill'),
  'members.transfer': inShiftTo('transfer'),
  'members.event': inShiftTo('enrol'),
  'members.refer': inShiftTo('enrol'),
  'members.claim': inShiftTo('enrol'),
  'members.deeds': to('look'),
  'members.quoteClaim': to('look'),
  'import.begin': to('import'),
  'import.chunk': to('import'),
  'import.look': to('import'),
  'import.check': to('import'),
  'import.go': to('import'),
  'import.drop': to('import'),
  'import.state': to('import'),
  'programme.current': to('lookProgramme'),
  'programme.version': to('lookProgramme'),
  'programme.check': to('lookProgramme'),
  'programme.preview': to('lookProgramme'),
  'programme.publish': to('programme'),
  'report.begin': to('report'),
  'report.state': to('report'),
  'report.drop': to('report'),
  'receipts.recent': to('look'),
  'receipts.find': to('look'),
  'receipts.fiscal': to('sell'),
  'returns.quote': inShiftTo('return'),
  'returns.confirm': inShiftTo('return'),
  'returns.typed': inShiftTo('returnTyped'),
  'receipts.void': inShiftTo('void'),
  'alarms.list': to('lookAlarms'),
  'alarms.settle': to('alarm'),
  'tills.list': to('lookAlarms'),
  'tills.retire': to('alarm'),
  'tills.restore': to('alarm'),
  // Language, theme, sound and the scanner's port: whoever stands there must be able to go on.
  'settings.set': anybody,
  'scanner.ports': anybody,
};

/** Whether a request may be done now; refuses with staff.unknown (nobody is signed in), role.refused, sale.noShift or shift.counted. */
export function allowed(name: RequestName, role: Role | null, phase: ShiftPhase): Outcome<null> {
  const { action, shift } = NEEDS[name];
  if (action === null) return done(null);
  if (role === null) return refused('staff.unknown');
  if (!may(role, action)) return refused('role.refused', { role: whoMay(action) });
  return shift ? mayStep(phase, 'sell') : done(null);
}
