import { memo } from 'react';
import type { MemberPanel } from '../../contract/till/views.ts';
import { NO_MONEY } from '../../domain/amount/bani.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { RefusalCode } from '../../domain/refusal/refusal.ts';
import { pointsWorth } from '../../domain/sale/redeem.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { KeyCap, keepFocus, Tap } from '../controls/Tap.tsx';
import { counterKey } from '../counter/counterKeys.ts';
import { KEYS } from '../keys/keymap.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { hintsOf } from './hints.ts';
import { Held, TierBadge, TierWay } from './Standing.tsx';
import './member.css';

/** From so many letters on a name is set smaller, so that all of it stands. */
const LONG_NAME = 30;

/** Who is buying: the person, what they have, what matters now. */
export function MemberCard() {
  const { say } = useWords();
  const till = useTill();
  const member = useWindow((state) => state.view?.counter.member ?? null);
  if (member !== null) return <Person member={member} />;
  return (
    <div className="member member-none">
      <Emptiness mark="☺" title={say('member.empty.title')} text={say('member.empty.text')}>
        <Tap className="member-find" keys={KEYS.find.shown} onTap={() => till.open({ kind: 'search' })}>
          {say('action.find')}
        </Tap>
        <Tap className="member-find" look="quiet" keys={KEYS.enrol.shown} onTap={() => till.open({ kind: 'enrol' })}>
          {say('action.enrol')}
        </Tap>
        <p className="emptiness-text member-without">{say('member.empty.without')}</p>
      </Emptiness>
    </div>
  );
}

const Person = memo(function Person({ member }: { readonly member: MemberPanel }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const today = useWindow((state) => (state.view === null ? undefined : civilDateAt(state.view.status.now)));
  return (
    <div className="member" key={member.id}>
      <div className="member-head">
        <h2 className={member.name.length > LONG_NAME ? 'member-name member-name-long' : 'member-name'}>
          {member.name}
        </h2>
        {member.tier === null ? null : <TierBadge tier={member.tier} />}
        <Tap
          look="quiet"
          className="member-edit"
          label={`${say('action.person')} (${KEYS.person.shown})`}
          onTap={() => till.open({ kind: 'person', page: 'menu' })}
        >
          ✎
        </Tap>
        <Tap
          look="quiet"
          className="member-leave"
          label={say('member.leave')}
          onTap={() => void till.ask('counter.leaveMember', {})}
        >
          ✕
        </Tap>
      </div>
      <p className="member-speaks">
        {member.callName === '' || member.callName === member.name ? null : <b>„{member.callName}” · </b>}
        {say('member.speaks', { language: member.language })} · {say('member.foundBy', { how: member.foundBy })}
        {member.persons > 1 ? ` · ${say('person.mergedHint', { count: member.persons })}` : null}
      </p>
      <p className="member-balance">
        <output className="member-points">{formatPoints(member.balance)}</output>
        <span className="member-unit">{say('unit.points', { points: Math.abs(member.balance) })}</span>
        <b className="member-worth">{say('member.worth', { amount: formatBani(member.worth) })}</b>
      </p>
      <p className="member-line" data-tone={member.debt > 0 ? 'stop' : 'attention'}>
        {member.debt > 0
          ? say('member.debt', { points: member.debt })
          : member.expiring === null
            ? ''
            : say('member.expiring', { points: member.expiring.points, day: words.day(member.expiring.on, today) })}
      </p>
      {member.tier === null ? null : <TierWay tier={member.tier} />}
      <Held member={member} today={today} />
      <Using />
      <Hints member={member} />
      <span className="member-space" />
      <Doors />
    </div>
  );
});

/** Why no points can be used now, where it is not for the balance or the sale: the member may ask, so it is said. */
const SAID_AT_ONCE: ReadonlySet<RefusalCode> = new Set([
  'redeem.offlineLimit',
  'redeem.offlineStale',
  'redeem.needsCard',
  'redeem.held',
]);

/** Points chosen for this sale, where they are taken from. */
function Using() {
  const words = useWords();
  const redeem = useWindow((state) => state.view?.counter.redeem ?? null);
  if (redeem === null) return null;
  if (redeem.chosen === 0) {
    return redeem.most > 0 || redeem.why === null || !SAID_AT_ONCE.has(redeem.why.code) ? null : (
      <p className="hint hint-attention">
        <span className="hint-mark" aria-hidden>
          ◐
        </span>
        <span className="hint-why">{refusalText(words, redeem.why)}</span>
      </p>
    );
  }
  const amount = formatBani(redeem.worth === null ? NO_MONEY : pointsWorth(redeem.worth, redeem.chosen));
  return (
    <p className="hint hint-ok">
      <span className="hint-mark" aria-hidden>
        ✓
      </span>
      <span>
        <b>{words.say('redeem.using', { points: redeem.chosen })}</b>
        <span className="hint-why">{words.say('redeem.worth', { amount })}</span>
      </span>
    </p>
  );
}

function Hints({ member }: { readonly member: MemberPanel }) {
  const words = useWords();
  const redeem = useWindow((state) => state.view?.counter.redeem ?? null);
  const status = useWindow((state) => state.view?.status ?? null);
  if (redeem === null || status === null) return null;
  return (
    <ul className="hints">
      {hintsOf(words, member, { redeem, status }).map((hint) => (
        <li key={hint.text} className={`hint hint-${hint.tone}`}>
          <span className="hint-mark" aria-hidden>
            {hint.mark}
          </span>
          <span>
            <b>{hint.text}</b>
            <span className="hint-why">{hint.why}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Doors() {
  const { say } = useWords();
  const till = useTill();
  return (
    <nav className="doors" aria-label={say('member.card')}>
      <Door action="why" />
      <button type="button" className="door" onMouseDown={keepFocus} onClick={() => till.open({ kind: 'cards' })}>
        {say('action.cards')}
      </button>
      <Door action="history" />
      <Door action="deeds" />
    </nav>
  );
}

function Door({ action }: { readonly action: 'why' | 'history' | 'deeds' }) {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  return (
    <button type="button" className="door" onMouseDown={keepFocus} onClick={() => counterKey(till, store, action)}>
      <KeyCap keys={KEYS[action].shown} /> {say(KEYS[action].words)}
    </button>
  );
}
