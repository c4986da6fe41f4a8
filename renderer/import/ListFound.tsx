import type { ImportView, ListFaultRow } from '../../contract/till/import.ts';
import { points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { IMPORT_FIELDS } from '../../domain/import/columns.ts';
import { ROW_FAULTS } from '../../domain/import/row.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import type { useImport } from './useImport.ts';

type Done = ReturnType<typeof useImport>['done'];

/** The third step: what the list comes to, and what of it cannot be taken over. */
export function ListFound({
  view,
  done,
}: {
  readonly view: Extract<ImportView, { at: 'checked' }>;
  readonly done: Done;
}) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { look, checked } = view;
  useMainAction({
    label:
      checked.faulty === 0
        ? say('import.go', { count: checked.good })
        : say('import.goWithout', { count: checked.good, faulty: checked.faulty }),
    enabled: checked.good > 0,
    run: () => void done(till.askQuietly('import.go', { leaveOut: checked.faulty })),
  });
  return (
    <>
      <p className="import-name">
        <b>{look.name}</b> · {say('import.rows', { count: checked.rows })}
      </p>
      <dl className="import-sums">
        <div>
          <dt>{say('import.good')}</dt>
          <dd>{formatPoints(points(checked.good))}</dd>
        </div>
        <div>
          <dt>{say('import.points')}</dt>
          <dd>{formatPoints(points(checked.points))}</dd>
        </div>
        <div data-tone={checked.faulty === 0 ? undefined : 'stop'}>
          <dt>{say('import.faulty')}</dt>
          <dd>{formatPoints(points(checked.faulty))}</dd>
        </div>
      </dl>
      {checked.samePhone === 0 ? null : (
        <p className="import-note">{say('import.samePhone', { count: checked.samePhone })}</p>
      )}
      {checked.faulty === 0 ? (
        <p className="import-note">{say('import.allGood')}</p>
      ) : (
        <>
          <h3 className="import-subtitle">{say('import.faults')}</h3>
          <ul className="import-faults">
            {checked.faults.map((fault) => (
              <li key={`${fault.line} ${fault.field} ${fault.fault}`}>
                <span className="import-line">{say('import.line', { line: fault.line })}</span>
                <span>{faultText(words, fault)}</span>
                {fault.value === '' ? null : <code>{fault.value}</code>}
              </li>
            ))}
          </ul>
          {checked.faults.length < checked.faulty ? <p className="import-note">{say('import.moreFaults')}</p> : null}
        </>
      )}
      <p>
        <Tap onTap={() => void done(till.askQuietly('import.look', { form: look.form }))}>{say('import.change')}</Tap>
      </p>
    </>
  );
}

const LIST_FAULTS = ['cardTwice', 'cardTaken', 'memberTwice', 'alreadyMember'] as const;

/** What is wrong with a row, with the column that it stands in. */
function faultText({ say }: Words, { field, fault }: ListFaultRow): string {
  const known = [...ROW_FAULTS, ...LIST_FAULTS].find((each) => each === fault);
  const column = IMPORT_FIELDS.find((each) => each === field);
  const words = known === undefined ? say('import.fault.answerUnclear') : say(`import.fault.${known}`);
  return column === undefined ? words : `${say(`import.field.${column}`)}: ${words}`;
}
