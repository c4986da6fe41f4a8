import type { ImportView } from '../../contract/till/import.ts';
import { useTill } from '../app/till.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

type Of<At extends ImportView['at']> = Extract<ImportView, { at: At }>;

/** How far it is. The room may be left: the till goes on by itself. */
export function BeingRead({ view }: { readonly view: Of<'arriving'> | Of<'checking'> | Of<'going'> }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  useMainAction({ label: say('action.back'), enabled: true, run: () => void till.back() });
  const share =
    view.at === 'checking' ? view.share : view.at === 'going' ? view.done / view.of : view.arrived / view.bytes;
  const what = say(`import.${view.at}`);
  return (
    <div className="import-words" role="status">
      <p>
        <b>{what}</b>
      </p>
      <progress className="room-progress" value={Math.round(share * 1000)} max={1000} aria-label={what} />
      <p className="import-note">
        {view.at === 'going' ? say('import.goingText', { done: view.done, of: view.of }) : say('import.workingText')}
      </p>
    </div>
  );
}

/** Everybody is here. */
export function TakenOver({ view, onNext }: { readonly view: Of<'done'>; readonly onNext: () => void }) {
  const { say } = useWords();
  useMainAction({ label: say('import.finish'), enabled: true, run: onNext });
  return (
    <p className="hint hint-ok" role="status">
      <span className="hint-mark" aria-hidden>
        ✓
      </span>
      <span>
        {say('import.done', { members: view.members, points: view.points })}{' '}
        {view.leftOut === 0 ? null : say('import.leftOut', { count: view.leftOut })}
      </span>
    </p>
  );
}

/** The file cannot be read on. */
export function Broken({ view, onNext }: { readonly view: Of<'broken'>; readonly onNext: () => void }) {
  const { say } = useWords();
  useMainAction({ label: say('import.finish'), enabled: true, run: onNext });
  return (
    <p className="hint hint-stop" role="alert">
      <span className="hint-mark" aria-hidden>
        !
      </span>
      <span>
        {view.line === 0
          ? say('import.brokenOff', { name: view.name })
          : say('import.broken', { name: view.name, line: view.line })}
      </span>
    </p>
  );
}
