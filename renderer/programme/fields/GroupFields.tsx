import { Tap } from '../../controls/Tap.tsx';
import { useWords } from '../../words/useWords.ts';
import { at, isObject, type Path } from '../json.ts';
import { type Field, type GroupShape, opened } from '../shapes.ts';
import { useDraft, useDraftJson } from '../useDraft.ts';
import { FieldAt } from './FieldAt.tsx';

/** The fields of a construct: short ones side by side, what has parts below each other. */
export function GroupFields({ shape, path }: { readonly shape: GroupShape; readonly path: Path }) {
  const { say } = useWords();
  const json = useDraftJson();
  const { put, remove } = useDraft();
  const value = at(json, path);
  const isSet = ({ key }: Field): boolean => isObject(value) && value[key] !== undefined;
  if (shape.chosen !== true) return <Fields fields={shape.fields} path={path} />;
  const set = shape.fields.filter(isSet);
  const waiting = shape.fields.filter((field) => !isSet(field));
  return (
    <>
      <Fields fields={set} path={path} onClear={(field) => remove([...path, field.key])} />
      <div className="form-waiting">
        {set.length === 0 ? <p className="form-hint">{say('form.nothingChosen')}</p> : null}
        {waiting.map((field) => (
          <Tap
            key={field.key}
            look="quiet"
            className="form-wait"
            onTap={() => put(path, { ...(isObject(value) ? value : {}), [field.key]: field.fresh })}
          >
            + {say(field.label)}
          </Tap>
        ))}
      </div>
    </>
  );
}

interface FieldsProps {
  readonly fields: readonly Field[];
  readonly path: Path;
  readonly onClear?: (field: Field) => void;
}

/** Fields in their order; those of one line stand together. */
export function Fields({ fields, path, onClear }: FieldsProps) {
  return (
    <div className="form-fields">
      {fields.map((field) => (
        <div
          key={field.key}
          className={opened(field.shape).kind === 'scalar' ? 'form-cell' : 'form-cell form-cell-wide'}
        >
          <FieldAt field={field} within={path} {...(onClear === undefined ? {} : { onClear: () => onClear(field) })} />
        </div>
      ))}
    </div>
  );
}
