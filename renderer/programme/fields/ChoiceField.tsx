import { Choice } from '../../controls/Choice.tsx';
import { Field } from '../../controls/Field.tsx';
import { FOR_NAMES } from '../../keypad/fields.ts';
import { useWords } from '../../words/useWords.ts';
import type { Json } from '../json.ts';
import type { Option } from '../shapes.ts';

interface ChoiceFieldProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

/** One of a few, all in sight. */
export function ChoiceField({ label, options, value, onValue }: ChoiceFieldProps) {
  const { say } = useWords();
  return (
    <Choice
      label={label}
      value={typeof value === 'string' || typeof value === 'boolean' ? String(value) : null}
      options={options.map((option) => ({ value: String(option.value), label: say(option.label) }))}
      onChoose={(chosen) => {
        const option = options.find((each) => String(each.value) === chosen);
        if (option !== undefined) onValue(option.value);
      }}
    />
  );
}

/** One of these, or a word of the shop's own. */
export function SuggestedField({ label, options, value, onValue }: ChoiceFieldProps) {
  const { say } = useWords();
  const known = options.some((option) => option.value === value);
  return (
    <div className="form-line form-line-wide">
      <ChoiceField label={label} options={options} value={value} onValue={onValue} />
      <Field
        {...FOR_NAMES}
        className="form-text"
        label={say('earning.onOwn')}
        value={known || typeof value !== 'string' ? '' : value}
        onText={(text) => onValue(text.trim() === '' ? String(options[0]?.value ?? '') : text.trim())}
      />
    </div>
  );
}
