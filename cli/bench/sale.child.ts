/** One run of the sale's figure in a process of its own: `sale.child.ts DIR SALES WARMUP` prints its costs as JSON. */
import * as z from 'zod';
import { saleCosts } from './sale.ts';

const order = z.tuple([z.string(), z.coerce.number().int().min(1), z.coerce.number().int().min(0)]);

if (import.meta.main) {
  const [dir, sales, warmUp] = order.parse(process.argv.slice(2));
  process.stdout.write(JSON.stringify(await saleCosts(dir, { sales, warmUp })));
}
