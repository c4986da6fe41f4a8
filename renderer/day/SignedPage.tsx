import { useEffect, useState } from 'react';
import { type ClosedDay, DAY_FILES, type DayFile } from '../../contract/till/day.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useDigits } from '../keys/useDigits.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { lastPaper, PAPERS, printLines } from '../shift/paper.ts';
import { useWords } from '../words/useWords.ts';
import { DifferenceCells } from './DifferenceCells.tsx';
import { CHECK_MARKS, capital, checkTitle, figureText, shortHash, signedText } from './dayWords.ts';
import { SalesTables } from './MoneyTables.tsx';
import { Page } from './Page.tsx';
import { PointsTables, pointsSigned } from './PointsTables.tsx';
import { useDoors, useLeaveRoom, usePageKeys } from './pages.ts';
import { ShiftTable } from './ShiftTable.tsx';
import { linesOf, saveFile } from './saving.ts';
import { explainedText } from './settled.ts';
import { todayIn } from './useDay.ts';

interface SignedPageProps {
  readonly number: number;
  /** It was signed just now. */
  readonly fresh: boolean;
  /** The file of it that was saved last, null: it is being made; left out: none was yet. */
  readonly saved?: string | null;
}

/** A signed day: the same for ever, with its seal and its files. */
export function SignedPage({ number, fresh, saved }: SignedPageProps) {
  const { say } = useWords();
  const till = useTill();
  const [closed, setClosed] = useState<ClosedDay | null>(null);
  useEffect(() => {
    void till.ask('day.look', { number }).then((answer) => answer.ok && setClosed(answer.value));
  }, [till, number]);
  const keepSaved = useKeepSaved(number);
  const file = async (as: DayFile): Promise<void> => {
    keepSaved(null);
    const answer = await till.ask('day.file', { number, as });
    keepSaved(answer.ok ? answer.value.name : (saved ?? undefined));
    if (answer.ok) saveFile(answer.value);
  };
  useDigits((at) => {
    const as = DAY_FILES[at];
    if (as !== undefined) void file(as);
  });
  useDoors();
  const paper = lastPaper();
  const print = async (): Promise<void> => {
    const answer = await till.ask('day.file', { number, as: paper === 'narrow' ? 'narrow58' : 'narrow80' });
    if (answer.ok) printLines(linesOf(answer.value.base64), paper);
  };
  usePageKeys({ print: () => void print() });
  const leaveRoom = useLeaveRoom();
  const today = useWindow(todayIn);
  const isLast = closed !== null && today !== null && closed.day >= today;
  // What was signed just now goes into the file, once; whoever looks at it later saves what they ask for.
  useMainAction(
    !fresh
      ? { label: say('action.back'), enabled: true, run: () => void till.back() }
      : saved === undefined
        ? { label: say('day.file.pdf'), enabled: closed !== null, run: () => void file('pdf') }
        : { label: say('day.done'), enabled: saved !== null, run: () => (isLast ? leaveRoom() : void till.back()) },
  );
  if (closed === null) {
    return (
      <Page id="signed" title={say('day.number', { number })}>
        <p className="room-note" role="status">
          {say('day.loading')}
        </p>
      </Page>
    );
  }
  return (
    <SignedDay
      closed={closed}
      fresh={fresh}
      saved={saved ?? null}
      mm={PAPERS[paper].mm}
      onFile={(as) => void file(as)}
      onPrint={() => void print()}
    />
  );
}

/** Keeps on the page of a signed day which file of it was saved, also where something lies over it by then. */
function useKeepSaved(number: number): (saved: string | null | undefined) => void {
  const store = useWindowStore();
  return (saved) =>
    store.setState(({ panels }) => ({
      panels: panels.map((panel) => {
        if (panel.kind !== 'day' || panel.page.at !== 'signed' || panel.page.number !== number) return panel;
        const { saved: _, ...page } = panel.page;
        return { kind: 'day', page: saved === undefined ? page : { ...page, saved } };
      }),
    }));
}

interface SignedDayProps {
  readonly closed: ClosedDay;
  readonly fresh: boolean;
  /** What was saved last; null: nothing yet. */
  readonly saved: string | null;
  /** How wide the roll is that is printed on. */
  readonly mm: number;
  readonly onFile: (as: DayFile) => void;
  readonly onPrint: () => void;
}

