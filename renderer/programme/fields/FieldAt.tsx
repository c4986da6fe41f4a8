import type { ReactNode } from 'react';
import { Tap } from '../../controls/Tap.tsx';
import { useWords } from '../../words/useWords.ts';
import { faultText } from '../faultText.ts';
import { at, type Json, type Path } from '../json.ts';
import { type Field, opened, type Shape } from '../shapes.ts';
import { useDraft, useDraftJson, useFaults } from '../useDraft.ts';
import { ChoiceField, SuggestedField } from './ChoiceField.tsx';
import { GroupFields } from './GroupFields.tsx';
import { ListField } from './ListField.tsx';
import { NameField } from './NameField.tsx';
import { DaysOrWordField, ScalarField } from './ScalarField.tsx';
import { TextsField } from './TextsField.tsx';
import { IdField, IdsField, TicksField } from './TicksField.tsx';
import { VariantsField } from './VariantsField.tsx';
import './forms.css';

interface FieldAtProps {
  readonly field: Field;
  /** Of what the field stands in. */
  readonly within: Path;
  /** Takes the field away altogether, where only what is set is shown. */
  readonly onClear?: () => void;
}

/** One field of a construct: its name, what it is, what is wrong with it. */
export function FieldAt({ field, within, onClear }: FieldAtProps) {
  const { say } = useWords();
  const json = useDraftJson();
  const { put, remove } = useDraft();
  const path = [...within, field.key];
  const value = at(json, path);
  const shape = opened(field.shape);
  const label = say(field.label);
  const off = field.off !== undefined && onClear === undefined && (value === undefined || value === null);
  // An answer that a programme leaves out is the one that it begins with.
  const answered = shape.kind === 'yes' || shape.kind === 'choice';
  const shown = value === undefined && answered ? field.fresh : value;
  const turnOff = (): void => (field.off === 'null' ? put(path, null) : remove(path));
  const write = (next: Json): void => {
    if (next === null && field.off !== undefined) turnOff();
    else put(path, next);
  };
  const clear =
    onClear === undefined ? null : (
      <Tap look="quiet" className="form-clear" label={say('form.clear', { name: label })} onTap={onClear}>
        ✕
      </Tap>
    );
  const placeholder = field.offLabel === undefined ? '' : say(field.offLabel);
  if (shape.kind === 'scalar') {
    return (
      <Framed path={path} hint={field.hint === undefined ? null : say(field.hint)} aside={clear} short>
        <ScalarField as={shape.as} label={label} value={value} placeholder={placeholder} onValue={write} />
      </Framed>
    );
  }
  // What has parts of its own is a section; what can be left out has a switch.
  const switchable = field.off !== undefined && onClear === undefined;
  return (
    <fieldset className="form-section">
      <legend className="form-legend">
        <span>{label}</span>
        {clear}
      </legend>
      {field.hint === undefined ? null : <p className="form-hint">{say(field.hint)}</p>}
      {switchable ? (
        <button
          type="button"
          className="form-switch"
          role="switch"
          aria-checked={!off}
          aria-label={say('form.set', { name: label })}
          onClick={() => (off ? put(path, field.fresh) : turnOff())}
        >
          <span className="form-switch-mark" aria-hidden />
          <span>{off ? placeholder || say('form.none') : say('form.yes')}</span>
        </button>
      ) : null}
      <Faults path={path} within={off || !HAVE_FIELDS.has(shape.kind)} />
      {off ? null : <ShapeAt shape={shape} path={path} label={label} value={shown} onValue={write} />}
    </fieldset>
  );
}

/** What has fields of its own, each with its own faults. */
const HAVE_FIELDS: ReadonlySet<Shape['kind']> = new Set(['group', 'variants', 'list']);

interface ShapeAtProps {
  readonly shape: Shape;
  readonly path: Path;
  readonly label: string;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

/** What writes a value of a shape. */
export function ShapeAt({ shape: perhapsLazy, path, label, value, onValue }: ShapeAtProps): ReactNode {
  const shape = opened(perhapsLazy);
  const plain = { label, value, onValue };
  switch (shape.kind) {
    case 'scalar':
      return <ScalarField as={shape.as} placeholder="" {...plain} />;
    case 'name':
      return <NameField long={shape.long === true} {...plain} />;
    case 'yes':
      return <ChoiceField options={YES_NO} {...plain} />;
    case 'choice':
      return <ChoiceField options={shape.options} {...plain} />;
    case 'suggested':
      return <SuggestedField options={shape.options} {...plain} />;
    case 'ticks':
      return <TicksField options={shape.options} {...plain} />;
    case 'ids':
      return <IdsField of={shape.of} none={shape.none} {...plain} />;
    case 'id':
      return <IdField of={shape.of} {...plain} />;
    case 'texts':
      return <TextsField products={shape.products === true} {...plain} />;
    case 'daysOrWord':
      return <DaysOrWordField word={shape.word} wordLabel={shape.label} {...plain} />;
    case 'group':
      return <GroupFields shape={shape} path={path} />;
    case 'variants':
      return <VariantsField shape={shape} path={path} label={label} />;
    case 'list':
      return <ListField shape={shape} path={path} />;
  }
}

const YES_NO = [
  { value: true, label: 'form.yes' },
  { value: false, label: 'form.no' },
] as const;

interface FramedProps {
  readonly path: Path;
  readonly hint: string | null;
  readonly aside: ReactNode;
  readonly short?: boolean;
  readonly children: ReactNode;
}

/** A field in one line, with what is to be said of it. */
function Framed({ path, hint, aside, children }: FramedProps) {
  return (
    <div className="form-field">
      <div className="form-line">
        {children}
        {aside}
      </div>
      {hint === null ? null : <p className="form-hint">{hint}</p>}
      <Faults path={path} />
    </div>
  );
}

/** What the till finds wrong at a place, beside it. */
export function Faults({ path, within = false }: { readonly path: Path; readonly within?: boolean }) {
  const words = useWords();
  const json = useDraftJson();
  const faults = useFaults(path, within);
  return faults.map(({ path: where, fault }) => (
    <p key={where + fault} className="form-fault" role="alert">
      <span aria-hidden>! </span>
      {faultText(words, json, where, fault)}
    </p>
  ));
}
