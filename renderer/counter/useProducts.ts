import { useEffect, useState } from 'react';
import type { ProductRow } from '../../contract/till/views.ts';
import { useTill } from '../app/till.ts';

/** Products by name while it is being typed; null: nothing is looked for. A late answer to an old text is dropped. */
export function useProducts(name: string | null): readonly ProductRow[] | null {
  const till = useTill();
  const [found, setFound] = useState<{ readonly name: string; readonly rows: readonly ProductRow[] } | null>(null);
  useEffect(() => {
    if (name === null) {
      setFound(null);
      return;
    }
    let wanted = true;
    void till.askQuietly('products.search', { text: name }).then((answer) => {
      if (wanted && answer.ok) setFound({ name, rows: answer.value });
    });
    return () => {
      wanted = false;
    };
  }, [till, name]);
  return name === null ? null : (found?.rows ?? null);
}