function SignedDay({ closed, fresh, saved, mm, onFile, onPrint }: SignedDayProps) {
  const words = useWords();
  const { say } = words;
  return (
    <Page
      id="signed"
      title={capital(words.longDay(closed.day))}
      aside={
        <p className="day-aside">
          {say('day.number', { number: closed.number })} · {say('shift.sales', { count: closed.sales })}
        </p>
      }
      beside={
        <Tap keys={KEYS.print.shown} onTap={onPrint}>
          {say('day.printNarrow', { mm })}
        </Tap>
      }
    >
      <p className={fresh ? 'hint hint-ok' : 'hint'} role="status">
        <span className="hint-mark" aria-hidden>
          ✓
        </span>
        <span>
          <b>{say('day.signed')}</b> · {signedText(words, closed)}
          {saved === null ? null : <span className="day-under">{say('day.fileSaved', { name: saved })}</span>}
        </span>
      </p>
      <div className="day-signed">
        <div>
          <Checks closed={closed} />
          <Tills closed={closed} />
        </div>
        <div>
          <h3 className="day-subtitle">{say('day.files')}</h3>
          <div className="day-files">
            {DAY_FILES.map((as, at) => (
              <Tap key={as} keys={String(at + 1)} onTap={() => onFile(as)}>
                {say(`day.file.${as}`)}
              </Tap>
            ))}
          </div>
        </div>
      </div>
      <h3 className="day-subtitle">{say('day.cash')}</h3>
      <ShiftTable
        close={closed.number}
        tills={closed.closed.tills}
        names={closed.names}
        day={closed.day}
        cash={closed.closed.cash}
      />
      <SalesTables close={closed.number} sums={closed.closed.sums} />
      <PointsTables of={pointsSigned(closed)} />
      <h3 className="day-subtitle">{say('day.seal')}</h3>
      <p className="day-seal">
        <code>{closed.seal}</code>
      </p>
      <p className="room-note">
        {say('day.sealText')}
        {closed.closed.previous === null
          ? null
          : ` ${say('day.sealBefore', { seal: shortHash(closed.closed.previous.seal) })}`}
      </p>
    </Page>
  );
}

function Checks({ closed }: { readonly closed: ClosedDay }) {
  const words = useWords();
  const { say } = words;
  return (
    <>
      {closed.closed.checks.map((check) => (
        <section key={check.check} className="day-check" data-state={check.state === 'bad' ? 'settled' : check.state}>
          <p className="day-check-line">
            <span className="day-mark" role="img" aria-label={say(`day.state.${check.state}`)}>
              {CHECK_MARKS[check.state]}
            </span>
            <b>{checkTitle(words, check)}</b>
            {/* What the points come to stands below, each figure a door. */}
            {check.check === 'points' && check.state !== 'undone' ? null : (
              <span className="day-figure">
                {figureText(words, check, { points: closed, sums: closed.closed.sums, asOf: closed.closed.asOf })}
              </span>
            )}
          </p>
          {check.differences.length === 0 ? null : (
            <ul className="day-rows">
              {check.differences.map((each) => (
                <li key={each.key}>
                  <p className="day-row day-row-still">
                    <DifferenceCells
                      difference={each}
                      check={check.check}
                      names={closed.names}
                      settled={explainedText(words, each.explained)}
                      note={closed.notes[each.key] ?? ''}
                    />
                  </p>
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}

/** Tills whose part is not whole, and what came of days before. */
function Tills({ closed }: { readonly closed: ClosedDay }) {
  const words = useWords();
  const { say } = words;
  return closed.closed.tills.flatMap(({ till, number, without, late }) => {
    const note = closed.notes[till] ?? '';
    return [
      ...(without === null
        ? []
        : [
            <p key={till} className="room-note">
              {say('day.till', { till: number })}: {say(`day.without.${without}`)}
              {note === '' ? '' : ` · ${note}`}
            </p>,
          ]),
      ...late.map((each) => (
        <p key={till + each.day} className="room-note">
          {say('day.till', { till: number })} · {say('day.lateOf')}: {words.day(each.day)}, {formatBani(each.total)}
        </p>
      )),
    ];
  });
}
