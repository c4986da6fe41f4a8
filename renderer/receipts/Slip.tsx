import type { Confirmed, ReceiptView } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani, formatPoints, formatQuantity } from '../../domain/amount/text.ts';
import { civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { keptName } from '../giftcards/Kept.tsx';
import { nameText } from '../words/names.ts';
import { rateText } from '../words/refusals.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { Barcode } from './Barcode.tsx';
import './slip.css';

/** The slip, as it comes out of the printer: narrow, in the member's language, its number as a barcode. */
export function Slip({ receipt }: { readonly receipt: ReceiptView }) {
  const words = wordsOf(receipt.language);
  const { say } = words;
  const { offers = [], issued = [], kept = [] } = receipt;
  const back = receipt.kind === 'return';
  return (
    <article className="slip" lang={receipt.language}>
      <header className="slip-head">
        <strong>{receipt.store}</strong>
        <span>
          {say('header.till', { number: receipt.till })} · {civilDateAt(receipt.at).split('-').reverse().join('.')}{' '}
          {civilTimeAt(receipt.at)}
        </span>
        {receipt.staffName === null ? null : <span>{say('slip.served', { name: receipt.staffName })}</span>}
        {back ? <strong>{say('slip.returnOf')}</strong> : null}
        {receipt.voided ? <strong>{say('slip.voided')}</strong> : null}
      </header>
      <ul className="slip-lines">
        {receipt.lines.map((line) => (
          <li key={line.index}>
            <span className="slip-name">{line.name === '' ? say('counter.amountLine') : line.name}</span>
            <Pair
              left={`${formatQuantity(line.quantity, line.unit)} ${say(`unit.${line.unit}`)} × ${formatBani(line.price)}`}
              right={formatBani(line.gross)}
            />
            {line.discount > 0 && line.offers !== undefined && line.offers.length > 0 ? (
              <Pair
                left={line.offers.map((name) => nameText(receipt.language, name)).join(', ')}
                right={formatBani(bani(-line.discount))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <section className="slip-sums">
        {receipt.discount > 0 ? <Pair left={say('slip.discount')} right={formatBani(bani(-receipt.discount))} /> : null}
        {offers
          .filter(({ discount }) => discount > 0)
          .map((offer) => (
            <Pair
              key={JSON.stringify(offer)}
              left={`  ${nameText(receipt.language, offer.name)}`}
              right={formatBani(bani(-offer.discount))}
            />
          ))}
        <Pair large left={say('slip.total')} right={`${formatBani(receipt.total)} ${say('unit.lei')}`} />
        {receipt.vat.map((line) => (
          <Pair
            key={line.rate}
            left={say('slip.vat', { rate: rateText(line.rate), total: formatBani(line.total) })}
            right={formatBani(line.vat)}
          />
        ))}
        {receipt.tenders.map((tender) => (
          <Pair
            key={`${tender.kind} ${tender.card ?? ''}`}
            left={say(`tender.${tender.kind}`)}
            right={formatBani(tender.amount)}
          />
        ))}
        {receipt.change > 0 ? <Pair left={say('slip.change')} right={formatBani(receipt.change)} /> : null}
        {kept.map((one) => (
          <Pair
            key={`${one.kind} ${one.ending}`}
            left={say('kept.left', { name: keptName(words, one) })}
            right={formatBani(one.left)}
          />
        ))}
      </section>
      {receipt.member === null ? null : (
        <section className="slip-sums">
          {receipt.memberName === null ? null : <Pair left={say('slip.member')} right={receipt.memberName} />}
          <Pair left={say(back ? 'done.earnedBack' : 'slip.earned')} right={formatPoints(receipt.earned)} />
          <Pair left={say(back ? 'done.spentBack' : 'slip.spent')} right={formatPoints(receipt.spent)} />
          {receipt.balanceAfter === null ? null : (
            <Pair large left={say('slip.balance')} right={formatPoints(receipt.balanceAfter)} />
          )}
        </section>
      )}
      {offers.length > 0 && receipt.discount > 0 && !back ? (
        <Pair large left={say('slip.offers')} right={`${formatBani(receipt.discount)} ${say('unit.lei')}`} />
      ) : null}
      {receipt.fiscalNumber === null ? null : <Pair left={say('slip.fiscal')} right={receipt.fiscalNumber} />}
      <footer className="slip-foot">
        <Barcode code={receipt.number} label={say('slip.receipt', { number: receipt.number })} />
        <span className="slip-number">{receipt.number}</span>
        <span>{say('slip.notFiscal')}</span>
        <strong>{say('slip.thanks')}</strong>
      </footer>
      {issued.map((coupon) => (
        <SlipCoupon key={coupon.code} coupon={coupon} words={words} />
      ))}
    </article>
  );
}

/** A coupon for the next sale, to be torn off: what it is, its code to be scanned, its last day. */
function SlipCoupon({ coupon, words }: { readonly coupon: Confirmed['issued'][number]; readonly words: Words }) {
  return (
    <section className="slip-coupon">
      <span>{words.say('slip.coupon')}</span>
      <strong>{nameText(words.language, coupon.name)}</strong>
      <Barcode code={coupon.code} label={words.say('slip.couponOf', { code: coupon.code })} />
      <span className="slip-number">{coupon.code}</span>
      <span>{words.say('slip.couponUntil', { day: coupon.until.split('-').reverse().join('.') })}</span>
    </section>
  );
}

function Pair({ left, right, large }: { readonly left: string; readonly right: string; readonly large?: boolean }) {
  return (
    <span className={large === true ? 'slip-pair slip-large' : 'slip-pair'}>
      <span>{left}</span>
      <span>{right}</span>
    </span>
  );
}
