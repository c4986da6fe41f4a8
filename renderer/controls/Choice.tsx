import { keepFocus } from './Tap.tsx';

interface ChoiceProps<Value extends string | number> {
  readonly label: string;
  readonly value: Value | null;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly spoken?: string }[];
  readonly onChoose: (value: Value) => void;
  readonly small?: boolean;
}

/** One of a few, all in sight. Buttons and not radio dots: they are pressed by thumbs and keep the focus elsewhere. */
export function Choice<Value extends string | number>({ label, value, options, onChoose, small }: ChoiceProps<Value>) {
  return (
    <fieldset className={small === true ? 'choice choice-small' : 'choice'} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="choice-option"
          aria-pressed={option.value === value}
          aria-label={option.spoken}
          onMouseDown={keepFocus}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
