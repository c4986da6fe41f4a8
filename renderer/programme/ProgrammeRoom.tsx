import { useCallback, useEffect, useState } from 'react';
import type { ProgrammeView } from '../../contract/till/programme.ts';
import { never } from '../../domain/assert.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { ProgrammePage } from '../app/panels.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { MainButton } from '../counter/ActionBar.tsx';
import { Notice } from '../counter/Notice.tsx';
import { Keypad } from '../keypad/Keypad.tsx';
import { useKeypad } from '../keypad/useKeypad.ts';
import { KEYS } from '../keys/keymap.ts';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import { DifferencePage } from './DifferencePage.tsx';
import { DraftState } from './DraftStateLine.tsx';
import { PublishPage } from './PublishPage.tsx';
import { SectionPage } from './SectionPage.tsx';
import { ThingPage } from './ThingPage.tsx';
import { DraftContext, useDraftHolder } from './useDraft.ts';
import { Versions } from './Versions.tsx';
import './programme.css';
import './policies.css';
import './preview.css';

/** While a version that was published is not here yet, ms. */
const ASK_AGAIN_MS = 500;

/** The manager's room for the programme: its versions, the draft of the next one, trying it and publishing it. */
export function ProgrammeRoom({ page }: { readonly page: ProgrammePage }) {
  const { say } = useWords();
  const till = useTill();
  const draft = useDraftHolder();
  const target = useKeypad();
  const keypad = useWindow((state) => state.keypad.open);
  const [view, setView] = useState<ProgrammeView | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const answer = await till.askQuietly('programme.current', {});
    if (answer.ok) setView(answer.value);
    else setRefusal(answer.refusal);
  }, [till]);
  useEffect(() => void load(), [load]);
  // In a chain a version goes to the centre and comes back with the next sync: until then it is asked for.
  const [awaited, setAwaited] = useState<number | null>(null);
  const missing = awaited !== null && view?.versions.some(({ version }) => version >= awaited) !== true;
  useEffect(() => {
    if (!missing) return;
    const timer = setInterval(() => void load(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [missing, load]);
  const published = async (version: number): Promise<void> => {
    setAwaited(version);
    await load();
  };
  return (
    <DraftContext value={draft}>
      <main className="programme" data-keypad-here={keypad ? '' : undefined}>
        <div className="programme-page">
          {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
          {view === null ? null : <Page page={page} view={view} onPublished={published} />}
        </div>
        {keypad ? <Keypad place="sale" target={target} /> : null}
        <div className="programme-bar">
          <Tap look="quiet" className="programme-back" onTap={() => till.back()} keys={KEYS.back.shown}>
            {say('action.back')}
          </Tap>
          <DraftState page={page} />
          <MainButton />
        </div>
        <Notice />
      </main>
    </DraftContext>
  );
}

interface PageProps {
  readonly page: ProgrammePage;
  readonly view: ProgrammeView;
  readonly onPublished: (version: number) => Promise<void>;
}

function Page({ page, view, onPublished }: PageProps) {
  switch (page.at) {
    case 'versions':
      return <Versions view={view} />;
    case 'difference':
      return <DifferencePage view={view} from={page.from} to={page.to} />;
    case 'section':
      return <SectionPage section={page.section} />;
    case 'thing':
      return <ThingPage section={page.section} path={page.path} />;
    case 'publish':
      return <PublishPage view={view} onPublished={onPublished} />;
    default:
      return never(page);
  }
}
