import { useEffect, useState } from 'react';
import type { ProgrammeView } from '../../contract/till/programme.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { placeOf, valueText } from './describing.ts';
import { type Change, difference } from './difference.ts';
import { asJson, blankProgramme } from './draft.ts';
import { type Json, pathText } from './json.ts';
import { useDraft } from './useDraft.ts';

interface DifferencePageProps {
  readonly view: ProgrammeView;
  /** Null: there was none before. */
  readonly from: number | null;
  /** Null: the draft. */
  readonly to: number | null;
}

/** What changed between two versions, or to the draft, in words. */
export function DifferencePage({ view, from, to }: DifferencePageProps) {
  const { say } = useWords();
  useBackAsMain();
  const { draft } = useDraft();
  const before = useVersion(view, from);
  const version = useVersion(view, to);
  const after = to === null ? (draft?.json ?? null) : version;
  return (
    <section
      className="card programme-card"
      aria-labelledby="difference-title"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
    >
      <h2 id="difference-title" className="programme-title">
        {say('difference.title')}{' '}
        <small>
          {from === null
            ? ''
            : to === null
              ? say('difference.draft', { from })
              : say('difference.between', { from, to })}
        </small>
      </h2>
      <OtherVersion view={view} from={from} to={to} />
      {from === null ? <p className="programme-text">{say('difference.first')}</p> : null}
      {before === null || after === null ? null : <Changes before={before} after={after} />}
    </section>
  );
}

/** Against which version it is held: the one before at first, any other by a touch. */
function OtherVersion({ view, from, to }: DifferencePageProps) {
  const { say } = useWords();
  const till = useTill();
  const others = view.versions.filter(({ version }) => version !== to);
  if (others.length === 0) return null;
  return (
    <fieldset className="difference-others" aria-label={say('difference.other')}>
      <span className="programme-text">{say('difference.other')}</span>
      {others.map(({ version }) => (
        <Tap
          key={version}
          pressed={version === from}
          onTap={() => till.replace({ kind: 'programme', page: { at: 'difference', from: version, to } })}
        >
          {say('versions.number', { version })}
        </Tap>
      ))}
    </fieldset>
  );
}

/** A version's JSON; that of none is the programme that does nothing. */
export function useVersion(view: ProgrammeView, version: number | null): Json | null {
  const till = useTill();
  const [json, setJson] = useState<Json | null>(null);
  const current = view.current?.version === version ? view.current : null;
  useEffect(() => {
    if (version === null) setJson(blankProgramme());
    else if (current !== null) setJson(asJson(current));
    else {
      let wanted = true;
      void till.ask('programme.version', { version }).then((answer) => {
        if (wanted && answer.ok) setJson(asJson(answer.value));
      });
      return () => {
        wanted = false;
      };
    }
    return undefined;
  }, [till, version, current]);
  return json;
}

/** The changes themselves: where, what it was, what it is. */
export function Changes({ before, after }: { readonly before: Json; readonly after: Json }) {
  const { say } = useWords();
  const changes = difference(before, after);
  if (changes.length === 0) return <Emptiness mark="=" title={say('difference.none')} />;
  return (
    <>
      <p className="programme-text" role="status">
        {say('difference.count', { count: changes.length })}
      </p>
      <ul className="diffs" aria-label={say('difference.title')}>
        {changes.map((change) => (
          <ChangeRow key={change.what + pathText(change.path)} change={change} before={before} after={after} />
        ))}
      </ul>
    </>
  );
}

const MARKS = { added: '+', removed: '−', changed: '≠', moved: '↕' } as const;

function ChangeRow({
  change,
  before,
  after,
}: {
  readonly change: Change;
  readonly before: Json;
  readonly after: Json;
}) {
  const words = useWords();
  const { say } = words;
  const { what, path } = change;
  const { names, shape } = placeOf(words, what === 'removed' ? before : after, path);
  const text = (programme: Json, value: Json | undefined): string => valueText(words, programme, shape, value);
  return (
    <li className={`diff diff-${what}`}>
      <span className="diff-mark" aria-hidden>
        {MARKS[what]}
      </span>
      <div className="diff-words">
        <p className="diff-place">
          <b>{say(`difference.${what}`)}</b> {names.join(' › ')}
        </p>
        {what === 'moved' ? null : (
          <p className="diff-values">
            {what === 'added' ? null : (
              <>
                {what === 'changed' ? <small>{say('difference.was')} </small> : null}
                <del>{text(before, change.before)}</del>{' '}
              </>
            )}
            {what === 'removed' ? null : (
              <>
                {what === 'changed' ? <small>{say('difference.is')} </small> : null}
                <ins>{text(after, change.after)}</ins>
              </>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
