const MOLDOVA = /^\+373(\d{2})(\d{3})(\d{3})$/;

/** A phone as people here write it: `069 123 456`; a foreign one as `+40 721 234 567`. Takes E.164. */
export function formatPhone(e164: string): string {
  const found = MOLDOVA.exec(e164);
  if (found !== null) return `0${found[1]} ${found[2]} ${found[3]}`;
  // Without its country's rules: the code's length is not known, so groups of three from the end.
  return e164.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ' ');
}
