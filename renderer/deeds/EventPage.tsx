import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DeedEvent } from '../../contract/till/deeds.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { keepFocus } from '../controls/Tap.tsx';
import { useDigits } from '../keys/useDigits.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { nameText } from '../words/names.ts';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import { DeedDone } from './DeedDone.tsx';
import { Refused } from './Refused.tsx';
import { useDeeds } from './useDeeds.ts';

/** What was noted, and by how much it moved the balance. */
interface Noted {
  readonly event: DeedEvent;
  readonly earned: number;
}

/** Something that earns without a sale: what the programme rewards, what it would give now, and Enter notes it. */
export function EventPage({ member }: { readonly member: MemberPanel }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const store = useWindowStore();
  const events = useDeeds(member)?.events ?? null;
  const [marked, setMarked] = useState(0);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [noted, setNoted] = useState<Noted | null>(null);
  const [asking, setAsking] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const chosen = events?.[marked];
  const count = events?.length ?? 0;

  const note = async (event: DeedEvent): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.event', { member: member.id, event: event.event });
    setAsking(false);
    // The view that belongs to an answer comes before it: the balance there is the new one.
    const now = store.getState().view?.counter.member?.balance ?? member.balance;
    if (answer.ok) setNoted({ event, earned: now - member.balance });
    else setRefusal(answer.refusal);
  };
  useMainAction({
    label: say('deeds.eventConfirm'),
    enabled: chosen !== undefined && !asking,
    run: () => {
      if (chosen !== undefined) void note(chosen);
    },
    active: noted === null,
  });
  useDigits((at) => {
    if (at < count) setMarked(at);
  });
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || count === 0) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      setMarked((now) => (count + now + step) % count);
      event.preventDefault();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, [count]);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);

  if (noted !== null) return <Done noted={noted} member={member} />;
  if (events === null) return <p className="panel-wait">{say('deeds.wait')}</p>;
  return (
    <>
      <h3 className="deed-question">
        {say('deeds.eventWhat')} <small className="deeds-keys">{say('deeds.keys')}</small>
      </h3>
      <ul ref={list} className="deeds">
        {events.map((event, at) => (
          <li key={event.event}>
            <button
              type="button"
              className="deed"
              aria-pressed={at === marked}
              onMouseDown={keepFocus}
              onClick={() => {
                setMarked(at);
                setRefusal(null);
              }}
            >
              <span className="deed-choice" aria-hidden>
                {at === marked ? '●' : '○'}
              </span>
              <span className="deed-words">
                <b>{namesOf(words, event)}</b>
                {event.points > 0 || event.stamps > 0 ? null : (
                  <span className="deed-text">{say('deeds.eventNothing')}</span>
                )}
              </span>
              <span className="deed-gives">{givesText(words, event)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Refused refusal={refusal} />
    </>
  );
}

function Done({ noted: { event, earned }, member }: { readonly noted: Noted; readonly member: MemberPanel }) {
  const words = useWords();
  const { say } = words;
  const { name, balance } = member;
  const said = [
    earned > 0 ? say('deeds.eventEarned', { points: earned }) : null,
    event.stamps > 0 ? say('deeds.stampsDone', { stamps: event.stamps }) : null,
  ].filter((part) => part !== null);
  return (
    <DeedDone title={say('deeds.eventDone', { what: namesOf(words, event) })} balances={[{ name, balance }]}>
      <p className="deed-said">{said.length === 0 ? say('deeds.eventEarnedNothing') : said.join(' ')}</p>
    </DeedDone>
  );
}

const namesOf = ({ language }: Words, { names }: DeedEvent): string =>
  names.map((name) => nameText(language, name)).join(', ');

function givesText({ say }: Words, { points, stamps }: DeedEvent): string {
  return [
    points > 0 ? say('deeds.eventGives', { points }) : null,
    stamps > 0 ? say('deeds.eventStamps', { stamps }) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
