import { useRef, useState } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { Why } from '../redeem/Why.tsx';
import { FindMember, useFinding } from '../search/FindMember.tsx';
import { LONGEST_PIN } from '../signin/PinPad.tsx';
import { useWords } from '../words/useWords.ts';
import { differenceText } from './dayWords.ts';
import { Gone } from './Gone.tsx';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';

interface Props {
  readonly day: Day;
  readonly drawn: DrawnDay;
  /** The difference's key. */
  readonly of: string;
}

/** Most members of a difference that are put as buttons; of more, one is looked for. */
const A_FEW = 6;

/** Points that mend a difference: whose, how many, why, and the manager's PIN. */
export function MendPage({ day, drawn, of }: Props) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const difference = drawn.checks.flatMap(({ differences }) => differences).find(({ key }) => key === of);
  const own = [...new Set(difference?.behind.flatMap(({ member }) => (member === null ? [] : [member])))];
  const [other, setOther] = useState<{ readonly id: MemberId; readonly name: string } | null>(null);
  const [chosen, setChosen] = useState<MemberId | null>(own.length === 1 ? (own[0] ?? null) : null);
  const [points, setPoints] = useState('');
  const [note, setNote] = useState('');
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const self = useWindow((state) => state.view?.staff?.name ?? '');
  const [text, setText] = useState('');
  const finding = useFinding(text, setText);
  const pinField = useRef<HTMLInputElement>(null);
  usePageKeys({});
  const member = other?.id ?? chosen;
  const isEnough = member !== null && points.trim() !== '' && note.trim() !== '' && pin !== '';
  const mend = async (): Promise<void> => {
    if (member === null) return;
    const answer = await till.askQuietly('day.mend', { key: of, member, points: points.trim(), note, pin });
    setPin('');
    if (answer.ok) {
      await day.look();
      till.back();
    } else {
      setRefusal(answer.refusal);
      pinField.current?.focus();
    }
  };
  const isFinding = member === null && own.length === 0;
  useMainAction(
    isFinding && finding.row !== undefined
      ? { label: say('search.choose'), enabled: true, run: () => setOther(finding.row ?? null) }
      : { label: say('day.mendConfirm'), enabled: isEnough, run: () => void mend() },
  );
  if (difference === undefined) return <Gone />;
  return (
    <Page id="mend" title={say('day.mendTitle')} types>
      <p className="room-note">{differenceText(words, difference, drawn.names)}</p>
      <p className="room-note">{say('day.mendText')}</p>
      {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
      {isFinding ? (
        <FindMember finding={finding} title={say('day.mendMember')} nobody={null} onChoose={setOther} />
      ) : (
        <div className="day-form">
          {other !== null ? (
            <p className="day-chosen">
              {say('day.mendMember')}: <b>{other.name}</b>
            </p>
          ) : (
            <Choice
              label={say('day.mendMember')}
              value={member}
              options={own.slice(0, A_FEW).map((id) => ({ value: id, label: drawn.names.members[id] ?? id.slice(-6) }))}
              onChoose={setChosen}
            />
          )}
          <Field
            label={say('day.mendPoints')}
            value={points}
            inputMode="numeric"
            autoFocus
            maxLength={12}
            onText={(typed) => {
              setPoints(typed);
              setRefusal(null);
            }}
          />
          <Field label={say('day.note')} value={note} maxLength={500} {...FOR_NAMES} onText={setNote} />
          <Field
            type="password"
            label={say('day.pin', { name: self })}
            value={pin}
            inputRef={pinField}
            inputMode="numeric"
            maxLength={LONGEST_PIN}
            onText={(typed) => {
              setPin(typed.replace(/\D/g, ''));
              setRefusal(null);
            }}
          />
        </div>
      )}
    </Page>
  );
}
