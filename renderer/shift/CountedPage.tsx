import type { ShiftView } from '../../contract/till/views.ts';
import type { Bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { apart } from './counting.ts';

/** The drawer is counted: what should have been there, and the difference in words. */
export function CountedPage({ shift, onAgain }: { readonly shift: ShiftView; readonly onAgain: () => void }) {
  const { say } = useWords();
  const till = useTill();
  const { count } = shift;
  const close = async (): Promise<void> => {
    const answer = await till.ask('shift.close', {});
    // The view of the closed shift has come before the answer: the Z lies over what stands now.
    if (answer.ok) till.push({ kind: 'z', z: answer.value });
  };
  useMainAction({ label: say('drawer.close'), enabled: count !== null, run: () => void close() });
  if (count === null) return null;
  const rows = [
    { kind: 'cash', counted: count.cash, expected: count.expected, variance: count.variance },
    ...count.others,
  ] as const;
  return (
    <PanelFrame title={say('drawer.title')} foot={<Tap onTap={onAgain}>{say('drawer.again')}</Tap>}>
      {rows.map(({ kind, counted, expected, variance }) => (
        <dl key={kind} className="shift-facts">
          <dt>{kind === 'cash' ? say('tender.cash') : say(kind === 'card' ? 'drawer.card' : 'drawer.other')}</dt>
          <dd>
            <Difference variance={variance} />
          </dd>
          <dt>{say('drawer.counted')}</dt>
          <dd>{formatBani(counted)}</dd>
          <dt>{say('drawer.expected')}</dt>
          <dd>{formatBani(expected)}</dd>
        </dl>
      ))}
    </PanelFrame>
  );
}

function Difference({ variance }: { readonly variance: Bani }) {
  const { say } = useWords();
  if (variance === 0) return <b data-tone="ok">✓ {say('drawer.exact')}</b>;
  const sum = formatBani(apart(variance));
  return <b data-tone="stop">! {say(variance < 0 ? 'drawer.short' : 'drawer.over', { sum })}</b>;
}
