/** What a list of members from another system may tell of each; `ignore` is no field: such columns are left. */
export const IMPORT_FIELDS = [
  'name',
  'firstName',
  'lastName',
  'callName',
  'phone',
  'card',
  'birthday',
  'language',
  'points',
  'pointsUntil',
  'consent',
  'marketing',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column (from 0) tells which field. */
export type Columns = Partial<Readonly<Record<ImportField, number>>>;

/** What headings of other systems' lists are called, folded: Romanian, Russian, English. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  name: [
    ...['name', 'full name', 'customer', 'customer name', 'client name', 'member', 'nume si prenume', 'nume complet'],
    ...['numele', 'client', 'cumparator', 'fio', 'фио', 'имя и фамилия', 'клиент', 'покупатель', 'полное имя'],
  ],
  firstName: ['first name', 'firstname', 'given name', 'prenume', 'prenumele', 'имя'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'nume', 'nume de familie', 'фамилия'],
  callName: ['call name', 'salutation', 'nickname', 'adresare', 'обращение'],
  phone: [
    ...['phone', 'phone number', 'mobile', 'mobile phone', 'cell', 'tel', 'telefon', 'telefonul', 'nr telefon'],
    ...['numar de telefon', 'mobil', 'телефон', 'номер телефона', 'мобильный', 'моб', 'тел'],
  ],
  card: [
    ...['card', 'card number', 'card code', 'barcode', 'loyalty card', 'card no', 'nr card', 'cardul', 'numar card'],
    ...['numarul cardului', 'cod de bare', 'карта', 'номер карты', 'штрихкод', 'код карты', 'штрих-код'],
  ],
  birthday: [
    ...['birthday', 'birth date', 'birthdate', 'date of birth', 'dob', 'data nasterii', 'ziua de nastere'],
    ...['zi de nastere', 'дата рождения', 'день рождения'],
  ],
  language: ['language', 'lang', 'limba', 'язык'],
  points: [
    ...['points', 'balance', 'points balance', 'bonus', 'bonuses', 'puncte', 'sold puncte', 'sold', 'punctele'],
    ...['баллы', 'баланс', 'бонусы', 'остаток', 'баллов'],
  ],
  pointsUntil: [
    ...['points expire', 'expires', 'expiry', 'expiry date', 'expira', 'expira la', 'data expirarii'],
    ...['valabil pana la', 'срок действия', 'действительны до', 'сгорают'],
  ],
  consent: ['consent', 'gdpr', 'agreement', 'acord', 'consimtamant', 'acordul', 'согласие'],
  marketing: [
    ...['marketing', 'newsletter', 'ads', 'subscribed', 'publicitate', 'abonat', 'acord marketing'],
    ...['рассылка', 'реклама', 'подписка'],
  ],
};

/** A heading without case, marks, and the signs around words. */
function folded(heading: string): string {
  return heading
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[_.:#№*()]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

const BY_HEADING = new Map(
  IMPORT_FIELDS.flatMap((field) => HEADINGS[field].map((heading) => [folded(heading), field] as const)),
);

/**
 * Which column tells what, by the headings: a person looks at it and corrects it. Of two columns with one meaning the
 * first is taken. A family name alone is the name: `nume` without `prenume` beside it is how many lists call it.
 */
export function columnsOf(headings: readonly string[]): Columns {
  const found = new Map<ImportField, number>();
  for (const [at, heading] of headings.entries()) {
    const field = BY_HEADING.get(folded(heading));
    if (field !== undefined && !found.has(field)) found.set(field, at);
  }
  const alone = found.get('lastName');
  if (alone !== undefined && !found.has('firstName') && !found.has('name')) {
    found.delete('lastName');
    found.set('name', alone);
  }
  return Object.fromEntries(found);
}

/** Whether a first line is headings: at least one is known, and nothing in it is a number or a date. */
export function isHeadings(cells: readonly string[]): boolean {
  return (
    Object.keys(columnsOf(cells)).length > 0 &&
    cells.every((cell) => !/^\s*\+?[\d\s.,/:-]+\s*$/.test(cell) || cell.trim() === '')
  );
}
