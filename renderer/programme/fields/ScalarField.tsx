import { useState } from 'react';
import type { MessageKey } from '../../../resources/translations/translations.ts';
import { Choice } from '../../controls/Choice.tsx';
import { Field } from '../../controls/Field.tsx';
import { FOR_NAMES } from '../../keypad/fields.ts';
import { useWords } from '../../words/useWords.ts';
import { plainScalar } from '../describing.ts';
import type { Json } from '../json.ts';
import { isScalar, type PlainScalar, readScalar, scalarText } from '../scalars.ts';
import type { Scalar } from '../shapes.ts';
import { useDraftJson } from '../useDraft.ts';

interface ValueProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

const WRONG: Readonly<Partial<Record<PlainScalar, MessageKey>>> = { day: 'form.notADay', time: 'form.notATime' };

/** One value in a field: as it is typed while it is typed, as it is read afterwards. */
export function ScalarField({
  as,
  label,
  value,
  placeholder,
  onValue,
}: ValueProps & { readonly as: Scalar; readonly placeholder: string }) {
  const { say } = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const plain = plainScalar(as, useDraftJson());
  const words = plain === 'text' || plain === 'code';
  const wrong = value !== undefined && value !== null && !isScalar(plain, value);
  return (
    <Field
      {...(words ? FOR_NAMES : {})}
      className={words ? 'form-text' : 'form-number'}
      label={label}
      value={typed ?? scalarText(plain, value)}
      placeholder={placeholder}
      inputMode={words ? 'text' : plain === 'day' || plain === 'time' ? 'numeric' : 'decimal'}
      error={wrong ? say(WRONG[plain] ?? 'form.notANumber') : null}
      onText={(text) => {
        setTyped(text);
        // An empty word is a word; an empty number is none.
        onValue(words && text.trim() === '' && placeholder === '' ? '' : readScalar(plain, text));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A number of days, or what the word says. */
export function DaysOrWordField({
  word,
  wordLabel,
  label,
  value,
  onValue,
}: ValueProps & { readonly word: string; readonly wordLabel: MessageKey }) {
  const { say } = useWords();
  return (
    <div className="form-line">
      <Choice
        label={label}
        value={value === word ? word : 'days'}
        options={[
          { value: 'days', label: say('form.orDays') },
          { value: word, label: say(wordLabel) },
        ]}
        onChoose={(chosen) => onValue(chosen === word ? word : 0)}
      />
      {value === word ? null : (
        <ScalarField as="days" label={say('form.orDays')} value={value} placeholder="" onValue={onValue} />
      )}
    </div>
  );
}
