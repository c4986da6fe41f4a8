import { useLayoutEffect } from 'react';
import type { DayPartsView } from '../../contract/till/day.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { formatBani, formatCount, formatPoints } from '../../domain/amount/text.ts';
import type { Amount, DayFigure } from '../../domain/day/parts.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { isTypedInto } from '../keys/useKeys.ts';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { figureTitle } from './dayWords.ts';
import { Page } from './Page.tsx';
import { PartsTable } from './PartsTable.tsx';
import { useDoors, usePageKeys } from './pages.ts';
import { useParts } from './useParts.ts';

interface Props {
  /** Number of the signed day; null: the one that is drawn up. */
  readonly day: number | null;
  readonly figure: DayFigure;
  readonly first: number;
}

export type ReadParts = Extract<DayPartsView, { at: 'read' }>;

/** What makes up a figure: all of it, page by page, with what it comes to. */
export function PartsPage({ day, figure, first }: Props) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { view, refusal, again } = useParts(day, figure, first);
  const read = view?.at === 'read' ? view : null;
  const turn = (to: number | null): void => {
    if (to !== null) till.replace({ kind: 'day', page: { at: 'parts', day, figure, first: to } });
  };
  const earlier = read === null || read.first === 0 ? null : Math.max(0, read.first - read.most);
  const later = read === null || read.first + read.most >= read.many ? null : read.first + read.most;
  useTurning(
    () => turn(earlier),
    () => turn(later),
  );
  useDoors();
  usePageKeys({});
  useBackAsMain();
  return (
    <Page
      id="parts"
      title={figureTitle(words, figure)}
      aside={
        read === null ? null : (
          <p className="day-aside">
            {say('day.parts.many', { count: read.many })}
            <b className="day-amount">{amount(read.sum)}</b>
          </p>
        )
      }
      beside={
        earlier === null && later === null ? undefined : (
          <>
            <Tap keys="←" disabled={earlier === null} onTap={() => turn(earlier)}>
              {say('day.parts.earlier')}
            </Tap>
            <Tap keys="→" disabled={later === null} onTap={() => turn(later)}>
              {say('day.parts.later')}
            </Tap>
          </>
        )
      }
    >
      <Refused refusal={refusal} />
      {read === null ? (
        refusal === null ? (
          <Reading share={view?.at === 'reading' ? view.share : null} />
        ) : null
      ) : (
        <>
          <Missing read={read} again={again} />
          {read.parts.length === 0 && read.centre.length === 0 ? (
            <p className="room-note">{say('day.parts.none')}</p>
          ) : (
            <PartsTable figure={figure} read={read} />
          )}
        </>
      )}
    </Page>
  );
}

/** ← and → turn the page. */
function useTurning(earlier: () => void, later: () => void): void {
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTypedInto(event.target)) return;
      if (event.key === 'ArrowLeft') earlier();
      else if (event.key === 'ArrowRight') later();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  });
}

function Reading({ share }: { readonly share: number | null }) {
  const { say } = useWords();
  return (
    <p className="room-note" role="status">
      {share === null
        ? say('day.parts.reading')
        : say('day.parts.readingShare', { share: formatCount(Math.round(100 * share)) })}
    </p>
  );
}

/** What of the figure is not in the list, and why. */
function Missing({ read, again }: { readonly read: ReadParts; readonly again: () => void }) {
  const { say } = useWords();
  const { sum, figure, away } = read;
  const rest = amount(
    figure.unit === 'bani'
      ? { unit: 'bani', by: bani(figure.by - sum.by) }
      : { unit: 'points', by: points(figure.by - sum.by) },
  );
  const tills = (why: ReadParts['away'][number]['why']): string =>
    away
      .filter((each) => each.why === why)
      .map(({ till }) => formatCount(till))
      .join(', ');
  const lines = [
    ...(tills('unreachable') === '' ? [] : [say('day.parts.unreachable', { tills: tills('unreachable') })]),
    ...(tills('lacking') === '' ? [] : [say('day.parts.lacking', { tills: tills('lacking') })]),
    ...(sum.by === figure.by ? [] : [say('day.parts.rest', { figure: amount(figure), rest })]),
  ];
  if (lines.length === 0) return null;
  return (
    <div className={away.length === 0 ? 'hint hint-stop' : 'hint hint-attention'} role="status">
      <span className="hint-mark" aria-hidden>
        {away.length === 0 ? '!' : '◐'}
      </span>
      <span>{lines.join(' ')}</span>
      <Tap onTap={again}>{say('day.parts.again')}</Tap>
    </div>
  );
}

const amount = (of: Amount): string => (of.unit === 'bani' ? formatBani(of.by) : formatPoints(of.by));
