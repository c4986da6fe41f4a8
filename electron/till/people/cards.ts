import type { Request } from '../../../contract/till/api.ts';
import { readCode } from '../../../domain/card/codes.ts';
import type { CardText } from '../../../domain/person/person.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { isGiftCard } from '../giftcards/cards.ts';
import { beside, type Workings, write } from '../workings.ts';

/** A code that may become somebody's card: it is one by its form, and nobody has it. */
export function checkNewCard(w: Workings, text: string): Outcome<string> {
  const code = text.trim();
  const meaning = readCode(code, w.rules.chain());
  if (meaning.kind === 'refused' && meaning.refusal.code === 'code.checkDigit') {
    return { ok: false, refusal: meaning.refusal };
  }
  if (meaning.kind !== 'card') return refused('card.notACard', { code });
  const free = w.members.byCard(meaning.code) === null && !isGiftCard(w, code);
  return free ? done(meaning.code) : refused('card.taken', { code: meaning.code });
}

/** The code of a card that this member has, as it is kept. */
function ownCard(w: Workings, member: Request<'members.blockCard'>['member'], text: string): Outcome<string> {
  const code = text.trim();
  const meaning = readCode(code, w.rules.chain());
  const kept = meaning.kind === 'card' ? meaning.code : code;
  const known = w.members.find(member);
  if (known === null || known.person === null) return refused('member.unknown');
  const has = w.members.cardsOf(known.id).some((card) => card.code === kept);
  return has ? done(kept) : refused('card.notACard', { code });
}

/** `members.blockCard`: a lost card leads nowhere from now on; the points stay. Blocking it twice writes once. */
export function blockCard(w: Workings, input: Request<'members.blockCard'>): Outcome<null> {
  const code = ownCard(w, input.member, input.code);
  if (!code.ok) return code;
  const known = w.members.byCard(code.value);
  if (known?.card.blocked === true) return done(null);
  const text: CardText = { card: code.value, replaces: null };
  const member = known?.member.id ?? input.member;
  write(w, { kind: 'cardBlocked', member, entries: [] }, { beside: beside(w, text) });
  return done(null);
}

/** `members.linkCard`: a new card, and the one that it replaces is blocked by the same record. */
export function linkCard(w: Workings, input: Request<'members.linkCard'>): Outcome<null> {
  const member = w.members.find(input.member);
  if (member === null || member.person === null) return refused('member.unknown');
  const code = checkNewCard(w, input.code);
  if (!code.ok) return code;
  const replaces = input.replaces.trim() === '' ? done(null) : ownCard(w, member.id, input.replaces);
  if (!replaces.ok) return replaces;
  const text: CardText = { card: code.value, replaces: replaces.value };
  write(w, { kind: 'cardLinked', member: member.id, entries: [] }, { beside: beside(w, text) });
  return done(null);
}
