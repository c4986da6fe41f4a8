import type { StaffState } from '../../../contract/sync/states.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { ProofView } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { never } from '../../../domain/assert.ts';
import type { KeptPin } from '../../../domain/person/person.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { may } from '../../../domain/roles/permissions.ts';
import { checkPin, makePin } from '../../staff/pin.ts';
import { proofsOf, type Reckoned } from '../counter/reckoning.ts';
import { type Workings, write } from '../workings.ts';
import { proveByCode } from './codes.ts';
import { editOf } from './edit.ts';
import { given } from './given.ts';
import { known } from './points.ts';

/** What proves that the member at the counter may redeem, besides how they were found. */

/** `counter.proof`: the member's PIN, or a manager who vouches (a record of its own). Holds for this member and this sale. */
export async function giveProof(w: Workings, input: Request<'counter.proof'>): Promise<Outcome<null>> {
  const standing = w.counter.state.member;
  if (standing === null) return refused('redeem.noMember');
  const member = known(w, standing.id);
  if (!member.ok) return member;
  switch (input.by) {
    case 'pin': {
      const held = await checkOwn(w, member.value, input.pin);
      return held.ok ? given(w, 'pin') : held;
    }
    case 'manager': {
      const manager = await vouching(w, input.staff, input.pin);
      if (!manager.ok) return manager;
      write(w, { kind: 'pinUsed', by: manager.value.id, action: 'redeem', reason: 'vouched', entries: [] });
      return given(w, 'manager');
    }
    case 'code':
      return proveByCode(w, input.pin);
    default:
      return never(input.by);
  }
}

function checkOwn(w: Workings, { id, person }: KnownMember, pin: string): Promise<Outcome<null>> | Outcome<null> {
  return person?.pin == null ? refused('proof.noPin') : w.session.pins.check(id, pin, person.pin);
}

/** Somebody of this store's staff who may vouch, by their PIN. */
function vouching(
  w: Workings,
  id: StaffState['id'] | null,
  pin: string,
): Promise<Outcome<StaffState>> | Outcome<StaffState> {
  const identity = w.identity();
  const staff = identity === null ? undefined : w.rules.staff(identity.store).find((one) => one.id === id);
  if (staff === undefined || !staff.active) return refused('staff.unknown');
  return may(staff.role, 'vouch') ? w.session.vouch(staff, pin) : refused('proof.notManager');
}

/**
 * `members.setPin`: the member types a PIN of their own. Whoever sets one must be the member: the card in hand, just enrolled, the PIN
 * before, or a manager's word. Kept as scrypt makes it, beside the record with the other personal data, and gone with it on erasure.
 */
export async function setPin(w: Workings, input: Request<'members.setPin'>): Promise<Outcome<null>> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const pin = checkPin(input.pin);
  if (!pin.ok) return pin;
  if (!mayChangePin(w, member.value)) return refused('pin.notTheirs');
  return keepPin(w, member.value, await makePin(pin.value, w.randomBytes(16)));
}

/** `members.removePin`: from now on the member proves in another way, or chooses another PIN. By whoever may set one. */
export function removePin(w: Workings, input: Request<'members.removePin'>): Outcome<null> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  if (member.value.person?.pin == null) return refused('proof.noPin');
  return mayChangePin(w, member.value) ? keepPin(w, member.value, null) : refused('pin.notTheirs');
}

/** Whether this member stands here and proved that it is them: a name or a phone number proves too little to change what proves. */
function mayChangePin({ counter: { state } }: Workings, { id }: KnownMember): boolean {
  const found = state.member?.foundBy;
  return state.member?.id === id && (found === 'card' || found === 'enrolled' || state.proofs.length > 0);
}

function keepPin(w: Workings, { id }: KnownMember, pin: KeptPin | null): Outcome<null> {
  const { content, how } = editOf(w, id, { pin });
  write(w, content, how);
  return done(null);
}

/** What the window needs to ask for proofs; null: the programme asks for none, or nobody is there. */
export function proofView(w: Workings, { programme, member }: Reckoned): ProofView | null {
  if (member === null || programme.proofs.length === 0) return null;
  const { proofs = [] } = proofsOf(w.counter.state, programme);
  return { given: proofs, hasPin: member.person?.pin != null, code: w.sentCode.view(w.counter.state) };
}
