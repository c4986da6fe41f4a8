import { useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';

/** The other tills' Zs from their QR codes, where the centre cannot be asked: each scan adds one. */
export function PaperPage({ day }: { readonly day: Day }) {
  const { say } = useWords();
  const till = useTill();
  const [code, setCode] = useState('');
  const [added, setAdded] = useState(0);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const add = async (read: string): Promise<void> => {
    const answer = await till.askQuietly('day.paper', { code: read });
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) {
      setAdded((count) => count + 1);
      setCode('');
    }
    await day.look();
  };
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  // Whatever is scanned while the page stands is a Z's code, and the till says when it is none.
  useEffect(
    () =>
      till.takeScans((read) => {
        void latest.current(read);
        return true;
      }),
    [till],
  );
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
