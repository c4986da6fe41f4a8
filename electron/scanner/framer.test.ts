import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import { createFramer, FRAMER_DEFAULTS, type Frame, type Framer } from './framer.ts';

const ENDINGS = ['\r', '\n', '\r\n', '\x03', '\t'] as const;
const IDLE = FRAMER_DEFAULTS.idleMs;
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const code = (text: string): Frame => ({ kind: 'code', text });

/** Codes as scanners send them: printable ASCII, no spaces at the ends, no failed read. */
const codeText = fc.stringMatching(/^[!-~][ -~]{2,30}[!-~]$/).filter((text) => !/no[ _-]?read/i.test(text));

/** Feeds the text cut at the given places, all within the idle time. */
function feed(framer: Framer, text: string, cuts: readonly number[], startMs = 0): Frame[] {
  const bytes = bytesOf(text);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const frames: Frame[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    frames.push(...framer.push(bytes.subarray(from, to), startMs));
    from = to;
  }
  return frames;
}

describe('a frame does not depend on how its bytes were cut', () => {
  test('any codes, any ending, any header, any chunking: the same frames', () => {
    fc.assert(
      fc.property(
        fc.array(codeText, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...ENDINGS),
        fc.constantFrom('', '\x02'),
        fc.array(fc.nat(400), { maxLength: 20 }),
        (codes, ending, header, cuts) => {
          const line = codes.map((text) => header + text + ending).join('');
          expect(feed(createFramer(), line, cuts)).toEqual(codes.map(code));
        },
      ),
    );
  });

  test('each byte by itself', () => {
    const framer = createFramer();
    const line = '\x02]E04840000000015\r\n]C0R00010100000017\r\n';
    expect(
      feed(
        framer,
        line,
        [...line].map((_, at) => at),
      ),
    ).toEqual([code(']E04840000000015'), code(']C0R00010100000017')]);
    expect(framer.ending()).toBe('CR-LF');
  });

  test('any bytes whatever, in any pieces: the same frames, all of them short ASCII', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.array(fc.nat(600), { maxLength: 20 }), (bytes, cuts) => {
        const text = String.fromCharCode(...bytes);
        const whole = createFramer();
        const pieces = createFramer();
        const once = [...feed(whole, text, []), ...whole.idle(IDLE * 100)];
        const often = [...feed(pieces, text, cuts), ...pieces.idle(IDLE * 100)];
        expect(often).toEqual(once);
        for (const frame of once) {
          if (frame.kind !== 'code') continue;
          expect([...frame.text].every((letter) => letter === '\x1d' || (letter >= ' ' && letter <= '~'))).toBe(true);
          expect(frame.text.length).toBeLessThanOrEqual(FRAMER_DEFAULTS.mostBytes);
        }
      }),
    );
  });
});

