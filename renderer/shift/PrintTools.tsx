import { Choice } from '../controls/Choice.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useKeys } from '../keys/useKeys.ts';
import { useWords } from '../words/useWords.ts';
import { PAPERS, type Paper } from './paper.ts';

interface PrintToolsProps {
  readonly paper: Paper;
  readonly onPaper: (paper: Paper) => void;
  readonly onPrint: () => void;
}

/** On which roll a report is printed, and the key that prints it. */
export function PrintTools({ paper, onPaper, onPrint }: PrintToolsProps) {
  const { say } = useWords();
  useKeys((action) => {
    if (action === 'print') onPrint();
    return action === 'print';
  });
  return (
    <div className="z-tools">
      <Choice
        label={say('drawer.paper')}
        value={paper}
        options={(['wide', 'narrow'] as const satisfies readonly Paper[]).map((value) => ({
          value,
          label: say('drawer.paperMm', { mm: PAPERS[value].mm }),
        }))}
        onChoose={onPaper}
      />
      <Tap keys={KEYS.print.shown} onTap={onPrint}>
        {say('drawer.print')}
      </Tap>
    </div>
  );
}
