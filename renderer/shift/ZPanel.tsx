import type { ZView } from '../../contract/till/shift.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import './shift.css';

/** A Z as it was made: the very lines, printed again at any time. */
export function ZPanel({ z }: { readonly z: ZView }) {
  const { say } = useWords();
  const till = useTill();
  useMainAction({ label: say('drawer.done'), enabled: true, run: () => void till.back() });
  const lines = (z.printed?.wide ?? []).join('\n');
  return (
    <PanelFrame
      title={say('drawer.z', { number: z.number })}
      foot={<Tap onTap={() => printLines(lines)}>{say('drawer.print')}</Tap>}
    >
      <pre className="z-lines">{lines}</pre>
    </PanelFrame>
  );
}

/** Puts the lines on the page beside the window (print styles show only them), prints, and takes them away again. */
function printLines(lines: string): void {
  const paper = document.createElement('pre');
  paper.dataset['print'] = '';
  paper.textContent = lines;
  document.body.append(paper);
  window.addEventListener('afterprint', () => paper.remove(), { once: true });
  window.print();
}
