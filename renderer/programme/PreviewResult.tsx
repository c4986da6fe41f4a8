import type { ProgrammePreview } from '../../contract/till/programme.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani, formatPoints, formatQuantity } from '../../domain/amount/text.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { namesIn, nameText } from '../words/names.ts';
import { nearText } from '../words/near.ts';
import { traceText } from '../words/traces.ts';
import { useWords } from '../words/useWords.ts';

/** What the basket comes to: lines, what offers take off, points, and why. */
export function PreviewResult({ preview }: { readonly preview: ProgrammePreview | null }) {
  const words = useWords();
  const { say, language } = words;
  if (preview === null) {
    return (
      <div className="preview-result">
        <Emptiness mark="▤" title={say('preview.empty')} text={say('preview.emptyText')} />
      </div>
    );
  }
  const named = namesIn(language, preview.names);
  return (
    <section className="preview-result" aria-label={say('preview.title')} aria-live="polite">
      {preview.faults.length === 0 ? null : (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ◐
          </span>
          <span>{say('preview.faults')}</span>
        </p>
      )}
      <ul className="preview-sums">
        {preview.lines.map((line) => (
          <li key={line.key}>
            <span>
              {line.name} <small>× {formatQuantity(line.quantity, line.unit)}</small>
              {line.added ? <small> · {say('counter.added')}</small> : null}
              {line.offers.length === 0 ? null : (
                <small className="preview-by">{line.offers.map(named).join(', ')}</small>
              )}
            </span>
            <b>
              {formatBani(line.gross)}
              {line.discount > 0 ? <small>{formatBani(bani(-line.discount))}</small> : null}
            </b>
          </li>
        ))}
        {preview.applied.map((offer) => (
          <li key={offer.offer + (offer.code ?? '')} className="preview-offer">
            <span>
              <span aria-hidden>✓ </span>
              {nameText(language, offer.name)}
              {offer.times > 1 ? ` × ${offer.times}` : ''}
            </span>
            <b>{offer.discount > 0 ? formatBani(bani(-offer.discount)) : ''}</b>
          </li>
        ))}
      </ul>
      <dl className="preview-total">
        <dt>{say('preview.total')}</dt>
        <dd className="preview-due">
          {formatBani(preview.total)} <small>{say('unit.lei')}</small>
        </dd>
        <dt>{say('preview.earned')}</dt>
        <dd>+{formatPoints(preview.earned)}</dd>
      </dl>
      {preview.near.map((near) => (
        <p key={near.offer} className="near" data-shown>
          <span className="near-mark" aria-hidden>
            ◔
          </span>
          <span className="near-text">
            <b>{nearText(words, near)}</b> {say('near.for', { name: nameText(language, near.name) })}
          </span>
        </p>
      ))}
      {preview.trace.length === 0 ? null : (
        <>
          <h3 className="policies-title">{say('preview.why')}</h3>
          <ol className="preview-trace">
            {preview.trace.map((step) => (
              <li key={step.code + JSON.stringify(step.params)}>{traceText(words, step, named)}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
