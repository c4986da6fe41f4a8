import { Tap } from '../controls/Tap.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { DayRows, useDays } from './DayRows.tsx';
import { Page } from './Page.tsx';
import { door, useDoors, useGoOn, usePageKeys } from './pages.ts';

/** All signed days, newest first; to be looked at, never changed. */
export function ListPage() {
  const { say } = useWords();
  const goOn = useGoOn();
  const { rows, more } = useDays();
  useDoors();
  usePageKeys({});
  useBackAsMain();
  return (
    <Page id="list" title={say('day.list')}>
      {rows === null ? (
        <p className="room-note" role="status">
          {say('day.loading')}
        </p>
      ) : rows.length === 0 ? (
        <p className="room-note">{say('day.listNone')}</p>
      ) : (
        <DayRows rows={rows} onOpen={(number) => goOn({ at: 'signed', number, fresh: false }, `day:${number}`)} />
      )}
      {more === null ? null : (
        <Tap className="day-more" {...door('more')} onTap={more}>
          {say('day.listMore')}
        </Tap>
      )}
    </Page>
  );
}
