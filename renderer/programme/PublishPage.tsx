import { useState } from 'react';
import type { ProgrammeView } from '../../contract/till/programme.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import { Changes, useVersion } from './DifferencePage.tsx';
import { brokenText } from './draft.ts';
import { FaultList } from './FaultList.tsx';
import { soon, startsAt, tomorrow } from './startsAt.ts';
import { useDraft } from './useDraft.ts';

interface PublishPageProps {
  readonly view: ProgrammeView;
  readonly onPublished: (version: number) => Promise<void>;
}

/** The last look: what is wrong, what changes, from when; then the version is made and never changes again. */
export function PublishPage({ view, onPublished }: PublishPageProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const store = useWindowStore();
  const { draft, faults, checking, replace } = useDraft();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const [when, setWhen] = useState(() => soon(now));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const before = useVersion(view, view.versions[0]?.version ?? null);
  const starts = startsAt(when.day, when.time);
  const past = starts !== null && starts <= now;
  const right = faults !== null && faults.length === 0 && !checking && draft !== null && brokenText(draft) === null;

  const publish = async (): Promise<void> => {
    if (draft === null || starts === null) return;
    const answer = await till.askQuietly('programme.publish', { json: draft.json, startsAtMs: starts });
    if (!answer.ok) {
      setRefusal(answer.refusal);
      return;
    }
    replace(null);
    await onPublished(answer.value.version);
    // Back to the versions: what was published stands there.
    const { panels } = store.getState();
    store.setState({ panels: panels.filter((panel) => panel.kind !== 'programme' || panel.page.at === 'versions') });
    till.say({ tone: 'ok', words: 'publish.done' });
  };
  useMainAction({
    label: say('publish.confirm'),
    enabled: right && starts !== null && !past && view.mayPublish === null,
    run: () => void publish(),
  });
  if (draft === null) return null;
  return (
    <section
      className="card programme-card"
      aria-labelledby="publish-title"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
    >
      <h2 id="publish-title" className="programme-title">
        {say('publish.title')}
      </h2>
      {view.mayPublish === null ? null : <Why tone="attention" refusal={view.mayPublish} />}
      {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
      {faults === null || faults.length === 0 ? null : <FaultList faults={faults} json={draft.json} />}
      <h3 className="policies-title">{say('publish.when')}</h3>
      <div className="publish-when">
        <Field
          label={say('publish.day')}
          value={when.day}
          inputMode="numeric"
          error={starts === null ? say('publish.unreadable') : past ? say('publish.past') : null}
          onText={(day) => setWhen({ ...when, day })}
        />
        <Field
          label={say('publish.time')}
          value={when.time}
          inputMode="numeric"
          onText={(time) => setWhen({ ...when, time })}
        />
        <Tap onTap={() => setWhen(soon(now))}>{say('publish.soon')}</Tap>
        <Tap onTap={() => setWhen(tomorrow(now))}>{say('publish.tomorrow')}</Tap>
      </div>
      <p className="programme-text">
        {starts === null || past ? null : <b>{say('publish.starts', { time: words.moment(starts) })}. </b>}
        {say('publish.text')}
      </p>
      {before === null ? null : <Changes before={before} after={draft.json} />}
    </section>
  );
}
