import type { DrawnDay, DrawnDifference } from '../../contract/till/day.ts';
import { civilTimeAt } from '../../domain/calendar/civil.ts';
import { mustBeExplained } from '../../domain/day/checks.ts';
import type { CheckName } from '../../domain/day/recorded.ts';
import { EXPLANATIONS } from '../../domain/day/recorded.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { KEYS } from '../keys/keymap.ts';
import { useDigits } from '../keys/useDigits.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { amountText, differenceText } from './dayWords.ts';
import { Entries } from './Entries.tsx';
import { Gone } from './Gone.tsx';
import { RegisterTables } from './MoneyTables.tsx';
import { Page } from './Page.tsx';
import { PointsTables, pointsIn } from './PointsTables.tsx';
import { useDoors, usePageKeys } from './pages.ts';
import { ShiftTable } from './ShiftTable.tsx';
import type { Day } from './useDay.ts';
import { useExplaining } from './useExplaining.ts';
import { nextPage, useOnward } from './useNext.ts';

interface Props {
  readonly day: Day;
  readonly drawn: DrawnDay;
  /** The difference's key. */
  readonly of: string;
}

/** One difference: what is behind it, and why it is so. */
export function DifferencePage({ day, drawn, of }: Props) {
  const check = drawn.checks.find(({ differences }) => differences.some(({ key }) => key === of));
  const difference = check?.differences.find(({ key }) => key === of);
  if (check === undefined || difference === undefined) return <Gone />;
  return <Open day={day} drawn={drawn} check={check.check} difference={difference} />;
}

interface OpenProps {
  readonly day: Day;
  readonly drawn: DrawnDay;
  readonly check: CheckName;
  readonly difference: DrawnDifference;
}

function Open({ day, drawn, check, difference }: OpenProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { key, params, at, explained } = difference;
  const { why, note, choose, write, keep, noteField } = useExplaining(day, difference);
  const onward = useOnward(drawn, key);
  const isLast = nextPage(drawn, key) === null;
  const isMissing = why === null ? mustBeExplained(check) : why === 'other' && note.trim() === '';
  const mend = (): void => till.push({ kind: 'day', page: { at: 'mend', key } });
  useDigits((place) => {
    const chosen = EXPLANATIONS[place];
    if (chosen !== undefined) choose(chosen);
  });
  useDoors();
  usePageKeys({ redeem: mend });
  const left = drawn.hindrances.filter((each) => each.key !== key).length;
  useMainAction(
    why === null
      ? isMissing
        ? { label: say('day.chooseWhy'), enabled: false, run: () => undefined }
        : { label: say('action.back'), enabled: true, run: () => void till.back() }
      : {
          label: isLast ? say('day.done') : say('day.next', { count: left }),
          enabled: !isMissing,
          run: () => void keep().then((isKept) => isKept && onward()),
        },
  );
  const amount = amountText(difference.amount, check);
  const detail = params['detail'];
  return (
    <Page
      id="difference"
      title={differenceText(words, difference, drawn.names)}
      types
      fills
      aside={
        <p className="day-aside">
          {at === null ? null : <time>{civilTimeAt(at)}</time>}
          {amount === null ? null : <b className="day-amount">{amount}</b>}
        </p>
      }
      beside={
        <Tap keys={KEYS.redeem.shown} onTap={mend}>
          {say('day.mend')}
        </Tap>
      }
    >
      <section className="day-behind" aria-label={say('day.behind')}>
        <What drawn={drawn} difference={difference} />
      </section>
      {typeof detail !== 'string' || detail === '' ? null : (
        <details className="day-details">
          <summary>{say('day.details')}</summary>
          <code>{detail}</code>
        </details>
      )}
      {explained?.mended == null ? null : (
        <p className="hint hint-ok">
          <span className="hint-mark" aria-hidden>
            ✓
          </span>
          <span>{say('day.mended')}</span>
        </p>
      )}
      <h3 className="day-subtitle">{say('day.why.title')}</h3>
      <fieldset className="day-whys" aria-label={say('day.why.title')}>
        {EXPLANATIONS.map((each, place) => (
          <Tap key={each} pressed={each === why} keys={String(place + 1)} onTap={() => choose(each)}>
            {say(`day.why.${each}`)}
          </Tap>
        ))}
      </fieldset>
      <Field label={say('day.note')} value={note} maxLength={500} inputRef={noteField} {...FOR_NAMES} onText={write} />
    </Page>
  );
}

/** Receipts that only the register has. */
function Theirs() {
  const { say } = useWords();
  return <p className="room-note">{say('day.behindTheirs')}</p>;
}

/** What is behind a difference: its records, or the figures that it is a difference of. */
function What({ drawn, difference }: { readonly drawn: DrawnDay; readonly difference: DrawnDifference }) {
  const { code, key, behind, many } = difference;
  const { names, tills, day } = drawn;
  switch (code) {
    case 'cashVariance':
    case 'slipVariance': {
      const of = tills.map((till) => ({ ...till, shifts: till.shifts.filter(({ shift }) => key.includes(shift)) }));
      return <ShiftTable close={null} tills={of} names={names} day={day} />;
    }
    case 'registerTotal':
    case 'registerVat':
    case 'registerTender':
      return <RegisterTables drawn={drawn} />;
    case 'receiptMissing':
    case 'receiptMissingMore':
      return <Theirs />;
    case 'pointsDiffer':
      return <PointsTables of={pointsIn(drawn)} />;
    default:
      return <Entries behind={behind} many={many} names={names} tills={tills} day={day} />;
  }
}
