import { useEffect, useRef, useState } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import type { VatRate } from '../../domain/amount/quantity.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import { RegisterFile } from './RegisterFile.tsx';
import {
  isAmount,
  isReadable,
  kindsOf,
  NOTHING_TYPED,
  ratesOf,
  registerInput,
  type TypedZ,
  typedOf,
} from './registerTyped.ts';
import type { Day } from './useDay.ts';
import { useRegisterFile } from './useRegisterFile.ts';

/** A pause in typing this long, and what was typed is compared, ms. */
const PAUSE_MS = 500;
const NO_RATES: readonly VatRate[] = [];

/** The cash register's own Z: typed on the left, a file of its receipts on the right. */
export function RegisterPage({ day, drawn }: { readonly day: Day; readonly drawn: DrawnDay }) {
  const { say } = useWords();
  const till = useTill();
  const ofShop = useWindow((state) => state.view?.settings.vatRates ?? NO_RATES);
  const rates = ratesOf(drawn, ofShop);
  const kinds = kindsOf(drawn);
  const { typed, type, keep, clear } = useTyping(day, drawn, rates);
  const send = useRegisterFile(day);
  const input = useRef<HTMLInputElement>(null);
  const choose = (): void => input.current?.click();
  usePageKeys({ return: choose });
  useMainAction({
    label: say('day.registerCompare'),
    enabled: isReadable(typed),
    run: () => void keep().then((isKept) => isKept && till.back()),
  });
  const problem = (text: string): string | null => (isAmount(text) ? null : say('day.notAnAmount'));
  return (
    <Page
      id="register"
      title={say('day.register')}
      types
      beside={
        <>
          <Tap keys={KEYS.return.shown} onTap={choose}>
            {say(drawn.register.file.at === 'none' ? 'day.fileChoose' : 'day.fileOther')}
          </Tap>
          <Tap look="quiet" onTap={clear}>
            {say('day.registerClear')}
          </Tap>
        </>
      }
    >
      <input
        ref={input}
        type="file"
        className="import-file"
        tabIndex={-1}
        aria-label={say('day.fileChoose')}
        accept=".csv,.txt,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) void send(file);
        }}
      />
      <div className="day-register">
        <div className="day-typed">
          <p className="room-note">{say('day.registerText')}</p>
          <Field
            className="day-money"
            label={say('day.registerTotal')}
            value={typed.total}
            inputMode="decimal"
            maxLength={20}
            autoFocus
            error={problem(typed.total)}
            onText={(total) => type({ ...typed, total })}
          />
          <div className="day-typed-groups">
            <fieldset>
              <legend>{say('day.byVat')}</legend>
              {rates.map((rate) => (
                <Field
                  key={rate}
                  className="day-money"
                  label={say('vat.rate', { rate: rateText(rate) })}
                  value={typed.vat[rate] ?? ''}
                  inputMode="decimal"
                  maxLength={20}
                  error={problem(typed.vat[rate] ?? '')}
                  onText={(text) => type({ ...typed, vat: { ...typed.vat, [rate]: text } })}
                />
              ))}
            </fieldset>
            <fieldset>
              <legend>{say('day.byTender')}</legend>
              {kinds.map((kind) => (
                <Field
                  key={kind}
                  className="day-money"
                  label={say(`tender.${kind}`)}
                  value={typed.tenders[kind] ?? ''}
                  inputMode="decimal"
                  maxLength={20}
                  error={problem(typed.tenders[kind] ?? '')}
                  onText={(text) => type({ ...typed, tenders: { ...typed.tenders, [kind]: text } })}
                />
              ))}
            </fieldset>
          </div>
        </div>
        <RegisterFile
          day={day}
          file={drawn.register.file}
          of={drawn.day}
          onFile={(file) => void send(file)}
          onChoose={choose}
        />
      </div>
    </Page>
  );
}

/** What is typed: kept by the till as it stands, at each pause and when the page is left. */
function useTyping(
  day: Day,
  drawn: DrawnDay,
  rates: readonly VatRate[],
): {
  readonly typed: TypedZ;
  readonly type: (typed: TypedZ) => void;
  readonly keep: () => Promise<boolean>;
  /** Takes away what was typed, and the file. */
  readonly clear: () => void;
} {
  const till = useTill();
  const [typed, setTyped] = useState(() => typedOf(drawn));
  const latest = useRef(typed);
  const kept = useRef(typed);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (latest.current === kept.current) return true;
    kept.current = latest.current;
    return day.done(till.ask('day.register', { typed: registerInput(latest.current, rates) }));
  };
  const leave = useRef(keep);
  useEffect(() => {
    leave.current = keep;
  });
  useEffect(() => () => void leave.current(), []);
  return {
    typed,
    type(next) {
      latest.current = next;
      setTyped(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void leave.current(), PAUSE_MS);
    },
    keep,
    clear() {
      clearTimeout(timer.current);
      latest.current = NOTHING_TYPED;
      kept.current = NOTHING_TYPED;
      setTyped(NOTHING_TYPED);
      void day.done(till.ask('day.register', { typed: null }));
    },
  };
}
