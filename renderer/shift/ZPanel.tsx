import { useState } from 'react';
import type { ZView } from '../../contract/till/shift.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { ZCode } from '../day/ZCode.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { PrintTools } from './PrintTools.tsx';
import { lastPaper, printLines, rememberPaper, zLines } from './paper.ts';
import './shift.css';

/** A Z as it was made: the very lines, for paper of either width, printed again at any time. */
export function ZPanel({ z }: { readonly z: ZView }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const badge = useWindow((state) => state.view?.till ?? null);
  const [paper, setPaper] = useState(lastPaper);
  const lines = zLines(z, { store: badge?.store ?? '', till: badge?.number ?? 0 }, words, paper);
  const print = (): void => {
    rememberPaper(paper);
    printLines(lines, paper, z.code);
  };
  useMainAction({ label: say('drawer.done'), enabled: true, run: () => void till.back() });
  return (
    <PanelFrame
      title={say('drawer.z', { number: z.number })}
      foot={<PrintTools paper={paper} onPaper={setPaper} onPrint={print} />}
    >
      {z.printed === null ? (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ◐
          </span>
          <span>{say('drawer.zOld')}</span>
        </p>
      ) : null}
      <pre className="z-lines" data-paper={paper}>
        {lines.join('\n')}
      </pre>
      {z.code === null ? null : <ZCode code={z.code} />}
    </PanelFrame>
  );
}
