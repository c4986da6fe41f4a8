import { useEffect, useRef, useState } from 'react';
import { LARGEST_BANI, NO_MONEY } from '../../domain/amount/bani.ts';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import { HANDED_TENDERS } from '../../domain/record/record.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { chosenTender, payAllBy, payWith } from './tendering.ts';

const NO_TENDERS = [] as const;

/** How it is paid: cash to the ban unless something else is said; with cash given, the change. */
export function Payment() {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const tenders = useWindow((state) => state.view?.counter.tenders ?? NO_TENDERS);
  const chosen = chosenTender(tenders);
  return (
    <div className="payment">
      <Choice
        label={say('counter.tender')}
        value={chosen}
        options={[
          ...HANDED_TENDERS.map((kind) => ({ value: kind, label: say(`tender.${kind}`) })),
          { value: 'mixed' as const, label: say('counter.mixed') },
        ]}
        onChoose={(kind) => {
          const counter = store.getState().view?.counter;
          if (kind === 'mixed') till.open({ kind: 'tenders' });
          else if (counter !== undefined) payAllBy(till, counter, kind);
        }}
      />
      <span className="payment-space" />
      {chosen === 'cash' ? <Given /> : null}
      {chosen === 'mixed' ? <ChangeOrMissing /> : null}
    </div>
  );
}

/** What was handed over, and what goes back. Typed here, or an amount in the sale's field and F11. */
function Given() {
  const { say } = useWords();
  const till = useTill();
  const given = useWindow((state) => state.view?.counter.tenders[0]?.amount ?? NO_MONEY);
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  // F11 and undo change it as well. What is being typed stays as typed: the till's echo of `2` must not undo `20`.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(given === NO_MONEY ? '' : formatBani(given));
  }, [given]);
  const type = (typed: string): void => {
    setText(typed);
    const read = parseBani(typed);
    if (read.ok && read.value <= LARGEST_BANI) payWith(till, [{ kind: 'cash', amount: read.value }]);
    else if (typed.trim() === '') payWith(till, []);
  };
  return (
    <>
      <label className="given">
        <span className="given-label" aria-hidden>
          {say('counter.given')}
        </span>
        <input
          ref={input}
          className="given-input"
          value={text}
          inputMode="decimal"
          autoComplete="off"
          aria-label={say('counter.givenLabel')}
          placeholder={KEYS.tender.shown}
          onChange={(event) => type(event.currentTarget.value)}
        />
      </label>
      <ChangeOrMissing />
    </>
  );
}

function ChangeOrMissing() {
  const { say } = useWords();
  const change = useWindow((state) => state.view?.counter.figures.change ?? NO_MONEY);
  const missing = useWindow((state) => state.view?.counter.figures.missing ?? NO_MONEY);
  const given = useWindow((state) => (state.view?.counter.tenders.length ?? 0) > 0);
  const short = given && missing > 0;
  return (
    <span className={short ? 'change change-missing' : 'change'} role="status">
      <span className="change-label">
        {short ? <span aria-hidden>! </span> : null}
        {say(short ? 'counter.missing' : 'counter.change')}
      </span>
      <b>{formatBani(short ? missing : change)}</b>
    </span>
  );
}
