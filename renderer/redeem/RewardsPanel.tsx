import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { CounterView } from '../../contract/till/views.ts';
import { type Refusal, refuse } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { nameText } from '../words/names.ts';
import { nearText } from '../words/near.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { Coupons } from './Coupons.tsx';
import { FreeRow } from './FreeRow.tsx';
import { PointsChoice, pointsOf } from './PointsChoice.tsx';
import { ProofSection } from './ProofSection.tsx';
import { RewardRow } from './RewardRow.tsx';
import { Why } from './Why.tsx';
import { Word } from './Word.tsx';
import './redeem.css';

/** What somebody is busy with: it decides what Enter does. */
type Area = 'points' | 'rewards' | 'code';

/** Everything that takes money off by choice: points, rewards, coupons; what each takes off, or why not. */
export function RewardsPanel() {
  const counter = useWindow((state) => state.view?.counter ?? null);
  return counter === null ? null : <Rewards counter={counter} />;
}

function Rewards({ counter }: { readonly counter: CounterView }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { member, redeem, near } = counter;
  const rewards = counter.rewards.filter(({ kind }) => kind !== 'perPoint');
  const freely = counter.rewards.flatMap((reward) =>
    reward.free === null || reward.free.offer === redeem.offer ? [] : [{ reward, redeem: reward.free }],
  );
  const free =
    member !== null && (rewards.length === counter.rewards.length ? redeem.most > 0 || redeem.chosen > 0 : true);
  const pointsFirst = free || (member !== null && rewards.length === 0);
  const [area, setArea] = useState<Area>(pointsFirst ? 'points' : rewards.length > 0 ? 'rewards' : 'code');
  const [text, setText] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [refusals, setRefusals] = useState<{ readonly points: Refusal | null; readonly code: Refusal | null }>({
    points: null,
    code: null,
  });
  const input = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (input.current === null) stopsIn(body.current)[0]?.focus();
    else input.current.select();
  }, []);

  const shown = text ?? String(redeem.chosen > 0 ? redeem.chosen : redeem.most);
  const takePoints = async (): Promise<void> => {
    const answer = await till.askQuietly('counter.redeem', { points: shown.trim() === '' ? '0' : shown });
    if (answer.ok) till.closeAll();
    else setRefusals({ points: answer.refusal, code: null });
  };
  const addCode = async (): Promise<void> => {
    const answer = await till.askQuietly('counter.coupon', { code: code.trim() });
    setRefusals({ points: null, code: answer.ok ? null : answer.refusal });
    if (answer.ok) setCode('');
  };
  const chosen = pointsOf(shown);
  useMainAction(
    code.trim() !== ''
      ? { label: say('rewards.codeAdd'), enabled: true, run: () => void addCode() }
      : area === 'points' && pointsFirst
        ? {
            label: chosen > 0 ? say('redeem.confirm', { points: chosen }) : say('redeem.confirmNone'),
            enabled: true,
            run: () => void takePoints(),
          }
        : { label: say('rewards.done'), enabled: true, run: () => till.closeAll() },
  );

  /** ↑ and ↓ go from one thing that can be chosen to the next. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined) return;
    const stops = stopsIn(body.current);
    const at = stops.findIndex((stop) => stop.contains(document.activeElement));
    stops[at + step]?.focus();
    event.preventDefault();
  };
  return (
    <PanelFrame title={say('rewards.title')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows go between the fields within */}
      <div ref={body} className="rewards" onKeyDown={onKeyDown}>
        {member === null ? <Why tone="attention" refusal={refuse('redeem.noMember')} /> : null}
        {counter.word === null ? null : <Word word={counter.word} />}
        {pointsFirst ? (
          <PointsChoice
            redeem={redeem}
            text={shown}
            inputRef={input}
            autoFocus
            refusal={refusals.points}
            onFocus={() => setArea('points')}
            onText={(typed) => {
              setText(typed);
              setRefusals({ ...refusals, points: null });
            }}
          />
        ) : null}
        {freely.map(({ reward, redeem: own }) => (
          <FreeRow key={reward.offer} reward={reward} redeem={own} onTouched={() => setArea('rewards')} />
        ))}
        {rewards.length === 0 ? null : (
          <section aria-labelledby="rewards">
            <h3 id="rewards" className="rewards-title">
              {say('rewards.list')} <small>{say('rewards.keys')}</small>
            </h3>
            {rewards.map((reward) => (
              <RewardRow key={reward.offer} reward={reward} onTouched={() => setArea('rewards')} />
            ))}
          </section>
        )}
        {member === null || counter.proof === null ? null : (
          <ProofSection member={member.id} proof={counter.proof} onTouched={() => setArea('rewards')} />
        )}
        <section className="rewards-codes">
          <div className="rewards-code">
            <Field
              {...FOR_NAMES}
              label={say('rewards.code')}
              placeholder={say('rewards.codeHint')}
              data-stop=""
              value={code}
              error={refusals.code === null ? null : refusalText(words, refusals.code)}
              onFocus={() => setArea('code')}
              onText={(typed) => {
                setCode(typed);
                setRefusals({ ...refusals, code: null });
              }}
            />
            <Tap disabled={code.trim() === ''} onTap={() => void addCode()}>
              {say('rewards.codeAdd')}
            </Tap>
          </div>
          <Coupons counter={counter} />
        </section>
        {near.length === 0 ? null : (
          <section aria-labelledby="near">
            <h3 id="near" className="rewards-title">
              {say('near.title')}
            </h3>
            <ul className="rewards-near">
              {near.map((each) => (
                <li key={each.offer}>
                  <b>{nearText(words, each)}</b> {say('near.for', { name: nameText(words.language, each.name) })}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </PanelFrame>
  );
}

/** Fields and rows between which the arrows go, in their order on the screen. */
function stopsIn(body: HTMLElement | null): readonly HTMLElement[] {
  return body === null ? [] : [...body.querySelectorAll<HTMLElement>('[data-stop]')];
}
