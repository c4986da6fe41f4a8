/** What a message says. Here and not among the window's words: the centre writes it, a till never sees the code. */
import type { Language } from '../../domain/person/person.ts';

/**
 * The message with a code, in the member's language: who asks, the code, whom to tell it. No name, no points, no sum: phones are read
 * over shoulders, and numbers change hands. `minutes`: how long the code is good.
 */
export function codeText(of: {
  readonly shop: string;
  readonly code: string;
  readonly minutes: number;
  readonly language: Language;
}): string {
  const { shop, code, minutes, language } = of;
  switch (language) {
    case 'ro':
      return `${shop}: codul dvs. este ${code}. Spuneți-l doar casierului din fața dvs. Este valabil ${minutes} minute.`;
    case 'ru':
      return `${shop}: ваш код ${code}. Назовите его только кассиру перед вами. Действует ${minutes} минут.`;
    case 'en':
      return `${shop}: your code is ${code}. Tell it only to the cashier in front of you. Good for ${minutes} minutes.`;
  }
}
