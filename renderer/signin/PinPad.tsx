import type { KeyboardEvent } from 'react';
import { useEffect, useRef } from 'react';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
export const LONGEST_PIN = 12;

interface PinPadProps {
  readonly name: string;
  readonly pin: string;
  readonly locked: boolean;
  readonly problem: string | null;
  /** What the PIN is for; left out: signing in. */
  readonly enter?: string;
  readonly onPin: (pin: string) => void;
  readonly onEnter: () => void;
  readonly onMove: (by: number) => void;
}

/** The PIN, by keys or by thumb; only how many digits were typed is shown. */
export function PinPad({ name, pin, locked, problem, enter, onPin, onEnter, onMove }: PinPadProps) {
  const { say } = useWords();
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(name): the next person types their PIN at once
  useEffect(() => {
    if (!locked) input.current?.focus();
  }, [name, locked]);
  const type = (digit: string): void => onPin((pin + digit).slice(0, LONGEST_PIN));
  useMainAction({ label: enter ?? say('signin.enter'), enabled: pin !== '' && !locked, run: onEnter });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    onMove(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    <div className="pin">
      <Field
        type="password"
        inputRef={input}
        className="pin-field"
        label={say('signin.pinOf', { name })}
        value={pin}
        disabled={locked}
        inputMode="numeric"
        maxLength={LONGEST_PIN}
        onKeyDown={onKeyDown}
        onText={(typed) => onPin(typed.replace(/\D/g, ''))}
      />
      <p className="pin-problem" role="alert">
        {problem ?? ''}
      </p>
      <div className="pin-keys">
        {DIGITS.map((digit) => (
          <Tap key={digit} className="pin-key" disabled={locked} onTap={() => type(digit)}>
            {digit}
          </Tap>
        ))}
        <Tap className="pin-key" label={say('signin.erase')} disabled={locked} onTap={() => onPin(pin.slice(0, -1))}>
          ⌫
        </Tap>
        <Tap className="pin-key" disabled={locked} onTap={() => type('0')}>
          0
        </Tap>
        <Tap
          className="pin-key pin-enter"
          look="main"
          label={`${enter ?? say('signin.enter')} ${KEYS.enter.shown}`}
          disabled={locked || pin === ''}
          onTap={onEnter}
        >
          ↵
        </Tap>
      </div>
    </div>
  );
}
