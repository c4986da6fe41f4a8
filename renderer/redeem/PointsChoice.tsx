import type { KeyboardEvent, Ref } from 'react';
import type { RedeemView } from '../../contract/till/views.ts';
import { NO_MONEY } from '../../domain/amount/bani.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints, parsePoints } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { pointsWorth } from '../../domain/sale/redeem.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { stepOf, stepped } from './steps.ts';
import { Why } from './Why.tsx';
import './redeem.css';

interface PointsChoiceProps {
  readonly redeem: RedeemView;
  /** What stands in the field. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFocus: () => void;
  readonly refusal: Refusal | null;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly autoFocus: boolean;
}

/** What a typed number of points comes to; nothing typed, or nothing readable, is none. */
export function pointsOf(text: string): Points {
  const read = parsePoints(text.trim() === '' ? '0' : text);
  return read.ok ? read.value : points(0);
}

/** How many points to use: typed, in steps, or all; what it is worth, and why not more. */
export function PointsChoice({ redeem, text, onText, onFocus, refusal, inputRef, autoFocus }: PointsChoiceProps) {
  const { say } = useWords();
  const { least, most, step: each, worth } = redeem;
  const chosen = pointsOf(text);
  const limits = { least, most, step: each };
  const set = (value: number): void => {
    onFocus();
    onText(String(value));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { '+': 1, '-': -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(stepped(chosen, step, limits));
  };
  return (
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
          inputRef={inputRef}
          aria-label={say('redeem.label')}
          data-stop=""
          value={text}
          inputMode="numeric"
          autoFocus={autoFocus}
          onFocus={onFocus}
          onKeyDown={onKeyDown}
          onText={onText}
        />
        <Tap
          className="redeem-step"
          label={say('redeem.more')}
          disabled={chosen >= most}
          onTap={() => set(stepped(chosen, 1, limits))}
        >
          +{stepOf(limits)}
        </Tap>
        <Tap onTap={() => set(most)} disabled={most === 0} pressed={chosen === most && most > 0}>
          {say('redeem.all', { points: formatPoints(most) })}
        </Tap>
        <Tap onTap={() => set(0)} pressed={chosen === 0}>
          {say('redeem.none')}
        </Tap>
      </div>
      <p className="redeem-limits">
        <b className="redeem-worth" role="status">
          {say('redeem.worth', {
            amount: formatBani(worth === null ? NO_MONEY : pointsWorth(worth, Math.min(chosen, most))),
          })}
        </b>
        <span>
          {most > 0 ? say('redeem.limits', { least: formatPoints(least), most: formatPoints(most) }) : null}
          {most > 0 && worth !== null ? ' · ' : null}
          {worth === null ? null : say('redeem.rate', { points: worth.points, amount: formatBani(worth.value) })}
        </span>
      </p>
      {redeem.why === null || refusal !== null ? null : <Why tone="attention" refusal={redeem.why} />}
      {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
    </div>
  );
}
