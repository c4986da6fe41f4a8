import type { MessageKey } from '../../../resources/translations/translations.ts';
import { Tap } from '../../controls/Tap.tsx';
import { useWords } from '../../words/useWords.ts';
import { thingName, thingsOf } from '../describing.ts';
import { isList, isObject, type Json } from '../json.ts';
import type { Things, Tick } from '../shapes.ts';
import { useDraftJson } from '../useDraft.ts';

interface ValueProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

/** Any of a few. */
export function TicksField({ label, options, value, onValue }: ValueProps & { readonly options: readonly Tick[] }) {
  const { say } = useWords();
  return (
    <Ticks
      label={label}
      value={value}
      onValue={onValue}
      options={options.map((option) => ({ value: option.value, label: say(option.label) }))}
    />
  );
}

/** Any of the things of the programme that have ids. */
export function IdsField({
  label,
  of,
  none,
  value,
  onValue,
}: ValueProps & { readonly of: Things; readonly none: MessageKey | undefined }) {
  const { say } = useWords();
  const things = useThings(of);
  const options = none === undefined ? things : [{ value: null, label: say(none) }, ...things];
  return <Ticks label={label} value={value} onValue={onValue} options={options} />;
}

/** Exactly one of the things of the programme that have ids. */
export function IdField({ label, of, value, onValue }: ValueProps & { readonly of: Things }) {
  const { say } = useWords();
  const things = useThings(of);
  return (
    <fieldset className="form-ticks" aria-label={label}>
      {things.length === 0 ? <p className="form-hint">{say('form.emptyList')}</p> : null}
      {things.map((thing) => (
        <Tap key={thing.value} pressed={thing.value === value} onTap={() => onValue(thing.value)}>
          {thing.label}
        </Tap>
      ))}
    </fieldset>
  );
}

function useThings(of: Things): readonly { readonly value: string; readonly label: string }[] {
  const words = useWords();
  return thingsOf(useDraftJson(), of).flatMap((thing) => {
    const id = isObject(thing) ? thing['id'] : undefined;
    return typeof id === 'string' && id !== '' ? [{ value: id, label: thingName(words, thing, id) }] : [];
  });
}

interface TicksProps extends ValueProps {
  readonly options: readonly { readonly value: string | number | null; readonly label: string }[];
}

function Ticks({ label, options, value, onValue }: TicksProps) {
  const { say } = useWords();
  const chosen = isList(value) ? value : [];
  return (
    <fieldset className="form-ticks" aria-label={label}>
      {options.length === 0 ? <p className="form-hint">{say('form.emptyList')}</p> : null}
      {options.map((option) => {
        const on = chosen.includes(option.value);
        return (
          <Tap
            key={option.value}
            pressed={on}
            onTap={() => {
              // In the order of the options, so that the same choice is the same JSON.
              const known = options
                .map((each) => each.value)
                .filter((each) => (each === option.value ? !on : chosen.includes(each)));
              const unknown = chosen.filter((each) => !options.some((known) => known.value === each));
              onValue([...known, ...unknown]);
            }}
          >
            {on ? '✓ ' : ''}
            {option.label}
          </Tap>
        );
      })}
    </fieldset>
  );
}
