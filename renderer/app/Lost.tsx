import { useWords } from '../words/useWords.ts';
import { useWindow } from './state.ts';

/** The till program is not there: said calmly over the header, while what was on the screen stays readable. */
export function Lost() {
  const lost = useWindow((state) => !state.connected && state.view !== null);
  const { say } = useWords();
  return (
    <div className="lost" role="alert" data-shown={lost}>
      {lost ? (
        <>
          <span className="lost-mark" aria-hidden />
          <strong>{say('app.lost.title')}</strong>
          <span>{say('app.lost.text')}</span>
        </>
      ) : null}
    </div>
  );
}
