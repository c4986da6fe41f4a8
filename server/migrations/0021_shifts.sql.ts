/**
 * Where the shifts of each business day stand in the logs, so that a week of them is found without reading the others. Two rows a shift;
 * what each record pays is a look for the text in its bytes. It derives from the log alone: there is nothing to rebuild or to compare.
 */
export const sql = `
CREATE INDEX record_shift ON record (till, incarnation, (substring(body FROM '"businessDay":"([0-9-]{10})"')), seq)
  WHERE body LIKE '%"kind":"shift%';
`;
