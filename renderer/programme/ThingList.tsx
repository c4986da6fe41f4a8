import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import type { Section } from './constructs/programme.ts';
import { thingName, valueText } from './describing.ts';
import { freshId } from './ids.ts';
import { at, isList, isObject, type Json, moved, pathText, put, readPath } from './json.ts';
import { type Field, type ListShape, opened, variantOf } from './shapes.ts';
import { useDraft } from './useDraft.ts';

interface ThingListProps {
  readonly section: Extract<Section, 'offers' | 'earning' | 'boosts' | 'stampCards'>;
  readonly shape: ListShape;
}

/** Offers, rules, boosts, cards: a row each with what it does in words; a row opens its page. */
export function ThingList({ section, shape }: ThingListProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { draft, faults, put: write, remove } = useDraft();
  const json = draft?.json ?? null;
  const value = at(json, [section]);
  const list = isList(value) ? value : [];
  const open = (place: number): void =>
    till.push({ kind: 'programme', page: { at: 'thing', section, path: [section, place] } });
  const add = (): void => {
    const ids = list.flatMap((each) => (isObject(each) && typeof each['id'] === 'string' ? [each['id']] : []));
    write([section, list.length], put(shape.fresh, ['id'], freshId(section, ids)));
    open(list.length);
  };
  return (
    <>
      {list.length === 0 ? <Emptiness mark="◇" title={say('form.emptyList')} /> : null}
      <ol className="things">
        {list.map((thing, place) => {
          const name = thingName(words, thing, say('form.unnamed'));
          const inactive = isObject(thing) && thing['active'] === false;
          const wrong = (faults ?? []).some(({ path }) =>
            `${pathText(readPath(path))}.`.startsWith(`${pathText([section, place])}.`),
          );
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: ids are being written here; the place is what stays
            <li key={place} className="thing" data-off={inactive ? '' : undefined}>
              <button type="button" className="thing-open" onClick={() => open(place)}>
                <span className="thing-name">
                  {wrong ? (
                    <b className="section-wrong" title={say('draft.faultsTitle')}>
                      !{' '}
                    </b>
                  ) : null}
                  {name}
                  {inactive ? <small> · {say('form.inactive')}</small> : null}
                </span>
                <span className="thing-does">{summaryOf(words, json, shape, thing)}</span>
              </button>
              <Tap
                look="quiet"
                className="thing-tool"
                label={say('form.up', { name })}
                disabled={place === 0}
                onTap={() => write([section], moved(list, place, place - 1))}
              >
                ↑
              </Tap>
              <Tap
                look="quiet"
                className="thing-tool"
                label={say('form.down', { name })}
                disabled={place === list.length - 1}
                onTap={() => write([section], moved(list, place, place + 1))}
              >
                ↓
              </Tap>
              <Tap
                look="quiet"
                className="thing-tool"
                label={say('form.remove', { name })}
                onTap={() => remove([section, place])}
              >
                ✕
              </Tap>
            </li>
          );
        })}
      </ol>
      <Tap className="form-list-add" onTap={add}>
        + {say(shape.add)}
      </Tap>
    </>
  );
}

/** What a thing does, from what kind its parts are: "De la sine · Procent reducere (procent: 10 %)". */
function summaryOf(words: Words, json: Json, shape: ListShape, thing: Json): string {
  const of = opened(shape.of);
  if (of.kind !== 'group') return '';
  return of.fields
    .flatMap((field) => {
      const text = partText(words, json, field, isObject(thing) ? thing[field.key] : undefined);
      return text === null ? [] : [text];
    })
    .join(' · ');
}

function partText(words: Words, json: Json, field: Field, value: Json | undefined): string | null {
  const shape = opened(field.shape);
  if (shape.kind === 'variants') {
    return variantOf(shape, value) === undefined ? null : valueText(words, json, shape, value);
  }
  return field.key === 'factor' || field.key === 'on' ? valueText(words, json, shape, value) : null;
}
