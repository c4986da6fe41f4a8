import { useRef } from 'react';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

/** The first step: which file. */
export function ChooseList({ onFile }: { readonly onFile: (file: File) => void }) {
  const { say } = useWords();
  const input = useRef<HTMLInputElement>(null);
  useMainAction({ label: say('import.choose'), enabled: true, run: () => input.current?.click() });
  return (
    <div className="import-words">
      <p>{say('import.text')}</p>
      <ul>
        <li>{say('import.columnsText')}</li>
        <li>{say('import.checkedText')}</li>
        <li>{say('import.sellingText')}</li>
      </ul>
      <input
        ref={input}
        type="file"
        className="import-file"
        aria-label={say('import.choose')}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </div>
  );
}
