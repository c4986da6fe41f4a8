import { Textarea } from '@mantine/core';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { brokenText, readJson } from './draft.ts';
import { faultText } from './faultText.ts';
import { isObject } from './json.ts';
import { useDraft } from './useDraft.ts';

/** The programme as the text that is published: whatever a form cannot say can be said here. */
export function JsonForm() {
  const words = useWords();
  const { say } = words;
  const { draft, replace, faults } = useDraft();
  if (draft === null) return null;
  const broken = brokenText(draft);
  const take = (text: string): void => {
    const read = readJson(text);
    // While one writes, the text stays as it is written; the forms follow whenever it is a programme's.
    replace({ ...draft, text, ...(read.ok && isObject(read.json) ? { json: read.json } : {}) });
  };
  return (
    <div className="json">
      <p className="form-hint">{say('json.hint')}</p>
      {broken !== null ? (
        <p className="form-fault" role="alert">
          <span aria-hidden>! </span>
          {say('json.broken', { detail: broken })}
        </p>
      ) : (
        (faults ?? []).map(({ path, fault }) => (
          <p key={path + fault} className="form-fault">
            <span aria-hidden>! </span>
            <code>{path}</code> {faultText(words, draft.json, path, fault)}
          </p>
        ))
      )}
      {broken !== null ? <Tap onTap={() => replace({ ...draft, text: null })}>{say('json.back')}</Tap> : null}
      <Textarea
        className="json-text"
        label={say('json.label')}
        value={draft.text ?? JSON.stringify(draft.json, null, 2)}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => take(event.currentTarget.value)}
        onBlur={() => {
          if (broken === null && draft.text !== null) replace({ ...draft, text: null });
        }}
      />
    </div>
  );
}
