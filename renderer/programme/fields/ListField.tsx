import { Tap } from '../../controls/Tap.tsx';
import { useWords } from '../../words/useWords.ts';
import { at, isList, moved, type Path } from '../json.ts';
import type { ListShape } from '../shapes.ts';
import { useDraft, useDraftJson } from '../useDraft.ts';
import { Faults, ShapeAt } from './FieldAt.tsx';

/** Things one below the other, each with its fields; one more, one less, another order. */
export function ListField({ shape, path }: { readonly shape: ListShape; readonly path: Path }) {
  const { say } = useWords();
  const { put, remove } = useDraft();
  const value = at(useDraftJson(), path);
  const list = isList(value) ? value : [];
  return (
    <div className="form-list">
      {list.map((thing, place) => {
        const name = `${say(shape.one)} ${place + 1}`;
        const here = [...path, place];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: these things have no name; their place is all there is
          <section key={place} className="form-list-item" aria-label={name}>
            <header className="form-list-head">
              <b>{name}</b>
              {place === 0 ? null : (
                <Tap
                  look="quiet"
                  label={say('form.up', { name })}
                  onTap={() => put(path, moved(list, place, place - 1))}
                >
                  ↑
                </Tap>
              )}
              <Tap look="quiet" label={say('form.remove', { name })} onTap={() => remove(here)}>
                ✕
              </Tap>
            </header>
            <Faults path={here} />
            <ShapeAt shape={shape.of} path={here} label={name} value={thing} onValue={(next) => put(here, next)} />
          </section>
        );
      })}
      <Tap className="form-list-add" onTap={() => put([...path, list.length], shape.fresh)}>
        + {say(shape.add)}
      </Tap>
    </div>
  );
}
