import type { DayView, DrawnDay } from '../../contract/till/day.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { MainButton } from '../counter/ActionBar.tsx';
import { Notice } from '../counter/Notice.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CheckCard } from './CheckCard.tsx';
import { capital, hindrancesText, receiptsOf } from './dayWords.ts';
import { Figures } from './Figures.tsx';
import { useDoors, useGoOn, usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';
import { useNext } from './useNext.ts';
import './day.css';

interface Props {
  readonly day: Day;
  readonly view: DayView;
  readonly drawn: DrawnDay;
}

/** The close as it is drawn up: what was tried on the left, the day's figures on the right, and what still hinders its signing. */
export function ClosePage({ day, view, drawn }: Props) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const goOn = useGoOn();
  const next = useNext(drawn);
  const again = (): void => void day.done(till.ask('day.begin', { day: drawn.day }));
  const register = (): void => goOn({ at: 'register' });
  const list = (): void => goOn({ at: 'list' });
  const papers = (): void => goOn({ at: 'paper' });
  const otherDay = (): void => void day.done(till.ask('day.drop', {}));
  const isByPapers = drawn.by === 'papers';
  useDoors();
  usePageKeys({
    entry: register,
    find: otherDay,
    return: again,
    receipts: list,
    ...(isByPapers ? { redeem: papers } : {}),
  });
  const isHere = view.right.here;
  const left = hindrancesText(words, drawn);
  const isNothing = drawn.hindrances.some(({ code }) => code === 'nothing');
  useMainAction(
    next !== null
      ? { label: say('day.explainNext', { count: drawn.hindrances.length }), enabled: true, run: () => next() }
      : {
          label: say('day.sign'),
          enabled: isHere && !isNothing,
          run: () => goOn({ at: 'sign' }, ''),
        },
  );
  const shifts = drawn.tills.flatMap((each) => each.shifts);
  const own = shifts.filter(({ businessDay }) => businessDay === drawn.day).length;
  const older = shifts.length - own;
  return (
    <main className="day">
      <section
        className="card day-checks"
        aria-labelledby="day-close"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
      >
        <header className="day-head">
          <h2 id="day-close" className="room-title">
            {capital(words.longDay(drawn.day))}
          </h2>
          <p className="day-counts">
            {say('day.tills', { count: drawn.tills.length })} · {say('day.shifts', { count: own })} ·{' '}
            {say('day.receipts', { count: receiptsOf(drawn) })}
            {older === 0 ? null : ` · ${say('day.older', { count: older })}`}
          </p>
        </header>
        {isByPapers ? (
          <p className="hint hint-attention">
            <span className="hint-mark" aria-hidden>
              ◐
            </span>
            <span>{say('day.byPapers')}</span>
          </p>
        ) : null}
        {drawn.checks.map((check) => (
          <CheckCard key={check.check} check={check} drawn={drawn} />
        ))}
      </section>
      <aside className="day-side">
        <div className="day-figures">
          <Figures drawn={drawn} />
        </div>
        <div className="card day-foot">
          {(left.length === 0 ? [say('day.ready')] : left).map((line) => (
            <p key={line}>{line}</p>
          ))}
          {isHere || view.right.till === null ? null : <p>{say('day.notRight', { till: view.right.till })}</p>}
          <MainButton />
        </div>
      </aside>
      <nav className="day-bar" aria-label={say('action.bar')}>
        <Tap look="quiet" onTap={() => till.back()} keys={KEYS.back.shown}>
          {say('action.back')}
        </Tap>
        <Tap onTap={register} keys={KEYS.entry.shown}>
          {say('day.barRegister')}
        </Tap>
        {isByPapers ? (
          <Tap onTap={papers} keys={KEYS.redeem.shown}>
            {say('day.barPapers')}
          </Tap>
        ) : null}
        <Tap onTap={otherDay} keys={KEYS.find.shown}>
          {say('day.barOther')}
        </Tap>
        <Tap onTap={again} keys={KEYS.return.shown}>
          {say('day.barAgain')}
        </Tap>
        <Tap onTap={list} keys={KEYS.receipts.shown}>
          {say('day.barList')}
        </Tap>
      </nav>
      <Notice />
    </main>
  );
}
