import type { AuditRow } from '../../contract/till/staff.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { AUDIT_TOPICS, type AuditTopic } from '../../domain/staff/audit.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Room } from '../controls/Room.tsx';
import { useArrowsLeftRight } from '../controls/Stretch.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { auditText } from './auditWords.ts';
import { useAudit } from './useAudit.ts';
import './audit.css';

const CHOICES = ['all', ...AUDIT_TOPICS] as const;
type Chosen = (typeof CHOICES)[number];

/** The room of the audit: every record that somebody answers for, newest first, with the words beside it. */
export function AuditRoom({ topics }: { readonly topics: readonly AuditTopic[] }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { rows, refusal, more } = useAudit(topics);
  const chosen: Chosen = topics[0] ?? 'all';
  const at = CHOICES.indexOf(chosen);
  const choose = (topic: Chosen | undefined): void => {
    if (topic !== undefined) till.replace({ kind: 'audit', topics: topic === 'all' ? [] : [topic] });
  };
  useArrowsLeftRight(at === 0 ? null : () => choose(CHOICES[at - 1]), () => choose(CHOICES[at + 1]));
  useMainAction(
    more === null
      ? { label: say('action.back'), enabled: true, run: () => void till.back() }
      : { label: say('audit.more'), enabled: true, run: more },
  );
  return (
    <Room id="audit" title={say('audit.title')}>
      <p className="room-note">{say('audit.text')}</p>
      <Choice
        label={say('audit.which')}
        value={chosen}
        options={CHOICES.map((one) => ({
          value: one,
          label: one === 'all' ? say('audit.all') : say(`audit.topic.${one}`),
        }))}
        onChoose={choose}
      />
      {refusal === null ? null : (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{refusalText(words, refusal)}</span>
        </p>
      )}
      {rows === null && refusal === null ? <p role="status">{say('audit.loading')}</p> : null}
      {rows?.length === 0 ? (
        <Emptiness mark="◇" title={say('audit.nothing')} text={say('audit.nothingText')} />
      ) : (
        <ol className="audit" aria-label={say('audit.list')}>
          {rows?.map((row) => (
            <li key={row.place} className="audit-row">
              <Row row={row} />
            </li>
          ))}
        </ol>
      )}
    </Room>
  );
}

function Row({ row }: { readonly row: AuditRow }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const today = useWindow((state) => civilDateAt(state.view?.status.now ?? 0));
  const { at, seq, hash, signedIn, by, members } = row;
  return (
    <>
      <span className="audit-when">
        {words.moment(at, today)}
        <small>{say('audit.number', { seq, hash })}</small>
      </span>
      <span className="audit-what">
        <b>{auditText(words, row)}</b>
        {row.words === null ? null : <q>{row.words}</q>}
        {row.erased ? <small>{say('audit.wordsGone')}</small> : null}
        {members.length === 0 ? null : (
          <span className="audit-members">
            {members.map(({ id, name }) =>
              name === null ? (
                <small key={id}>{say('audit.nobody')}</small>
              ) : (
                <Tap key={id} look="quiet" onTap={() => till.push({ kind: 'timeline', of: { id, name } })}>
                  {name}
                </Tap>
              ),
            )}
          </span>
        )}
      </span>
      <span className="audit-who">
        {by === null ? null : <b>{say('audit.by', { name: by })}</b>}
        {by !== null && by === signedIn ? null : (
          <span>{signedIn === null ? say('audit.program') : say('audit.signedIn', { name: signedIn })}</span>
        )}
      </span>
    </>
  );
}
