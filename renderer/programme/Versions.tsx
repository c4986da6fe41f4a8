import { useState } from 'react';
import type { ProgrammeView } from '../../contract/till/programme.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { type Draft, draftFrom, newDraft } from './draft.ts';
import { useDraft } from './useDraft.ts';

/** All versions, the newest first, and the draft of the next. */
export function Versions({ view }: { readonly view: ProgrammeView }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { draft, replace } = useDraft();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const today = civilDateAt(now);

  const open = (): void => till.push({ kind: 'programme', page: { at: 'section', section: 'general' } });
  const begin = (next: Draft): void => {
    replace(next);
    open();
  };
  const beginFrom = async (version: number): Promise<void> => {
    const answer = await till.ask('programme.version', { version });
    if (answer.ok) begin(draftFrom(answer.value));
  };
  const newest = view.versions[0];
  useMainAction(
    draft === null
      ? {
          label: say('versions.begin'),
          enabled: true,
          // From the newest, also one that is still coming: a draft of today's rules would take back what it brings.
          run: () => (newest === undefined ? begin(newDraft()) : void beginFrom(newest.version)),
        }
      : { label: say('versions.goOn'), enabled: true, run: open },
  );
  return (
    <section
      className="card programme-card"
      aria-labelledby="programme-title"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
    >
      <h2 id="programme-title" className="programme-title">
        {say('programme.title')} <small>{view.current?.name}</small>
      </h2>
      <p className="programme-text">{say('versions.text')}</p>
      {view.mayPublish === null ? null : (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ◐
          </span>
          <span>
            {say('versions.mayNot')} {refusalText(words, view.mayPublish)}
          </span>
        </p>
      )}
      {draft === null ? null : <DraftRow draft={draft} onOpen={open} />}
      {view.versions.length === 0 ? (
        <Emptiness mark="◇" title={say('versions.none')} text={say('versions.noneText')} />
      ) : (
        <ol className="versions" aria-label={say('versions.title')}>
          {view.versions.map((each, place) => {
            const before = view.versions[place + 1]?.version ?? null;
            const state = each.version === view.current?.version ? 'now' : each.startsAtMs > now ? 'coming' : 'past';
            return (
              <li key={each.version} className="version" data-state={state}>
                <div className="version-words">
                  <b>{say('versions.number', { version: each.version })}</b>
                  <span className="version-name">{each.name}</span>
                  <span className="version-since">
                    {say('versions.since', { time: words.moment(each.startsAtMs, today) })}
                  </span>
                </div>
                <span className={`version-state version-${state}`}>
                  <span aria-hidden>{MARKS[state]} </span>
                  {say(`versions.${state}`)}
                </span>
                <Tap
                  onTap={() =>
                    till.push({ kind: 'programme', page: { at: 'difference', from: before, to: each.version } })
                  }
                >
                  {say('versions.changes')}
                </Tap>
                <Tap disabled={draft !== null} onTap={() => void beginFrom(each.version)}>
                  {say('versions.draftFrom')}
                </Tap>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

const MARKS = { now: '●', coming: '◷', past: '○' } as const;

/** The draft that was begun, and how it is thrown away: asked once more, for it is somebody's work. */
function DraftRow({ draft, onOpen }: { readonly draft: Draft; readonly onOpen: () => void }) {
  const { say } = useWords();
  const till = useTill();
  const { replace } = useDraft();
  const [asked, setAsked] = useState(false);
  return (
    <div className="version version-draft">
      <div className="version-words">
        <b>{say('versions.draft')}</b>
        <span className="version-since">
          {asked
            ? say('versions.dropSure')
            : draft.from === null
              ? say('versions.draftKeptNew')
              : say('versions.draftKept', { version: draft.from })}
        </span>
      </div>
      {asked ? (
        <Tap look="stop" onTap={() => replace(null)}>
          {say('versions.dropConfirm')}
        </Tap>
      ) : (
        <Tap onTap={() => till.push({ kind: 'programme', page: { at: 'difference', from: draft.from, to: null } })}>
          {say('versions.changes')}
        </Tap>
      )}
      <Tap look="quiet" pressed={asked} onTap={() => setAsked(!asked)}>
        {say('versions.drop')}
      </Tap>
      <Tap onTap={onOpen}>{say('versions.goOn')}</Tap>
    </div>
  );
}
