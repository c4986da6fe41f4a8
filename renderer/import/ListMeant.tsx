import { useState } from 'react';
import {
  DELIMITERS,
  type Delimiter,
  ENCODINGS,
  type Encoding,
  type ListForm,
  type ListLook,
  type ListMeaning,
} from '../../contract/till/import.ts';
import { readTypedDate } from '../../domain/calendar/typed.ts';
import { type Columns, IMPORT_FIELDS, type ImportField } from '../../domain/import/columns.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import type { MessageKey } from '../../resources/translations/translations.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import type { useImport } from './useImport.ts';

type Done = ReturnType<typeof useImport>['done'];

/** What each sign is called. */
const DELIMITER_WORDS: Readonly<Record<Delimiter, MessageKey>> = {
  ',': 'import.delimiter.comma',
  ';': 'import.delimiter.semicolon',
  '\t': 'import.delimiter.tab',
  '|': 'import.delimiter.bar',
};
const ENCODING_WORDS: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'windows-1250': 'Windows 1250 (ă, ș)',
  'windows-1251': 'Windows 1251 (я, ж)',
};

/** The second step: what the columns are, and what holds where the list says nothing. */
export function ListMeant({
  look,
  before,
  done,
}: {
  readonly look: ListLook;
  readonly before: ListMeaning | null;
  readonly done: Done;
}) {
  const { say } = useWords();
  const till = useTill();
  const [columns, setColumns] = useState<Columns>(before?.columns ?? look.columns);
  const [shown, setShown] = useState(look);
  const [language, setLanguage] = useState(before?.language ?? 'ro');
  const [until, setUntil] = useState(before?.pointsUntil ?? '');
  const [consented, setConsented] = useState(before?.consented ?? false);
  if (shown !== look && JSON.stringify(shown.form) !== JSON.stringify(look.form)) {
    // Read otherwise, it has other columns.
    setShown(look);
    setColumns(look.columns);
  }
  const day = until.trim() === '' ? null : readTypedDate(until);
  const isDay = until.trim() === '' || day !== null;
  const has = (field: ImportField): boolean => columns[field] !== undefined;
  const isEnough =
    (has('name') || has('firstName') || has('lastName')) &&
    (has('phone') || has('card')) &&
    (consented || has('consent'));
  const read = (form: ListForm): void => void done(till.askQuietly('import.look', { form }));
  useMainAction({
    label: say('import.check'),
    enabled: isEnough && isDay,
    run: () =>
      void done(till.askQuietly('import.check', { form: look.form, columns, language, pointsUntil: day, consented })),
  });
  return (
    <>
      <p className="import-name">
        <b>{look.name}</b> · {say('import.size', { kilobytes: Math.max(1, Math.round(look.bytes / 1024)) })}
      </p>
      <ListTable look={look} columns={columns} onColumns={setColumns} />
      <div className="import-form">
        <Labelled words={say('import.delimiter')}>
          <Choice
            label={say('import.delimiter')}
            value={look.form.delimiter}
            options={DELIMITERS.map((value) => ({ value, label: say(DELIMITER_WORDS[value]) }))}
            onChoose={(delimiter) => read({ ...look.form, delimiter })}
          />
        </Labelled>
        <Labelled words={say('import.encoding')}>
          <Choice
            label={say('import.encoding')}
            value={look.form.encoding}
            options={ENCODINGS.map((value) => ({ value, label: ENCODING_WORDS[value] }))}
            onChoose={(encoding) => read({ ...look.form, encoding })}
          />
        </Labelled>
        <Labelled words={say('import.headings')}>
          <Choice
            label={say('import.headings')}
            value={look.form.headings ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: say('import.headings.yes') },
              { value: 'no', label: say('import.headings.no') },
            ]}
            onChoose={(said) => read({ ...look.form, headings: said === 'yes' })}
          />
        </Labelled>
        {has('language') ? null : (
          <Labelled words={say('import.language')}>
            <Choice
              label={say('import.language')}
              value={language}
              options={LANGUAGES.map((value) => ({ value, label: say(`language.${value}`) }))}
              onChoose={setLanguage}
            />
          </Labelled>
        )}
        {has('points') && !has('pointsUntil') ? (
          <Field
            label={say('import.pointsUntil')}
            placeholder={say('import.noEnd')}
            value={until}
            inputMode="numeric"
            error={isDay ? null : say('import.dateUnreadable')}
            onText={setUntil}
          />
        ) : null}
      </div>
      {has('consent') ? null : (
        <label className="import-consent">
          <input type="checkbox" checked={consented} onChange={(event) => setConsented(event.currentTarget.checked)} />
          <span>{say('import.consented')}</span>
        </label>
      )}
      {isEnough ? null : <p className="import-missing">{say('import.missing')}</p>}
    </>
  );
}

/** The first lines as they are read, and over each column what it is. */
function ListTable({
  look,
  columns,
  onColumns,
}: {
  readonly look: ListLook;
  readonly columns: Columns;
  readonly onColumns: (columns: Columns) => void;
}) {
  const { say } = useWords();
  const rows = look.form.headings ? look.lines.slice(1) : look.lines;
  const width = Math.max(1, ...look.lines.map((line) => line.length));
  const places = Array.from({ length: width }, (_, at) => ({ at, heading: look.lines[0]?.[at] ?? '' }));
  const fieldAt = (at: number): ImportField | null => IMPORT_FIELDS.find((field) => columns[field] === at) ?? null;
  const mean = (at: number, field: ImportField | null): void => {
    // A column is one thing, and a thing is in one column.
    const others = Object.entries(columns).filter(([each, column]) => column !== at && each !== field);
    onColumns(Object.fromEntries(field === null ? others : [...others, [field, at]]));
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="import-lines" aria-label={say('import.lines')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {places.map(({ at, heading }) => (
              <th key={at} scope="col" data-said={fieldAt(at) === null ? undefined : ''}>
                <select
                  aria-label={say('import.columnIs', {
                    column: look.form.headings && heading !== '' ? heading : String(at + 1),
                  })}
                  value={fieldAt(at) ?? ''}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value;
                    mean(at, IMPORT_FIELDS.find((field) => field === chosen) ?? null);
                  }}
                >
                  <option value="">{say('import.field.none')}</option>
                  {IMPORT_FIELDS.map((field) => (
                    <option key={field} value={field}>
                      {say(`import.field.${field}`)}
                    </option>
                  ))}
                </select>
                {look.form.headings ? <span className="import-heading">{heading}</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a file have no other name than their place
            <tr key={row}>
              {places.map(({ at }) => (
                <td key={at} data-said={fieldAt(at) === null ? undefined : ''}>
                  {cells[at] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Labelled({ words, children }: { readonly words: string; readonly children: React.ReactNode }) {
  return (
    <div className="import-labelled">
      <span>{words}</span>
      {children}
    </div>
  );
}
