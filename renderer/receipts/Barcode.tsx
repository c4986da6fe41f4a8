import JsBarcode from 'jsbarcode';
import { useLayoutEffect, useRef } from 'react';

/** A Code 128 barcode as SVG, in the colour of the words around it, so that print and dark screens both have it. */
export function Barcode({ code, label }: { readonly code: string; readonly label: string }) {
  const svg = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    if (svg.current === null) return;
    JsBarcode(svg.current, code, {
      format: 'CODE128',
      displayValue: false,
      width: 1.5,
      height: 44,
      margin: 0,
      background: 'transparent',
      lineColor: 'currentColor',
    });
  }, [code]);
  return <svg ref={svg} className="slip-barcode" role="img" aria-label={label} />;
}
