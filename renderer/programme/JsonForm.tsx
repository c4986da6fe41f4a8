import { Textarea } from '@mantine/core';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { readJson } from './draft.ts';
import { faultText } from './faultText.ts';
import { isObject } from './json.ts';
import { useDraft } from './useDraft.ts';

/** The programme as the text that is published: whatever a form cannot say can be said here. */
export function JsonForm() {
  const words = useWords();
  const { say } = words;
  const { draft, replace, faults } = useDraft();
  if (draft === null) return null;
  const { broken } = draft;
  const good = JSON.stringify(draft.json, null, 2);
  const read = broken === null ? null : readJson(broken);
  const take = (text: string): void => {
    const next = readJson(text);
    // While one writes, the text stays as it is written; the forms follow whenever it is an object.
    if (next.ok && isObject(next.json))
      replace({ ...draft, json: next.json, broken: text === JSON.stringify(next.json, null, 2) ? null : text });
    else replace({ ...draft, broken: text });
  };
  const wrong = read !== null && !(read.ok && isObject(read.json));
  return (
    <div className="json">
      <p className="form-hint">{say('json.hint')}</p>
      {wrong ? (
        <p className="form-fault" role="alert">
          <span aria-hidden>! </span>
          {say('json.broken', { detail: read.ok ? '' : read.detail })}
        </p>
      ) : (
        (faults ?? []).map(({ path, fault }) => (
          <p key={path + fault} className="form-fault">
            <span aria-hidden>! </span>
            <code>{path}</code> {faultText(words, draft.json, path, fault)}
          </p>
        ))
      )}
      {wrong ? <Tap onTap={() => replace({ ...draft, broken: null })}>{say('json.back')}</Tap> : null}
      <Textarea
        className="json-text"
        label={say('json.label')}
        value={broken ?? good}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => take(event.currentTarget.value)}
        onBlur={() => {
          if (!wrong && broken !== null) replace({ ...draft, broken: null });
        }}
      />
    </div>
  );
}
