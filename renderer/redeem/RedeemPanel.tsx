import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints, parsePoints } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { stepOf, stepped } from './steps.ts';
import './redeem.css';

/** How many points to use: typed, in steps, or all; what it is worth, and why not more. */
export function RedeemPanel() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const redeem = useWindow((state) => state.view?.counter.redeem ?? null);
  const total = useWindow((state) => state.view?.counter.figures ?? null);
  const [text, setText] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);

  const most = redeem?.most ?? points(0);
  const least = redeem?.least ?? points(0);
  const shown = text ?? String(redeem === null || redeem.chosen > 0 ? (redeem?.chosen ?? 0) : most);
  const read = parsePoints(shown === '' ? '0' : shown);
  const chosen = read.ok ? read.value : points(0);
  const limits = { least, most };
  const set = (value: number): void => {
    setText(String(value));
    setRefusal(null);
  };
  const apply = async (wanted: string): Promise<void> => {
    const answer = await till.askQuietly('counter.redeem', { points: wanted });
    if (answer.ok) till.closeAll();
    else if (answer.refusal !== null) setRefusal(answer.refusal);
  };
  useMainAction({
    label: chosen > 0 ? say('redeem.confirm', { points: chosen }) : say('redeem.confirmNone'),
    enabled: redeem !== null,
    run: () => void apply(shown === '' ? '0' : shown),
  });
  if (redeem === null || total === null) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: 1, '+': 1, ArrowDown: -1, '-': -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(stepped(chosen, step, limits));
  };
  const worth = formatBani(bani(Math.min(chosen, most) * redeem.pointValue));
  return (
    <PanelFrame title={say('redeem.title')}>
      <div className="redeem">
        <div className="redeem-steps">
          <Tap
            className="redeem-step"
            label={say('redeem.less')}
            disabled={chosen <= 0}
            onTap={() => set(stepped(chosen, -1, limits))}
          >
            −{stepOf(limits)}
          </Tap>
          <Field
            className="redeem-field"
            inputRef={input}
            aria-label={say('redeem.label')}
            value={shown}
            inputMode="numeric"
            autoFocus
            onKeyDown={onKeyDown}
            onText={(typed) => {
              setText(typed);
              setRefusal(null);
            }}
          />
          <Tap
            className="redeem-step"
            label={say('redeem.more')}
            disabled={chosen >= most}
            onTap={() => set(stepped(chosen, 1, limits))}
          >
            +{stepOf(limits)}
          </Tap>
        </div>
        <p className="redeem-worth" role="status">
          {say('redeem.worth', { amount: worth })}
        </p>
        <div className="redeem-quick">
          <Tap onTap={() => set(most)} disabled={most === 0} pressed={chosen === most && most > 0}>
            {say('redeem.all', { points: formatPoints(most) })}
          </Tap>
          <Tap onTap={() => set(0)} pressed={chosen === 0}>
            {say('redeem.none')}
          </Tap>
        </div>
        <p className="redeem-limits">
          {most > 0 ? say('redeem.limits', { least: formatPoints(least), most: formatPoints(most) }) : null}
          {most > 0 ? ' · ' : null}
          {say('redeem.rate', { amount: formatBani(redeem.pointValue) })}
        </p>
        {redeem.why === null || refusal !== null ? null : <Why tone="attention" refusal={redeem.why} />}
        {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
      </div>
    </PanelFrame>
  );
}

function Why({ refusal, tone }: { readonly refusal: Refusal; readonly tone: 'attention' | 'stop' }) {
  const words = useWords();
  return (
    <p className={`hint hint-${tone}`} role={tone === 'stop' ? 'alert' : undefined}>
      <span className="hint-mark" aria-hidden>
        {tone === 'stop' ? '!' : '◐'}
      </span>
      <span>{refusalText(words, refusal)}</span>
    </p>
  );
}
