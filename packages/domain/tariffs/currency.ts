/** Currencies in use by ISO 4217 whose amounts have no decimals, three or four; all others have two. */
const OTHER_DIGITS: Readonly<Record<string, number>> = {
  ...digits('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...digits('BHD IQD JOD KWD LYD OMR TND', 3),
  ...digits('CLF UYW', 4),
};

const CURRENCIES: ReadonlySet<string> = new Set([
  ...Object.keys(OTHER_DIGITS),
  ...(
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW ' +
    'CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ' +
    'IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
    'MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP ' +
    'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ' +
    'ZAR ZMW ZWG'
  ).split(' '),
]);

/** Tests whether a code is a currency in use by ISO 4217. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** The decimals of a currency's smallest unit by ISO 4217: 2 for EUR, 0 for JPY. */
export function currencyDigits(code: string): number {
  return OTHER_DIGITS[code] ?? 2;
}

function digits(codes: string, count: number): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, count]));
}
