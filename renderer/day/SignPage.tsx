import type { DrawnDay } from '../../contract/till/day.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PinPad } from '../signin/PinPad.tsx';
import { useWords } from '../words/useWords.ts';
import { capital, hindrancesText, signed } from './dayWords.ts';
import { Page } from './Page.tsx';
import { CLOSE, usePageKeys } from './pages.ts';
import { settledOf } from './settled.ts';
import type { Day } from './useDay.ts';
import { usePin } from './usePin.ts';
import '../signin/signin.css';

/** The last look, and the manager's PIN that signs it. */
export function SignPage({ day, drawn }: { readonly day: Day; readonly drawn: DrawnDay }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const name = useWindow((state) => state.view?.staff?.name ?? '');
  const pad = usePin(async (pin) => {
    const answer = await till.askQuietly('day.sign', { seen: drawn.seen, pin });
    if (answer.ok) {
      till.back();
      till.replace({ kind: 'day', page: CLOSE });
      till.push({ kind: 'day', page: { at: 'signed', number: answer.value.number, fresh: true } });
      return null;
    }
    // What has changed meanwhile is looked at as it is now.
    if (answer.refusal?.code.startsWith('day.') === true) await day.look();
    return answer.refusal;
  });
  usePageKeys({});
  const { settled, count } = settledOf(words, drawn);
  const without = drawn.tills.filter((each) => each.without !== null);
  const left = hindrancesText(words, drawn);
  return (
    <Page id="sign" title={say('day.sign')}>
      <div className="day-sign">
        <div>
          <p className="day-sign-day">{capital(words.longDay(drawn.day))}</p>
          <dl className="day-facts">
            <dt>{say('day.total')}</dt>
            <dd>{formatBani(drawn.sums.total)}</dd>
            <dt>{say('day.variance')}</dt>
            <dd>{signed(drawn.cash.variance)}</dd>
            <dt>{say('day.points.closing')}</dt>
            <dd>{formatPoints(drawn.points.closing)}</dd>
            <dt>{say('day.col.explained')}</dt>
            <dd>{count === 0 ? say('day.allAgreed') : say('day.explainedOf', { explained: settled, count })}</dd>
          </dl>
          {without.map((each) => (
            <p key={each.till} className="room-note">
              {say('day.till', { till: each.number })}:{' '}
              {each.without === null ? '' : say(`day.without.${each.without}`)}
            </p>
          ))}
          {left.map((line) => (
            <p key={line} className="hint hint-attention">
              <span className="hint-mark" aria-hidden>
                !
              </span>
              <span>{line}</span>
            </p>
          ))}
          <p className="room-note">{say('day.signText')}</p>
        </div>
        <PinPad {...pad} name={name} enter={say('day.sign')} onMove={() => undefined} />
      </div>
    </Page>
  );
}
