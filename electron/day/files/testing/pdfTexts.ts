import { inflateSync } from 'node:zlib';

/** A numbered part of a PDF. */
interface Part {
  readonly head: string;
  readonly stream: Buffer | null;
}

/** The texts of a PDF as its own tables of letters say them, each as it was put on the page: what a reader selects, copies and searches. */
export function pdfTexts(bytes: Buffer): readonly string[] {
  const parts = partsOf(bytes);
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const { head } of parts.values()) {
    for (const [, name = '', number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const letters = /\/ToUnicode (\d+) 0 R/.exec(parts.get(Number(number))?.head ?? '')?.[1];
      const table = letters === undefined ? null : (parts.get(Number(letters))?.stream ?? null);
      if (table !== null) fonts.set(name, lettersOf(table.toString('latin1')));
    }
  }
  const texts: string[] = [];
  for (const { head } of parts.values()) {
    if (!/\/Type \/Page\b/.test(head)) continue;
    const content = /\/Contents (\d+) 0 R/.exec(head)?.[1];
    const page = parts.get(Number(content))?.stream?.toString('latin1') ?? '';
    let font: ReadonlyMap<string, string> = new Map();
    for (const [, name, shown] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name) ?? new Map();
      else texts.push([...(shown ?? '').matchAll(/<([\da-f]*)>/gi)].map(([, hex = '']) => spelled(hex, font)).join(''));
    }
  }
  return texts;
}

function spelled(hex: string, letters: ReadonlyMap<string, string>): string {
  return (hex.match(/.{4}/g) ?? []).map((code) => letters.get(code.toLowerCase()) ?? '\uFFFD').join('');
}

/** By the number of a glyph, as four hex digits. */
function lettersOf(table: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const [, from = '', , list = ''] of table.matchAll(/<([\da-f]+)>\s*<([\da-f]+)>\s*\[([^\]]*)\]/gi)) {
    for (const [i, [, hex = '']] of [...list.matchAll(/<([\da-f ]*)>/gi)].entries()) {
      const units = (hex.replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      letters.set((Number.parseInt(from, 16) + i).toString(16).padStart(4, '0'), String.fromCharCode(...units));
    }
  }
  return letters;
}

function partsOf(bytes: Buffer): ReadonlyMap<number, Part> {
  const parts = new Map<number, Part>();
  const text = bytes.toString('latin1');
  for (const found of text.matchAll(/(?<=^|\n)(\d+) 0 obj\n/g)) {
    const begins = found.index + found[0].length;
    const end = text.indexOf('endobj', begins);
    const at = text.indexOf('\nstream\n', begins);
    const hasStream = at >= 0 && at < end;
    const head = text.slice(begins, hasStream ? at : end);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const raw = bytes.subarray(at + 8, at + 8 + length);
    parts.set(Number(found[1]), {
      head,
      stream: !hasStream ? null : /FlateDecode/.test(head) ? inflateSync(raw) : raw,
    });
  }
  return parts;
}
