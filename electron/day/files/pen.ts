import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { unpackWoff2 } from './woff2.ts';

export const INK = '#1b1a17';
export const GREY = '#6b675e';
export const RULE = '#dcd8ce';

/** A4, points. */
export const PAGE = { width: 595.28, height: 841.89, left: 42, right: 42, top: 44, bottom: 50 } as const;
export const INNER = PAGE.width - PAGE.left - PAGE.right;

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
}

const FONTS = ['latin', 'latin-ext', 'cyrillic'] as const;
type FontName = (typeof FONTS)[number];

/** Where each part of the window's font lies; in the packed till the same package comes along. */
function fontFile(name: FontName): string {
  return createRequire(import.meta.url).resolve(`@fontsource-variable/inter/files/inter-${name}-wght-normal.woff2`);
}

let unpacked: Readonly<Record<FontName, Buffer>> | null = null;
function fonts(): Readonly<Record<FontName, Buffer>> {
  const of = (name: FontName): Buffer => unpackWoff2(readFileSync(fontFile(name)));
  unpacked ??= { latin: of('latin'), 'latin-ext': of('latin-ext'), cyrillic: of('cyrillic') };
  return unpacked;
}

/** Which part of the font has a letter: the package cuts it by these ranges. */
function fontOf(letter: string): FontName {
  const code = letter.codePointAt(0) ?? 0;
  if ((code >= 0x400 && code <= 0x45f) || code === 0x490 || code === 0x491 || code === 0x2116) return 'cyrillic';
  if (code <= 0xff || (code >= 0x2000 && code <= 0x206f) || code === 0x20ac || code === 0x2122) return 'latin';
  return code === 0x2212 || code === 0x2191 || code === 0x2193 || code === 0x152 || code === 0x153
    ? 'latin'
    : 'latin-ext';
}

/**
 * Writes on the pages of a PDF: text of any of our letters, measured, wrapped, at the right or the left, with digits of one width. Bold is the
 * usual weight with its outline drawn: one font in the file instead of three.
 */
export class Pen {
  readonly doc: PDFKit.PDFDocument;
  /** Of stretches that were measured, at size 1. */
  readonly #widths = new Map<string, number>();
  y: number = PAGE.top;

  constructor(info: { readonly title: string; readonly author: string; readonly language: string; readonly at: Date }) {
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      // None of the fonts that every reader has: they know neither ș nor Я.
      font: '',
      lang: info.language,
      displayTitle: true,
      info: {
        Title: info.title,
        Author: info.author,
        Creator: 'Loial',
        Producer: 'Loial',
        CreationDate: info.at,
        ModDate: info.at,
      },
    });
    for (const [name, font] of Object.entries(fonts())) this.doc.registerFont(name, font);
  }

  measure(text: string, style: Style): number {
    return runsOf(text).reduce((width, run) => width + this.#measured(run, style), 0);
  }

  /** Lines no wider than `width`; a word that is wider is cut. */
  wrap(text: string, width: number, style: Style): readonly string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.measure(longer, style) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (this.measure(line, style) > width && line.length > 1) {
        let fits = line.length - 1;
        while (fits > 1 && this.measure(line.slice(0, fits), style) > width) fits--;
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    return [...lines, line];
  }

  /** One line with its top at `y`; `x` is its left, or its right edge. */
  write(text: string, x: number, y: number, style: Style, align: 'left' | 'right' = 'left'): void {
    const { size, bold = false, color = INK } = style;
    let at = align === 'left' ? x : x - this.measure(text, style);
    for (const run of runsOf(text)) {
      this.doc
        .font(run.font)
        .fontSize(size)
        .fillColor(color)
        .strokeColor(color)
        .lineWidth(size * 0.024);
      this.doc.text(run.text, at, y, { lineBreak: false, features: featuresOf(run), fill: true, stroke: bold });
      at += this.#measured(run, style);
    }
  }

  rule(x: number, width: number, y: number, color: string = RULE, thick = 0.5): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(thick)
      .strokeColor(color)
      .stroke();
  }

  /** Begins another page where so much does not fit on this one. */
  room(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.bottom) return false;
    this.doc.addPage();
    this.y = PAGE.top;
    return true;
  }

  /** Ends the document. */
  async bytes(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.on('data', (piece: Buffer) => pieces.push(piece));
      this.doc.on('end', () => resolve());
      this.doc.on('error', reject);
    });
    this.doc.end();
    await ended;
    return Buffer.concat(pieces);
  }

  #measured(run: Run, { size }: Style): number {
    const key = `${run.font} ${run.text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known * size;
    const width = this.doc
      .font(run.font)
      .fontSize(1)
      .widthOfString(run.text, { features: featuresOf(run) });
    this.#widths.set(key, width);
    return width * size;
  }
}

interface Run {
  readonly font: FontName;
  readonly text: string;
}

/** Digits of one width; beside letters alone signs keep their own. */
function featuresOf({ text }: Run): 'tnum'[] {
  return /\d/.test(text) ? ['tnum'] : [];
}

/** Text in stretches of one part of the font. A narrow no-break space is a usual one: the font has none. */
function runsOf(text: string): readonly Run[] {
  const runs: { font: FontName; text: string }[] = [];
  for (const letter of text
    .replace(/[\u202F\u2009]/g, '\u00A0')
    .replace(/\s/gu, (space) => (space === '\u00A0' ? space : ' '))) {
    const last = runs.at(-1);
    // Spaces and signs go with the word before them.
    const font = last !== undefined && letter === ' ' ? last.font : fontOf(letter);
    if (last?.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}
