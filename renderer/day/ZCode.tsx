import { useMemo } from 'react';
import { encode } from 'uqr';
import { useWords } from '../words/useWords.ts';
import './zCode.css';

/** How high the code is on paper, mm, with what sets it apart; as wide as the narrower roll prints. */
export const CODE_MM = 48;
/** White around the code, modules: what readers ask for at least (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code as one path over a grid of modules: `side` of them along each edge, the quiet zone among them. */
export function codePath(text: string): { readonly side: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { side: size, path };
}

/** The code of a Z, for the close of the store's day where the centre is away: black on white in either scheme. */
export function ZCode({ code }: { readonly code: string }) {
  const { say } = useWords();
  const { side, path } = useMemo(() => codePath(code), [code]);
  return (
    <svg className="z-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={say('day.zCode')}>
      <rect className="z-code-ground" width={side} height={side} />
      <path d={path} />
    </svg>
  );
}

/** The same for paper, made without React: it stands beside the window while it prints. */
export function zCodeElement(code: string): SVGSVGElement {
  const { side, path } = codePath(code);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${side} ${side}`);
  svg.setAttribute('class', 'z-code');
  const modules = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  modules.setAttribute('d', path);
  svg.append(modules);
  return svg;
}
