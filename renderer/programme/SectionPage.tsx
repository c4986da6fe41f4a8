import { useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { keepFocus } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { SECTIONS, type Section } from './constructs/programme.ts';
import { brokenText } from './draft.ts';
import { FieldAt } from './fields/FieldAt.tsx';
import { JsonForm } from './JsonForm.tsx';
import { readPath } from './json.ts';
import { PoliciesForm } from './PoliciesForm.tsx';
import { Preview } from './Preview.tsx';
import { ThingList } from './ThingList.tsx';
import { useDraft } from './useDraft.ts';

/** All pages of a draft, in their order. */
const PAGES = [
  'general',
  'offers',
  'earning',
  'boosts',
  'stampCards',
  'tiers',
  'lots',
  'members',
  'redeeming',
  'policies',
  'preview',
  'json',
] as const satisfies readonly (Section | 'preview' | 'json')[];
type PageName = (typeof PAGES)[number];

/** One part of the draft, with the way to all others at its side. */
export function SectionPage({ section }: { readonly section: PageName }) {
  const { say } = useWords();
  const till = useTill();
  const { draft } = useDraft();
  useMainAction({
    label: say('draft.seeChanges'),
    enabled: draft !== null && brokenText(draft) === null,
    run: () => till.push({ kind: 'programme', page: { at: 'publish' } }),
  });
  if (draft === null) return null;
  return (
    <div className="sections">
      <Sections current={section} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="card section-card" tabIndex={0} aria-labelledby="section-title">
        <h2 id="section-title" className="programme-title">
          {say(`section.${section}`)}
        </h2>
        <Body section={section} />
      </section>
    </div>
  );
}

function Body({ section }: { readonly section: PageName }) {
  if (section === 'preview') return <Preview />;
  if (section === 'json') return <JsonForm />;
  if (section === 'policies') return <PoliciesForm />;
  if (section === 'offers' || section === 'earning' || section === 'boosts' || section === 'stampCards') {
    return <ThingList section={section} shape={SECTIONS[section][0].shape} />;
  }
  return (
    <div className="form-fields">
      {SECTIONS[section].map((field) => (
        <div key={field.key} className="form-cell form-cell-wide">
          <FieldAt field={field} within={[]} />
        </div>
      ))}
    </div>
  );
}

/** The parts of the programme; a part with something to mend says so. */
export function Sections({ current }: { readonly current: PageName }) {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const { faults } = useDraft();
  const wrong = (page: PageName): number =>
    page === 'preview' || page === 'json'
      ? 0
      : (faults ?? []).filter(({ path }) => SECTIONS[page].some(({ key }) => key === readPath(path)[0])).length;
  const go = (section: PageName): void => {
    // Whatever of the draft lies on top goes: the parts lie beside each other, not one over the other.
    const { panels } = store.getState();
    const below = panels.filter(
      (panel) => panel.kind !== 'programme' || panel.page.at === 'versions' || panel.page.at === 'difference',
    );
    store.setState({ panels: below });
    till.push({ kind: 'programme', page: { at: 'section', section } });
  };
  return (
    <nav className="section-list" aria-label={say('draft.sections')}>
      {PAGES.map((page) => {
        const count = wrong(page);
        return (
          <button
            key={page}
            type="button"
            className="section-link"
            aria-current={page === current ? 'page' : undefined}
            onMouseDown={keepFocus}
            onClick={() => go(page)}
          >
            <span>{say(`section.${page}`)}</span>
            {count === 0 ? null : <b className="section-wrong">! {count}</b>}
          </button>
        );
      })}
    </nav>
  );
}
