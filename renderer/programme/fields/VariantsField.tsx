import { Choice } from '../../controls/Choice.tsx';
import { useWords } from '../../words/useWords.ts';
import { at, isObject, type Path } from '../json.ts';
import { freshVariant, type VariantsShape, variantOf } from '../shapes.ts';
import { useDraft, useDraftJson } from '../useDraft.ts';
import { Faults } from './FieldAt.tsx';
import { Fields } from './GroupFields.tsx';

interface VariantsFieldProps {
  readonly shape: VariantsShape;
  readonly path: Path;
  readonly label: string;
}

/** One of several kinds, each with fields of its own; what two kinds have in common stays when the kind is changed. */
export function VariantsField({ shape, path, label }: VariantsFieldProps) {
  const { say } = useWords();
  const { put } = useDraft();
  const value = at(useDraftJson(), path);
  const variant = variantOf(shape, value);
  const choose = (type: string): void => {
    const next = shape.variants.find((each) => each.type === type);
    if (next === undefined || next === variant) return;
    const fresh = freshVariant(shape, next);
    const common = next.fields.flatMap(({ key }) => {
      const was = isObject(value) ? value[key] : undefined;
      return was === undefined ? [] : [[key, was] as const];
    });
    put(path, isObject(fresh) ? { ...fresh, ...Object.fromEntries(common) } : fresh);
  };
  return (
    <div className="form-variants">
      <Choice
        label={label}
        value={variant?.type ?? null}
        options={shape.variants.map(({ type, label: name }) => ({ value: type, label: say(name) }))}
        onChoose={choose}
      />
      <Faults path={[...path, 'type']} />
      {variant?.hint === undefined ? null : <p className="form-hint">{say(variant.hint)}</p>}
      {variant === undefined ? null : <Fields fields={variant.fields} path={path} />}
    </div>
  );
}
