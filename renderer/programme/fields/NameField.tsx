import { LANGUAGES } from '../../../domain/person/person.ts';
import { Choice } from '../../controls/Choice.tsx';
import { Field } from '../../controls/Field.tsx';
import { FOR_NAMES } from '../../keypad/fields.ts';
import { useWords } from '../../words/useWords.ts';
import { nameIn } from '../describing.ts';
import { isObject, type Json } from '../json.ts';

interface NameFieldProps {
  readonly label: string;
  readonly long: boolean;
  readonly value: Json | undefined;
  readonly onValue: (value: Json) => void;
}

/** What people see: one text for all, or one in each language. */
export function NameField({ label, long, value, onValue }: NameFieldProps) {
  const words = useWords();
  const { say } = words;
  const many = isObject(value);
  const text = (language: (typeof LANGUAGES)[number]): string => {
    const said = many ? value[language] : value;
    return typeof said === 'string' ? said : '';
  };
  return (
    <div className="form-name">
      <Choice
        small
        label={label}
        value={many ? 'three' : 'one'}
        options={[
          { value: 'one', label: say('form.oneText') },
          { value: 'three', label: say('form.threeTexts') },
        ]}
        onChoose={(chosen) => {
          if (chosen === 'one' && many) onValue(nameIn(words, value));
          if (chosen === 'three' && !many) onValue({ ro: text('ro'), ru: text('ru'), en: text('en') });
        }}
      />
      <div className={long ? 'form-names form-names-long' : 'form-names'}>
        {many ? (
          LANGUAGES.map((language) => (
            <Field
              key={language}
              {...FOR_NAMES}
              label={say('form.textOf', { label, language: say(`language.${language}`) })}
              value={text(language)}
              onText={(typed) => onValue({ ro: text('ro'), ru: text('ru'), en: text('en'), [language]: typed })}
            />
          ))
        ) : (
          <Field {...FOR_NAMES} aria-label={label} value={text('ro')} onText={onValue} />
        )}
      </div>
    </div>
  );
}
