import { describe, expect, it } from 'vitest';
import { splitLinks } from './links.ts';

const linksIn = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

describe('the links of a message', () => {
  it.each([
    ['See https://example.com/a?b=1#c.', ['https://example.com/a?b=1#c']],
    ['(http://example.com/x)', ['http://example.com/x']],
    ['https://en.wikipedia.org/wiki/Watt_(unit)', ['https://en.wikipedia.org/wiki/Watt_(unit)']],
    ['https://a.example, https://b.example!', ['https://a.example/', 'https://b.example/']],
    ['HTTPS://EXAMPLE.COM', ['https://example.com/']],
    ['no link: example.com, ftp://example.com, javascript:alert(1), data:text/html,x', []],
    ['https://', []],
    ['', []],
  ])('of %j are %j', (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  it('leave the text as it was written', () => {
    const text = 'One\nhttps://example.com/<b>x</b> and “https://example.com”.\n';
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
