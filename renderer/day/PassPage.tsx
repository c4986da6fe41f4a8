import { useState } from 'react';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { PinPad } from '../signin/PinPad.tsx';
import { useWords } from '../words/useWords.ts';
import { rightText } from './BeginPage.tsx';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';
import { usePin } from './usePin.ts';
import '../signin/signin.css';

/** The closing right goes to another till of the store, with the manager's PIN. */
export function PassPage({ day }: { readonly day: Day }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const name = useWindow((state) => state.view?.staff?.name ?? '');
  const right = day.view?.right;
  const others = right?.others ?? [];
  const [chosen, setChosen] = useState(others[0]?.id ?? null);
  const to = others.find(({ id }) => id === chosen);
  const pad = usePin(async (pin) => {
    if (to === undefined) return null;
    const answer = await till.askQuietly('day.pass', { till: to.id, pin });
    await day.look();
    return answer.ok ? null : answer.refusal;
  });
  usePageKeys({});
  const isGiven = right === undefined || !right.here;
  return (
    <Page id="pass" title={say('day.pass')}>
      {isGiven || to === undefined ? (
        <Given>
          {right === undefined
            ? ''
            : isGiven && right.till !== null
              ? say('day.passed', { till: right.till })
              : rightText(words, right)}
        </Given>
      ) : (
        <div className="day-sign">
          <div>
            <p className="room-note">{say('day.passText')}</p>
            <p>{say('day.passTo')}</p>
            <Choice
              label={say('day.passTo')}
              value={chosen}
              options={others.map(({ id, number }) => ({ value: id, label: say('day.till', { till: number }) }))}
              onChoose={setChosen}
            />
          </div>
          <PinPad
            {...pad}
            name={name}
            enter={say('day.passConfirm', { till: to.number })}
            onMove={(by) => {
              const at = others.findIndex(({ id }) => id === chosen);
              setChosen(others[(at + by + others.length) % others.length]?.id ?? chosen);
            }}
          />
        </div>
      )}
    </Page>
  );
}

function Given({ children }: { readonly children: string }) {
  useBackAsMain();
  return (
    <p className="hint hint-ok" role="status">
      <span className="hint-mark" aria-hidden>
        ✓
      </span>
      <span>{children}</span>
    </p>
  );
}
