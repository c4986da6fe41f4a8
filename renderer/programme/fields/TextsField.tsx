import { type KeyboardEvent, useState } from 'react';
import { formatBani } from '../../../domain/amount/text.ts';
import { Field } from '../../controls/Field.tsx';
import { Tap } from '../../controls/Tap.tsx';
import { useProducts } from '../../counter/useProducts.ts';
import { FOR_NAMES } from '../../keypad/fields.ts';
import { useWords } from '../../words/useWords.ts';
import { isList, type Json } from '../json.ts';

interface TextsFieldProps {
  readonly label: string;
  readonly products: boolean;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

/** From so many letters on products are looked for. */
const LEAST_LETTERS = 2;

/** Short texts one after the other, each with its way out; products are found by name. */
export function TextsField({ label, products, value, onValue }: TextsFieldProps) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const texts = isList(value) ? value.map(String) : [];
  const found = useProducts(products && typed.trim().length >= LEAST_LETTERS ? typed.trim() : null);
  const add = (text: string): void => {
    const all = text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    if (all.length > 0) onValue([...new Set([...texts, ...all])]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (typed.trim() === '' || (event.key !== 'Enter' && event.key !== ',')) return;
    const first = found?.[0];
    add(first === undefined ? typed : first.sku);
    event.preventDefault();
  };
  return (
    <div className="form-texts">
      {texts.length === 0 ? null : (
        <ul className="form-chips" aria-label={label}>
          {texts.map((text) => (
            <li key={text} className="form-chip">
              <span>{text}</span>
              <Tap
                look="quiet"
                className="form-chip-drop"
                label={say('form.remove', { name: text })}
                onTap={() => onValue(texts.filter((each) => each !== text))}
              >
                ✕
              </Tap>
            </li>
          ))}
        </ul>
      )}
      <div className="form-line">
        <Field
          {...FOR_NAMES}
          className="form-text"
          aria-label={label}
          placeholder={say(products ? 'form.findProduct' : 'form.textsHint')}
          value={typed}
          onKeyDown={onKeyDown}
          onText={setTyped}
          onBlur={() => {
            if (!products) add(typed);
          }}
        />
        <Tap disabled={typed.trim() === ''} onTap={() => add(typed)}>
          {say('form.add')}
        </Tap>
      </div>
      {found === null ? null : (
        <ul className="form-found" aria-label={say('counter.products')}>
          {found.slice(0, 6).map((row) => (
            <li key={row.sku}>
              <button type="button" className="form-found-row" onClick={() => add(row.sku)}>
                <span>{row.name}</span>
                <small>
                  {row.sku} · {formatBani(row.price)}
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
