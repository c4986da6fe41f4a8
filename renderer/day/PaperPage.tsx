import { useEffect, useRef, useState } from 'react';
import { isZCode } from '../../contract/zCode.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import { type Day, drawnOf } from './useDay.ts';

/** The other tills' Zs from their QR codes, where the centre cannot be asked: each scan adds one. */
export function PaperPage({ day }: { readonly day: Day }) {
  const { say } = useWords();
  const till = useTill();
  const [code, setCode] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const added = (drawnOf(day)?.tills ?? []).reduce(
    (sum, { by, shifts }) => sum + (by === 'paper' ? shifts.length : 0),
    0,
  );
  const add = async (read: string): Promise<void> => {
    const answer = await till.askQuietly('day.paper', { code: read });
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setCode('');
    await day.look();
  };
  const heard = (read: string, refused: Refusal | null): boolean => {
    till.say(null);
    setRefusal(null);
    // The till has added it already. Why it did not is told, and sounds, as of any other scan.
    if (isZCode(read)) return refused === null;
    // Whatever else is scanned while the page stands is meant as a Z's code: the till says that it is none.
    void add(read);
    return true;
  };
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  useEffect(() => till.takeScans((read, refused) => latest.current(read, refused)), [till]);
  usePageKeys({});
  useMainAction(
    code.trim() !== ''
      ? { label: say('day.paperAdd'), enabled: true, run: () => void add(code.trim()) }
      : {
          label: say('day.done'),
          enabled: true,
          run: () => void till.back(),
        },
  );
  return (
    <Page id="paper" title={say('day.papers')} types>
      <p className="day-lead">{say('day.papersText')}</p>
      {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
      {added === 0 ? null : (
        <p className="hint hint-ok" role="status">
          <span className="hint-mark" aria-hidden>
            ✓
          </span>
          <span>{say('day.paperAdded', { count: added })}</span>
        </p>
      )}
      <Field label={say('day.paperCode')} value={code} maxLength={4000} autoFocus onText={setCode} />
    </Page>
  );
}
