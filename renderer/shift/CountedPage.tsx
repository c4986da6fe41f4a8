import { useEffect, useState } from 'react';
import type { ShiftView } from '../../contract/till/views.ts';
import type { Bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { apart, signedText } from './counting.ts';
import { Doors, useRoleDoors } from './Doors.tsx';

/** The drawer is counted: what should have been there, the difference in figures and words, what stays there, and the shift's end. */
export function CountedPage({ shift }: { readonly shift: ShiftView }) {
  const { say } = useWords();
  const till = useTill();
  const isHome = useWindow((state) => state.panels.length === 0);
  const leaves = useLeaves();
  const { count, phase, number } = shift;
  const close = async (): Promise<void> => {
    const answer = await till.ask('shift.close', {});
    // The view of the closed shift has come before the answer: the Z lies over what stands now.
    if (answer.ok) till.push({ kind: 'z', z: answer.value });
  };
  useMainAction({ label: say('drawer.close'), enabled: count !== null, run: () => void close() });
  const doors = [
    {
      label: say(phase === 'recounting' ? 'drawer.countOn' : 'drawer.again'),
      open: () => till.push({ kind: 'shiftCount', again: true }),
    },
    { label: say('drawer.move'), open: () => till.push({ kind: 'shiftCash' }) },
    { label: say('drawer.x'), open: () => till.push({ kind: 'x' }) },
    ...useRoleDoors(),
    { label: say('shift.signOut'), open: () => void till.ask('staff.signOut', {}) },
  ];
  if (count === null) return null;
  const rows = [
    { kind: 'cash', counted: count.cash, expected: count.expected, variance: count.variance },
    ...count.others,
  ] as const;
  return (
    <PanelFrame title={say('drawer.isCounted', { number })} isHome={isHome}>
      <table className="counted">
        <thead>
          <tr>
            <th>
              <span className="counted-turn">{say('drawer.turn', { turn: count.turn })}</span>
            </th>
            <th scope="col">{say('drawer.counted')}</th>
            <th scope="col">{say('drawer.expected')}</th>
            <th scope="col">{say('drawer.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, counted, expected, variance }) => (
            <tr key={kind}>
              <th scope="row">{kind === 'cash' ? say('tender.cash') : say(`drawer.${kind}`)}</th>
              <td>{formatBani(counted)}</td>
              <td>{formatBani(expected)}</td>
              <td>
                <b className="counted-variance">{signedText(variance)}</b>
                <Difference variance={variance} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaves === null ? null : (
        <p className="counted-leaves">
          {say('drawer.leaves')}{' '}
          <b>
            {formatBani(leaves)} {say('unit.lei')}
          </b>
        </p>
      )}
      <Doors doors={doors} />
    </PanelFrame>
  );
}

function Difference({ variance }: { readonly variance: Bani }) {
  const { say } = useWords();
  if (variance === 0) return <span data-tone="ok">✓ {say('drawer.exact')}</span>;
  const sum = formatBani(apart(variance));
  return <span data-tone="stop">! {say(variance < 0 ? 'drawer.short' : 'drawer.over', { sum })}</span>;
}

/** What lies in the drawer for the next shift: what was counted, less what went to the safe since. Null: not known yet. */
function useLeaves(): Bani | null {
  const till = useTill();
  const [leaves, setLeaves] = useState<Bani | null>(null);
  const turns = useWindow((state) => state.view?.shift?.turns ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies(turns): another count leaves something else
  useEffect(() => {
    let wanted = true;
    void till.askQuietly('shift.x', {}).then((answer) => {
      if (wanted && answer.ok) setLeaves(answer.value.figures.drawer?.leaves?.sum ?? null);
    });
    return () => {
      wanted = false;
    };
  }, [till, turns]);
  return leaves;
}
