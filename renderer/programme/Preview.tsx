import { useEffect, useState } from 'react';
import type { ProgrammePreview } from '../../contract/till/programme.ts';
import type { MemberRow, ProductRow } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Stepper } from '../controls/Stepper.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useProducts } from '../counter/useProducts.ts';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useWords } from '../words/useWords.ts';
import { TextsField } from './fields/TextsField.tsx';
import { PreviewResult } from './PreviewResult.tsx';
import { useDraftJson } from './useDraft.ts';

interface SampleLine {
  readonly row: ProductRow;
  /** Pieces, or kilograms. */
  readonly count: number;
}

const LEAST_LETTERS = 2;
/** So long after the last change the basket is reckoned anew, ms. */
const RECKON_AFTER_MS = 200;
const MOST_FOUND = 5;

/** A basket to try the draft on: products, perhaps a member, perhaps coupons; nothing is written. */
export function Preview() {
  const { say } = useWords();
  const [lines, setLines] = useState<readonly SampleLine[]>([]);
  const [member, setMember] = useState<MemberRow | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const preview = usePreview(lines, member, codes);
  const count = (sku: string, by: number): void =>
    setLines(
      lines.flatMap((line) =>
        line.row.sku !== sku ? [line] : line.count + by <= 0 ? [] : [{ ...line, count: line.count + by }],
      ),
    );
  return (
    <div className="preview">
      <div className="preview-basket">
        <p className="form-hint">{say('preview.text')}</p>
        <ProductFinder
          onChoose={(row) =>
            lines.some((line) => line.row.sku === row.sku) ? count(row.sku, 1) : setLines([...lines, { row, count: 1 }])
          }
        />
        <ul className="preview-lines">
          {lines.map(({ row, count: of }) => (
            <li key={row.sku} className="preview-line">
              <span>
                {row.name} <small>{formatBani(row.price)}</small>
              </span>
              <Stepper
                value={String(of)}
                canLess
                canMore
                lessLabel={say('preview.less', { product: row.name })}
                moreLabel={say('preview.more', { product: row.name })}
                onLess={() => count(row.sku, -1)}
                onMore={() => count(row.sku, 1)}
              />
            </li>
          ))}
        </ul>
        <MemberFinder member={member} onChoose={setMember} />
        <h3 className="policies-title">{say('preview.codes')}</h3>
        <TextsField
          label={say('preview.codes')}
          products={false}
          value={codes}
          onValue={(value) => setCodes(Array.isArray(value) ? value.map(String) : [])}
        />
      </div>
      <PreviewResult preview={lines.length === 0 ? null : preview} />
    </div>
  );
}

/** The basket as the draft reckons it; what came last stays until the next comes. */
function usePreview(
  lines: readonly SampleLine[],
  member: MemberRow | null,
  codes: readonly string[],
): ProgrammePreview | null {
  const till = useTill();
  const json = useDraftJson();
  const [preview, setPreview] = useState<ProgrammePreview | null>(null);
  useEffect(() => {
    if (lines.length === 0) return;
    let wanted = true;
    const timer = setTimeout(() => {
      const basket = lines.map(({ row, count }) => ({ sku: row.sku, quantity: thousandths(count * 1000) }));
      void till
        .askQuietly('programme.preview', { json, basket, member: member?.id ?? null, codes: [...codes] })
        .then((answer) => {
          if (!wanted || !answer.ok) return;
          const { value } = answer;
          // A draft with faults cannot be reckoned: the last one that could stays, and the faults are said.
          setPreview((last) => (value.faults.length > 0 && last !== null ? { ...last, faults: value.faults } : value));
        });
    }, RECKON_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [till, json, lines, member, codes]);
  return preview;
}

function ProductFinder({ onChoose }: { readonly onChoose: (row: ProductRow) => void }) {
  const { say } = useWords();
  const [text, setText] = useState('');
  const found = useProducts(text.trim().length >= LEAST_LETTERS ? text.trim() : null);
  const choose = (row: ProductRow): void => {
    onChoose(row);
    setText('');
  };
  return (
    <>
      <Field
        {...FOR_NAMES}
        label={say('preview.find')}
        value={text}
        onText={setText}
        onKeyDown={(event) => {
          const first = found?.[0];
          if (event.key !== 'Enter' || first === undefined) return;
          choose(first);
          event.preventDefault();
        }}
      />
      {found === null ? null : (
        <ul className="form-found" aria-label={say('counter.products')}>
          {found.length === 0 ? <li className="form-hint">{say('counter.found', { count: 0 })}</li> : null}
          {found.slice(0, MOST_FOUND).map((row) => (
            <li key={row.sku}>
              <button type="button" className="form-found-row" onClick={() => choose(row)}>
                <span>{row.name}</span>
                <small>{formatBani(bani(row.price))}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface MemberFinderProps {
  readonly member: MemberRow | null;
  readonly onChoose: (member: MemberRow | null) => void;
}

function MemberFinder({ member, onChoose }: MemberFinderProps) {
  const { say } = useWords();
  const till = useTill();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly MemberRow[]>([]);
  useEffect(() => {
    if (text.trim().length < LEAST_LETTERS) {
      setFound([]);
      return;
    }
    let wanted = true;
    void till.askQuietly('members.search', { text: text.trim() }).then((answer) => {
      if (wanted && answer.ok) setFound(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, text]);
  if (member !== null) {
    return (
      <p className="preview-member">
        <span>
          {say('preview.member')}: <b>{member.name}</b>
        </span>
        <Tap look="quiet" label={say('preview.noMember')} onTap={() => onChoose(null)}>
          ✕
        </Tap>
      </p>
    );
  }
  const choose = (row: MemberRow): void => {
    onChoose(row);
    setText('');
  };
  return (
    <>
      <Field
        {...FOR_NAMES}
        label={say('preview.member')}
        placeholder={say('preview.memberFind')}
        value={text}
        onText={setText}
        onKeyDown={(event) => {
          const first = found[0];
          if (event.key !== 'Enter' || first === undefined) return;
          choose(first);
          event.preventDefault();
        }}
      />
      {found.length === 0 ? null : (
        <ul className="form-found" aria-label={say('preview.member')}>
          {found.slice(0, MOST_FOUND).map((row) => (
            <li key={row.id}>
              <button type="button" className="form-found-row" onClick={() => choose(row)}>
                <span>{row.name}</span>
                <small>{row.phone}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
