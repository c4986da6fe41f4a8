import { formatBani } from '../../domain/amount/text.ts';
import { DENOMINATIONS } from '../../domain/shift/cash.ts';
import { Field } from '../controls/Field.tsx';
import { useWords } from '../words/useWords.ts';
import { denominationText, keyOf, sumOf, type Typed } from './counting.ts';

/** Counted money, denomination by denomination: notes beside coins, and what they come to. */
export function CashFields({ typed, onTyped }: { readonly typed: Typed; readonly onTyped: (typed: Typed) => void }) {
  const { say } = useWords();
  return (
    <>
      <div className="cash-fields">
        {(['note', 'coin'] as const).map((kind) => (
          <fieldset key={kind} className="cash-kind">
            <legend>{say(kind === 'note' ? 'drawer.notes' : 'drawer.coins')}</legend>
            {DENOMINATIONS.filter((of) => of.kind === kind).map((of, i) => (
              <div key={keyOf(of)} className="cash-row">
                <span aria-hidden>{denominationText(of.value)}</span>
                <Field
                  aria-label={say('drawer.pieces', { value: denominationText(of.value) })}
                  inputMode="numeric"
                  maxLength={6}
                  autoFocus={kind === 'note' && i === 0}
                  value={typed[keyOf(of)] ?? ''}
                  onText={(text) => /^\d*$/.test(text) && onTyped({ ...typed, [keyOf(of)]: text })}
                />
              </div>
            ))}
          </fieldset>
        ))}
      </div>
      <p className="cash-sum" role="status">
        {say('drawer.sum')}{' '}
        <b>
          {formatBani(sumOf(typed))} {say('unit.lei')}
        </b>
      </p>
    </>
  );
}
