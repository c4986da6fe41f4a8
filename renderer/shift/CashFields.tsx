import type { KeyboardEvent } from 'react';
import { formatBani } from '../../domain/amount/text.ts';
import { DENOMINATIONS, type Denomination, MOST_PIECES } from '../../domain/shift/cash.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { fieldBeside } from '../keypad/fields.ts';
import { useWords } from '../words/useWords.ts';
import { denominationText, keyOf, sumOf, type Typed } from './counting.ts';
import './shift.css';

interface CashFieldsProps {
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
}

/** Counted money, denomination by denomination, notes beside coins: typed, or stepped by + and −, keys and buttons. */
export function CashFields({ typed, onTyped }: CashFieldsProps) {
  const { say } = useWords();
  return (
    <div className="cash-fields">
      {(['note', 'coin'] as const).map((kind) => (
        <fieldset key={kind} className="cash-kind">
          <legend>{say(kind === 'note' ? 'drawer.notes' : 'drawer.coins')}</legend>
          {DENOMINATIONS.filter((of) => of.kind === kind).map((of, i) => (
            <CashRow key={keyOf(of)} of={of} isFirst={kind === 'note' && i === 0} typed={typed} onTyped={onTyped} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

function CashRow({
  of,
  isFirst,
  typed,
  onTyped,
}: CashFieldsProps & { readonly of: Denomination; readonly isFirst: boolean }) {
  const { say } = useWords();
  const value = denominationText(of.value);
  const pieces = Number(typed[keyOf(of)] || 0);
  const put = (text: string): void => onTyped({ ...typed, [keyOf(of)]: text });
  const step = (by: 1 | -1): void => {
    const next = Math.min(MOST_PIECES, Math.max(0, pieces + by));
    put(next === 0 ? '' : String(next));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { '+': 1, '-': -1 }[event.key];
    if (by === 1 || by === -1) {
      step(by);
      event.preventDefault();
      return;
    }
    const beside = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (beside !== 1 && beside !== -1) return;
    fieldBeside(event.currentTarget, beside)?.focus();
    event.preventDefault();
  };
  return (
    <div className="cash-row">
      <span aria-hidden>{value}</span>
      <Tap
        className="stepper-button"
        tabIndex={-1}
        label={say('drawer.less', { value })}
        disabled={pieces === 0}
        onTap={() => step(-1)}
      >
        −
      </Tap>
      <Field
        aria-label={say('drawer.pieces', { value })}
        inputMode="numeric"
        maxLength={6}
        autoFocus={isFirst}
        value={typed[keyOf(of)] ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={onKeyDown}
        onText={(text) => /^\d*$/.test(text) && put(text)}
      />
      <Tap className="stepper-button" tabIndex={-1} label={say('drawer.more', { value })} onTap={() => step(1)}>
        +
      </Tap>
    </div>
  );
}

/** What the pieces come to. */
export function CashSum({ typed }: { readonly typed: Typed }) {
  const { say } = useWords();
  return (
    <p className="cash-sum" role="status">
      {say('drawer.sum')}{' '}
      <b>
        {formatBani(sumOf(typed))} {say('unit.lei')}
      </b>
    </p>
  );
}
