import { Checkbox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { MemberRow } from '../../contract/till/views.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import type { Refusal, RefusalCode } from '../../domain/refusal/refusal.ts';
import { type EnrolDraft, useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { isCardCode } from '../member/cardCode.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { emptyDraft } from './draft.ts';
import './enrol.css';

/** A new member in under 20 seconds: phone, name, language, consent; the card by one scan. */
export function EnrolPanel() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const store = useWindowStore();
  const draft = useWindow((state) => state.enrolDraft) ?? emptyDraft(words.language);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [same, setSame] = useState<readonly MemberRow[]>([]);
  const nameField = useRef<HTMLInputElement>(null);

  const change = (part: Partial<EnrolDraft>): void => {
    store.setState({ enrolDraft: { ...(store.getState().enrolDraft ?? emptyDraft(words.language)), ...part } });
    setRefusal(null);
  };
  useEffect(
    () =>
      till.takeScans((code, refused) => {
        // A card nobody has yet is just what is needed; a known one or a product goes on to the sale.
        if (refused?.code !== 'code.unknown' || !isCardCode(code)) return false;
        const now = store.getState().enrolDraft ?? emptyDraft(store.getState().language);
        store.setState({ enrolDraft: { ...now, card: code } });
        return true;
      }),
    [till, store],
  );

  const enrol = async (samePhone: boolean): Promise<void> => {
    const answer = await till.askQuietly('members.enrol', { ...draft, samePhone });
    if (answer.ok) {
      store.setState({ enrolDraft: null, notice: null });
      till.closeAll();
      return;
    }
    if (answer.refusal === null) return;
    setRefusal(answer.refusal);
    if (answer.refusal.code !== 'member.phoneTaken') return;
    const found = await till.askQuietly('members.search', { text: draft.phone });
    if (found.ok) setSame(found.value.slice(0, 3));
  };
  const taken = refusal?.code === 'member.phoneTaken';
  useMainAction({
    label: say(taken ? 'enrol.goOn' : 'enrol.confirm'),
    enabled: draft.name.trim() !== '',
    run: () => void enrol(taken),
  });
  const problem = (...codes: readonly RefusalCode[]): string | null =>
    refusal !== null && codes.includes(refusal.code) ? refusalText(words, refusal) : null;
  const placed =
    problem('phone.invalid', 'phone.foreign') ?? problem('name.empty', 'name.tooLong') ?? problem('consent.required');
  const choose = async (row: MemberRow): Promise<void> => {
    if (!(await till.ask('counter.member', { member: row.id, foundBy: 'phone' })).ok) return;
    store.setState({ enrolDraft: null });
    till.closeAll();
  };
  return (
    <PanelFrame title={say('enrol.title')}>
      <div className="enrol">
        {taken ? (
          <SamePhone refusal={refusal} rows={same} onChoose={(row) => void choose(row)} />
        ) : refusal !== null && placed === null ? (
          <p className="hint hint-stop" role="alert">
            <span className="hint-mark" aria-hidden>
              !
            </span>
            <span>{refusalText(words, refusal)}</span>
          </p>
        ) : null}
        <Field
          label={say('enrol.phone')}
          value={draft.phone}
          inputMode="tel"
          placeholder="069 123 456"
          autoFocus={draft.phone === ''}
          error={problem('phone.invalid', 'phone.foreign')}
          onText={(phone) => change({ phone })}
        />
        <Field
          label={say('enrol.name')}
          value={draft.name}
          inputRef={nameField}
          {...FOR_NAMES}
          autoFocus={draft.phone !== ''}
          error={problem('name.empty', 'name.tooLong')}
          onText={(name) => change({ name })}
        />
        <div>
          <p className="enrol-label">{say('enrol.language')}</p>
          <Choice
            label={say('enrol.language')}
            value={draft.language}
            options={LANGUAGES.map((each) => ({ value: each, label: say(`language.${each}`) }))}
            onChoose={(language) => change({ language })}
          />
        </div>
        <Checkbox
          size="md"
          className="enrol-check"
          label={say('enrol.consent')}
          checked={draft.consent}
          error={problem('consent.required')}
          onChange={(event) => change({ consent: event.currentTarget.checked })}
        />
        <Checkbox
          size="md"
          className="enrol-check"
          label={say('enrol.marketing')}
          checked={draft.marketing}
          onChange={(event) => change({ marketing: event.currentTarget.checked })}
        />
        <div className={draft.card === '' ? 'enrol-card' : 'enrol-card enrol-card-read'} role="status">
          <span aria-hidden>{draft.card === '' ? '▭' : '✓'}</span>
          <span className="enrol-card-words">
            {draft.card === '' ? say('enrol.cardWait') : say('enrol.cardRead', { code: draft.card })}
          </span>
          {draft.card === '' ? null : (
            <Tap look="quiet" label={say('enrol.cardDrop')} onTap={() => change({ card: '' })}>
              ✕
            </Tap>
          )}
        </div>
        <details className="enrol-more" open={draft.callName !== '' || draft.birthday !== ''}>
          <summary>{say('enrol.more')}</summary>
          <Field
            {...FOR_NAMES}
            label={say('enrol.callName')}
            value={draft.callName}
            onText={(callName) => change({ callName })}
          />
          <Field
            label={say('enrol.birthday')}
            value={draft.birthday}
            placeholder={say('enrol.birthdayForm')}
            inputMode="numeric"
            onText={(birthday) => change({ birthday })}
          />
        </details>
      </div>
    </PanelFrame>
  );
}

interface SamePhoneProps {
  readonly refusal: Refusal;
  readonly rows: readonly MemberRow[];
  readonly onChoose: (row: MemberRow) => void;
}

/** Families share phones and operators give them anew: a likely duplicate is proposed, a person decides. */
function SamePhone({ refusal, rows, onChoose }: SamePhoneProps) {
  const { say } = useWords();
  return (
    <div className="hint hint-attention enrol-same" role="alert">
      <span className="hint-mark" aria-hidden>
        ?
      </span>
      <div>
        <b>{say('enrol.samePhone', { name: String(refusal.params['name'] ?? '') })}</b>
        <span className="hint-why">{say('enrol.samePhoneText')}</span>
        {rows.map((row) => (
          <Tap key={row.id} className="enrol-same-row" onTap={() => onChoose(row)}>
            {row.name} · {row.phone === null ? '' : formatPhone(row.phone)} · {formatPoints(row.balance)}
          </Tap>
        ))}
      </div>
    </div>
  );
}
