import { useEffect, useState } from 'react';
import type { StaffRow } from '../../contract/till/views.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { PraiseNote } from '../staff/PraiseNote.tsx';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { PinPad } from './PinPad.tsx';
import './signin.css';

/** Who works: a name to touch or choose with the arrows, then the PIN. */
export function SignIn() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const staff = useStaff();
  const store = useWindowStore();
  const thenZs = useWindow((state) => state.thenZs);
  const [chosen, setChosen] = useState<StaffRow | null>(null);
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const waitS = useCountdown(refusal);
  const person = chosen ?? staff?.[0] ?? null;

  const choose = (row: StaffRow): void => {
    setChosen(row);
    setPin('');
    setRefusal(null);
  };
  const enter = async (): Promise<void> => {
    if (person === null || pin === '') return;
    const answer = await till.askQuietly('staff.signIn', { staff: person.id, pin });
    setPin('');
    if (!answer.ok) setRefusal(answer.refusal);
  };
  /** Up and down, also while the focus is in the PIN. */
  const move = (by: number): void => {
    if (staff === null || person === null) return;
    const next = staff[(staff.length + staff.findIndex((row) => row.id === person.id) + by) % staff.length];
    if (next !== undefined) choose(next);
  };
  return (
    <main className="screen">
      <section className="card signin" aria-labelledby="signin">
        <div className="signin-people">
          <h2 id="signin" className="screen-title">
            {say('signin.title')}
          </h2>
          <p className="screen-text">{say('signin.text')}</p>
          {staff?.length === 0 ? (
            <Emptiness mark="☺" title={say('signin.nobody')} text={say('signin.nobodyText')} />
          ) : null}
          <div className="signin-tiles">
            {staff?.map((row) => (
              <button
                key={row.id}
                type="button"
                className="signin-tile"
                aria-pressed={row.id === person?.id}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(row)}
              >
                <b>{row.name}</b>
                <span>{say('signin.role', { role: row.role })}</span>
              </button>
            ))}
          </div>
          <PraiseNote />
          <Tap
            look="quiet"
            className="signin-zs"
            pressed={thenZs}
            keys={KEYS.shift.shown}
            onTap={() => store.setState({ thenZs: !thenZs })}
          >
            {say('signin.thenZs')}
          </Tap>
        </div>
        {person === null ? null : (
          <PinPad
            name={person.name}
            pin={pin}
            locked={waitS > 0}
            onPin={(typed) => {
              setPin(typed);
              if (waitS === 0) setRefusal(null);
            }}
            onEnter={() => void enter()}
            onMove={move}
            problem={
              waitS > 0 ? say('signin.wait', { seconds: waitS }) : refusal === null ? null : refusalText(words, refusal)
            }
          />
        )}
      </section>
    </main>
  );
}

/** While nobody may sign in yet, it is asked so often who may, ms. */
const ASK_MS = 1000;

/** Who may sign in here; asked again when the centre's word comes, and in a shop alone until its log was read. */
function useStaff(): readonly StaffRow[] | null {
  const till = useTill();
  const heardAt = useWindow((state) => state.view?.status.centre.heardAt ?? null);
  const [rows, setRows] = useState<readonly StaffRow[] | null>(null);
  const isNobody = rows?.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies(heardAt): the centre may have sent people
  useEffect(() => {
    let wanted = true;
    const ask = (): void =>
      void till.askQuietly('staff.list', {}).then((answer) => {
        if (wanted && answer.ok) setRows(answer.value);
      });
    ask();
    const timer = isNobody ? setInterval(ask, ASK_MS) : undefined;
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [till, heardAt, isNobody]);
  return rows;
}

/** Seconds that are still to be waited after wrong tries, counted down from what the till said. */
function useCountdown(refusal: Refusal | null): number {
  const wait = Math.ceil(Number(refusal?.params['waitS'] ?? 0));
  const [left, setLeft] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies(refusal): the same wait said again starts again
  useEffect(() => {
    setLeft(wait);
    if (wait <= 0) return;
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [refusal, wait]);
  return left;
}
