import { useTill } from '../app/till.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { SECTIONS, type Section } from './constructs/programme.ts';
import { thingName } from './describing.ts';
import { Faults, ShapeAt } from './fields/FieldAt.tsx';
import { at, type Path } from './json.ts';
import { Sections } from './SectionPage.tsx';
import { opened } from './shapes.ts';
import { useDraft } from './useDraft.ts';

/** One offer, rule, boost or card: everything that can be said of it. */
export function ThingPage({ section, path }: { readonly section: Section; readonly path: Path }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { draft, put } = useDraft();
  useMainAction({ label: say('draft.itemDone'), enabled: true, run: () => void till.back() });
  const value = at(draft?.json, path);
  const shape = opened(SECTIONS[section][0].shape);
  if (shape.kind !== 'list' || value === undefined) return null;
  const title = thingName(words, value, say('form.unnamed'));
  return (
    <div className="sections">
      <Sections current={section} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="card section-card" tabIndex={0} aria-labelledby="section-title">
        <h2 id="section-title" className="programme-title">
          <small>{say(shape.one)}</small> {title}
        </h2>
        <Faults path={path} />
        <ShapeAt shape={shape.of} path={path} label={title} value={value} onValue={(next) => put(path, next)} />
      </section>
    </div>
  );
}
