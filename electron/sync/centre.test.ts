import { expect, test } from 'vitest';
import { centreUrl } from './centre.ts';

test('an address as it is typed, with a scheme or without', () => {
  expect(centreUrl(' loial.example.md ')).toBe('https://loial.example.md');
  expect(centreUrl('loial.example.md/magazin/')).toBe('https://loial.example.md/magazin');
  expect(centreUrl('http://loial.example.md')).toBe('http://loial.example.md');
  expect(centreUrl('192.168.1.5:8080')).toBe('http://192.168.1.5:8080');
  expect(centreUrl('127.0.0.1:4100')).toBe('http://127.0.0.1:4100');
  expect(centreUrl('localhost:4100')).toBe('http://localhost:4100');
  expect(centreUrl('172.20.0.9')).toBe('http://172.20.0.9');
  expect(centreUrl('172.50.0.9')).toBe('https://172.50.0.9');
  expect(centreUrl('server-magazin:4100')).toBe('http://server-magazin:4100');
});

test('what is no address is none', () => {
  for (const typed of ['', '   ', 'ftp://x', 'file:///etc/passwd', 'https://', 'javascript:alert(1)', 'două cuvinte']) {
    expect([typed, centreUrl(typed)]).toEqual([typed, null]);
  }
});
