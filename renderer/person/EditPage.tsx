import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { PersonView } from '../../contract/till/person.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

/** Who the member is, to be changed; only what differs is written. */
export function EditPage({ person }: { readonly person: PersonView }) {
  const { say } = useWords();
  const till = useTill();
  const [draft, setDraft] = useState(() => draftOf(person));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const change = (part: Partial<typeof draft>): void => {
    setDraft({ ...draft, ...part });
    setRefusal(null);
  };
  const keep = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.edit', { member: person.id, ...draft });
    setAsking(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    till.closeAll();
    till.say({ tone: 'ok', words: 'person.saved' });
  };
  useMainAction({ label: say('person.save'), enabled: draft.name.trim() !== '' && !asking, run: () => void keep() });
  return (
    <div className="deed-page person-edit">
      <Field
        {...FOR_NAMES}
        label={say('enrol.name')}
        value={draft.name}
        autoFocus
        onText={(name) => change({ name })}
      />
      <Field
        {...FOR_NAMES}
        label={say('enrol.callName')}
        value={draft.callName}
        onText={(callName) => change({ callName })}
      />
      <Field
        label={say('enrol.phone')}
        value={draft.phone}
        inputMode="tel"
        placeholder={say('person.emptyPhone')}
        onText={(phone) => change({ phone })}
      />
      <Field
        label={say('enrol.birthday')}
        value={draft.birthday}
        placeholder={say('enrol.birthdayForm')}
        inputMode="numeric"
        onText={(birthday) => change({ birthday })}
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
        label={say('enrol.marketing')}
        checked={draft.marketing}
        onChange={(event) => change({ marketing: event.currentTarget.checked })}
      />
      <Refused refusal={refusal} />
    </div>
  );
}

function draftOf({ name, callName, phone, language, birthday, marketing }: PersonView) {
  const [year, month, day] = birthday?.split('-') ?? [];
  return {
    name,
    callName,
    phone: phone === null ? '' : formatPhone(phone),
    language,
    birthday: birthday === null ? '' : `${day}.${month}.${year}`,
    marketing,
  };
}
