/**
 * The rules of the sample chain, as a shop would write them: a point for each 10 lei, worth 25 bani from 20 points on, for at most half
 * of what may be discounted; levels by what was spent in a year; a stamp card, a coupon, an offer for coffee, double points around the
 * birthday, points for a review. Tobacco is left out. Points last a year.
 */
export const PROGRAMME = {
  excluded: { categories: ['tutun'] },
  earning: [
    {
      id: 'lei',
      name: { ro: 'un punct la 10 lei', ru: 'балл за 10 леев', en: 'a point for 10 lei' },
      gives: { type: 'perMoney', points: 1, per: 1000 },
    },
    {
      id: 'stampila',
      name: { ro: 'ștampilă pentru pâine', ru: 'отметка за хлеб', en: 'a stamp for bread' },
      of: { categories: ['panificatie'] },
      gives: { type: 'stamps', card: 'paine', stamps: 1, units: 1 },
    },
    {
      id: 'recenzie',
      name: { ro: 'o recenzie lăsată', ru: 'оставлен отзыв', en: 'a review left' },
      on: 'review',
      gives: { type: 'perOrder', points: 15 },
      caps: { month: 15 },
    },
    {
      id: 'sondaj',
      name: { ro: 'un chestionar completat', ru: 'заполнена анкета', en: 'a survey answered' },
      on: 'survey',
      gives: { type: 'perOrder', points: 10 },
    },
  ],
  boosts: [
    {
      id: 'aur',
      name: { ro: 'nivelul Aur', ru: 'уровень Золото', en: 'level Gold' },
      when: { tiers: ['aur'] },
      factor: 150,
    },
    {
      id: 'argint',
      name: { ro: 'nivelul Argint', ru: 'уровень Серебро', en: 'level Silver' },
      when: { tiers: ['argint'] },
      factor: 120,
    },
    {
      id: 'ziua',
      name: { ro: 'ziua de naștere', ru: 'день рождения', en: 'birthday' },
      when: { birthday: { before: 3, after: 3 } },
      factor: 200,
    },
  ],
  offers: [
    {
      id: 'cafea-4',
      name: { ro: 'a patra cafea gratuită', ru: 'четвёртый кофе бесплатно', en: 'the fourth coffee free' },
      trigger: { type: 'automatic' },
      when: { who: 'member' },
      effect: {
        type: 'buyGet',
        buy: [{ of: { categories: ['cafea-ceai'] }, units: 3 }],
        get: { of: { categories: ['cafea-ceai'] }, units: 1, reduction: { percent: 10_000 } },
      },
    },
    {
      id: 'aur-cafea',
      name: { ro: 'Aur −5 % la cafea', ru: 'Золото −5 % на кофе', en: 'Gold −5 % on coffee' },
      trigger: { type: 'automatic' },
      when: { tiers: ['aur'] },
      effect: { type: 'percentOff', percent: 500, of: { categories: ['cafea-ceai'] } },
    },
    {
      id: 'noiembrie',
      name: { ro: 'cuponul NOV10', ru: 'купон NOV10', en: 'coupon NOV10' },
      trigger: { type: 'code', codes: ['NOV10'] },
      when: { basket: [{ spendFrom: 30_000 }] },
      effect: { type: 'percentOff', percent: 1000, cap: 10_000 },
    },
    {
      id: 'revenire',
      name: {
        ro: 'cupon −5 % la următoarea vizită',
        ru: 'купон −5 % на следующий визит',
        en: 'coupon −5 % for the next visit',
      },
      trigger: { type: 'code', codes: [], issued: true },
      effect: { type: 'percentOff', percent: 500 },
    },
    {
      id: 'cupon',
      name: { ro: 'cupon la cumpărături de 500 lei', ru: 'купон за покупку от 500 леев', en: 'a coupon from 500 lei' },
      trigger: { type: 'automatic' },
      when: { who: 'member', basket: [{ spendFrom: 50_000 }] },
      effect: { type: 'coupon', offer: 'revenire', days: 30 },
    },
    {
      id: 'paine-gratis',
      name: { ro: 'o pâine gratuită', ru: 'хлеб бесплатно', en: 'a free loaf' },
      trigger: { type: 'stamps', card: 'paine', stamps: 10 },
      effect: {
        type: 'percentOff',
        percent: 10_000,
        of: { categories: ['panificatie'] },
        mostUnits: 1,
        which: 'dearest',
      },
    },
    {
      id: '20-lei',
      name: { ro: '20 lei reducere', ru: 'скидка 20 леев', en: '20 lei off' },
      trigger: { type: 'points', points: 70 },
      when: { basket: [{ spendFrom: 10_000 }] },
      effect: { type: 'amountOff', amount: 2000, per: 'order' },
    },
    {
      id: 'puncte',
      name: { ro: 'plată cu puncte', ru: 'оплата баллами', en: 'paying with points' },
      trigger: { type: 'perPoint', points: 1, value: 25, least: 20, largestShare: 5000 },
      effect: { type: 'pointsValue' },
    },
  ],
  stampCards: [{ id: 'paine', name: { ro: 'Cardul brutăriei', ru: 'Карта пекарни', en: 'Bakery card' } }],
  tiers: {
    by: 'spend',
    window: { type: 'rolling', days: 365 },
    grace: 30,
    levels: [
      {
        id: 'bronz',
        name: { ro: 'Bronz', ru: 'Бронза', en: 'Bronze' },
        from: 100_000,
        benefits: { ro: 'prima treaptă', ru: 'первая ступень', en: 'the first step' },
      },
      {
        id: 'argint',
        name: { ro: 'Argint', ru: 'Серебро', en: 'Silver' },
        from: 300_000,
        benefits: { ro: 'cu 20 % mai multe puncte', ru: 'на 20 % больше баллов', en: '20 % more points' },
      },
      {
        id: 'aur',
        name: { ro: 'Aur', ru: 'Золото', en: 'Gold' },
        from: 600_000,
        benefits: {
          ro: 'cu 50 % mai multe puncte, −5 % la cafea',
          ru: 'на 50 % больше баллов, −5 % на кофе',
          en: '50 % more points, −5 % on coffee',
        },
      },
    ],
  },
  lots: { expiry: { type: 'days', days: 365 }, warnDays: 30 },
  transfers: { least: 10, mostPerMonth: 500 },
  claims: { days: 7 },
  referral: { referrerPoints: 50, friendPoints: 50, spendFrom: 20_000, withinDays: 60, most: 10 },
  offline: { mostPointsPerDay: 400, oldestWordHours: 72, phoneIsProof: false },
  policies: { tooMany: 'cut' },
} as const;