describe('endings', () => {
  test('a CR-LF cut between its two bytes gives no empty frame, even long after', () => {
    const framer = createFramer();
    expect(framer.push(bytesOf('4840000000015\r'), 0)).toEqual([code('4840000000015')]);
    expect(framer.push(bytesOf('\n'), 3000)).toEqual([]);
    expect(framer.push(bytesOf('4840000000022\r\n'), 3001)).toEqual([code('4840000000022')]);
    expect(framer.idle(10_000)).toEqual([]);
  });

  test('two scans within 5 ms are two frames, whatever ends them', () => {
    for (const ending of ENDINGS) {
      const framer = createFramer();
      expect(framer.push(bytesOf(`AAAA1${ending}BB`), 0)).toEqual([code('AAAA1')]);
      expect(framer.push(bytesOf(`BB2${ending}`), 5)).toEqual([code('BBBB2')]);
    }
  });

  test('without an ending, silence ends a code, and not before its time', () => {
    const framer = createFramer();
    expect(framer.push(bytesOf('CARD'), 100)).toEqual([]);
    expect(framer.push(bytesOf('-77'), 110)).toEqual([]);
    expect(framer.dueMs()).toBe(110 + IDLE);
    expect(framer.idle(110 + IDLE - 1)).toEqual([]);
    expect(framer.idle(110 + IDLE)).toEqual([code('CARD-77')]);
    expect(framer.ending()).toBe('none');
    expect(framer.dueMs()).toBeNull();
  });

  test('silence is noticed by the next bytes too, when no timer came in between', () => {
    const framer = createFramer();
    framer.push(bytesOf('FIRST'), 0);
    expect(framer.push(bytesOf('SECOND'), IDLE)).toEqual([code('FIRST')]);
  });

  test('a scanner known to end its codes is not cut by a hiccup of the line', () => {
    const framer = createFramer();
    framer.push(bytesOf('FIRST\r'), 0);
    framer.push(bytesOf('SEC'), 1000);
    expect(framer.idle(1000 + 2 * IDLE)).toEqual([]);
    expect(framer.push(bytesOf('OND\r'), 1000 + 3 * IDLE)).toEqual([code('SECOND')]);
  });

  test('a scanner whose ending was switched off meanwhile is understood again', () => {
    const framer = createFramer();
    framer.push(bytesOf('FIRST\r'), 0);
    framer.push(bytesOf('SECOND'), 1000);
    expect(framer.idle(1000 + 10 * IDLE)).toEqual([code('SECOND')]);
    framer.push(bytesOf('THIRD'), 3000);
    expect(framer.idle(3000 + IDLE)).toEqual([code('THIRD')]);
  });
});

describe('two scans of a scanner that ends them with nothing', () => {
  const silent = (line: string): Frame[] => {
    const framer = createFramer();
    return [...framer.push(bytesOf(line), 0), ...framer.idle(IDLE)];
  };

  test('two and three EAN-13 whose check digits hold are cut apart', () => {
    expect(silent('48400000000154006381333931')).toEqual([code('4840000000015'), code('4006381333931')]);
    expect(silent('484000000001540063813339314840000000015')).toHaveLength(3);
  });

  test('a receipt and a product in a row are cut apart, either way round', () => {
    const receipt = receiptNumber(1, 1, 42);
    expect(silent(`${receipt}4840000000015`)).toEqual([code(receipt), code('4840000000015')]);
    expect(silent(`4840000000015${receipt}`)).toEqual([code('4840000000015'), code(receipt)]);
  });

  test('26 digits of which a check digit does not hold stay whole', () => {
    expect(silent('48400000000194006381333931')).toEqual([code('48400000000194006381333931')]);
  });

  test('AIM identifiers part codes', () => {
    expect(silent(']E04840000000015]C0R00010100000017')).toEqual([
      code(']E04840000000015'),
      code(']C0R00010100000017'),
    ]);
  });

  test('26 digits that a CR ends were meant so', () => {
    expect(createFramer().push(bytesOf('48400000000154006381333931\r'), 0)).toHaveLength(1);
  });
});

describe('what is no code', () => {
  test('failed reads are told apart', () => {
    for (const text of ['%%NoRead', 'NOREAD', 'no read', '%NO_READ%']) {
      expect(createFramer().push(bytesOf(`${text}\r`), 0)).toEqual([{ kind: 'noRead' }]);
    }
  });

  test('a national encoding or line noise is refused whole, and the next code is read', () => {
    expect(createFramer().push(bytesOf('CARD\xcf\xf0\r4840000000015\r'), 0)).toEqual([
      { kind: 'garbage', why: 'notAscii', bytes: 6 },
      code('4840000000015'),
    ]);
  });

  test('an endless run costs no memory and is refused once', () => {
    const framer = createFramer();
    for (let at = 0; at < 100; at++) expect(framer.push(bytesOf('x'.repeat(1000)), at)).toEqual([]);
    expect(framer.push(bytesOf('\rOK-1\r'), 100)).toEqual([
      { kind: 'garbage', why: 'tooLong', bytes: 100_000 },
      code('OK-1'),
    ]);
  });

  test('half a code is forgotten when the line is cut', () => {
    const framer = createFramer();
    framer.push(bytesOf('48400'), 0);
    framer.reset();
    expect(framer.push(bytesOf('CARD-1\r'), 1)).toEqual([code('CARD-1')]);
  });
});
