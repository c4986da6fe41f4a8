import { useState } from 'react';
import { REGISTER_COLUMNS, type RegisterColumn, type RegisterView } from '../../contract/till/day.ts';
import { formatBani, formatCount } from '../../domain/amount/text.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import type { Day } from './useDay.ts';
import '../import/import.css';

type File_ = RegisterView['file'];
type Read = Extract<File_, { at: 'read' }>;

/** Most rows that are named one by one. */
const MOST_ROWS = 12;

interface Props {
  readonly day: Day;
  readonly file: File_;
  /** The day that is closed. */
  readonly of: CivilDate;
  readonly onFile: (file: File) => void;
  readonly onChoose: () => void;
}

/** The register's file: chosen or dropped here, how it is read, and which of its rows are no receipts. */
export function RegisterFile({ day, file, of, onFile, onChoose }: Props) {
  const { say } = useWords();
  const [isOver, setOver] = useState(false);
  return (
    <section
      className="day-file"
      aria-label={say('day.file')}
      data-over={isOver ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped !== undefined) onFile(dropped);
      }}
    >
      <h3 className="day-subtitle">{say('day.file')}</h3>
      {file.at === 'none' ? (
        <>
          <p className="room-note">{say('day.fileText')}</p>
          <Tap onTap={onChoose}>{say('day.fileChoose')}</Tap>
        </>
      ) : file.at === 'coming' ? (
        <div role="status">
          <p>{say('day.fileComing', { name: file.name })}</p>
          <progress
            className="room-progress"
            value={file.got}
            max={file.bytes}
            aria-label={say('day.fileComing', { name: file.name })}
          />
        </div>
      ) : file.at === 'broken' ? (
        <>
          <p>
            <b className="day-name">{file.name}</b>
          </p>
          <Why tone="stop" refusal={file.refusal} />
        </>
      ) : (
        <ReadFile key={file.name + String(file.columns?.fiscal)} day={day} file={file} of={of} />
      )}
    </section>
  );
}

type Meant = Readonly<Partial<Record<RegisterColumn, number>>>;

function ReadFile({ day, file, of: drawnFor }: { readonly day: Day; readonly file: Read; readonly of: CivilDate }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { columns, strange } = file;
  const [meant, setMeant] = useState<Meant>(
    columns === null
      ? {}
      : { fiscal: columns.fiscal, total: columns.total, ...(columns.at === null ? {} : { at: columns.at }) },
  );
  const { fiscal, total, at } = meant;
  const isEnough = fiscal !== undefined && total !== undefined;
  const isChanged =
    columns === null || columns.fiscal !== fiscal || columns.total !== total || columns.at !== (at ?? null);
  const answer = (isTaken: boolean): void => void day.done(till.ask('day.registerTake', { take: isTaken }));
  const take = (): void => {
    if (!isEnough) return;
    void day.done(till.ask('day.registerColumns', { columns: { fiscal, total, at: at ?? null } }));
  };
  return (
    <>
      <p role="status">
        <b className="day-name">{file.name}</b>
        {columns === null ? null : ` · ${say('day.fileRead', { count: file.receipts, sum: formatBani(file.total) })}`}
      </p>
      {strange === null ? null : file.isTaken ? (
        <p className="room-note">{say('day.fileTaken')}</p>
      ) : (
        <>
          <p className="hint hint-attention" role="alert">
            <span className="hint-mark" aria-hidden>
              !
            </span>
            <span>
              {strange.from === null
                ? say('day.fileStrange', { known: formatCount(strange.known), of: formatCount(strange.of) })
                : say('day.fileStrangeDay', { from: words.day(strange.from, drawnFor), day: words.day(drawnFor) })}
            </span>
          </p>
          <div className="day-file-answers">
            <Tap onTap={() => answer(false)}>{say('day.fileAway')}</Tap>
            <Tap onTap={() => answer(true)}>{say('day.fileTake')}</Tap>
          </div>
        </>
      )}
      {columns === null ? (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ◐
          </span>
          <span>{say('day.fileWhich')}</span>
        </p>
      ) : null}
      {file.faulty.length === 0 ? null : (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{say('day.fileFaulty', { count: file.faultyMany, rows: rowsText(file.faulty, file.faultyMany) })}</span>
        </p>
      )}
      {file.apart.length === 0 ? null : (
        <p className="room-note">{say('day.fileApart', { rows: rowsText(file.apart, file.apartMany) })}</p>
      )}
      <Head head={file.head} meant={meant} onMeant={setMeant} />
      {isChanged ? (
        <Tap look="main" disabled={!isEnough} onTap={take}>
          {say('day.columnsTake')}
        </Tap>
      ) : null}
    </>
  );
}

/** Row numbers that fit a line: `3, 14, 15, …`. */
function rowsText(rows: readonly number[], many: number): string {
  const shown = rows.slice(0, MOST_ROWS).map(formatCount);
  return [...shown, ...(many > shown.length ? ['…'] : [])].join(', ');
}

interface HeadProps {
  readonly head: Read['head'];
  readonly meant: Meant;
  readonly onMeant: (meant: Meant) => void;
}

/** The first rows, and over each column what it is. */
function Head({ head, meant, onMeant }: HeadProps) {
  const { say } = useWords();
  const width = Math.max(1, ...head.map((row) => row.length));
  const places = Array.from({ length: width }, (_, place) => place);
  const isAt = (place: number): RegisterColumn | null => REGISTER_COLUMNS.find((each) => meant[each] === place) ?? null;
  const mean = (place: number, column: RegisterColumn | null): void => {
    // A column is one thing, and a thing is in one column.
    const others = Object.entries(meant).filter(([each, of]) => of !== place && each !== column);
    onMeant(Object.fromEntries(column === null ? others : [...others, [column, place]]));
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="import-lines" aria-label={say('day.fileHead')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {places.map((place) => (
              <th key={place} scope="col" data-said={isAt(place) === null ? undefined : ''}>
                <select
                  aria-label={say('day.column', { column: place + 1 })}
                  value={isAt(place) ?? ''}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value;
                    mean(place, REGISTER_COLUMNS.find((each) => each === chosen) ?? null);
                  }}
                >
                  <option value="">{say('day.column.none')}</option>
                  {REGISTER_COLUMNS.map((each) => (
                    <option key={each} value={each}>
                      {say(`day.column.${each}`)}
                    </option>
                  ))}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {head.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={row}>
              {places.map((place) => (
                <td key={place} data-said={isAt(place) === null ? undefined : ''}>
                  {cells[place] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
