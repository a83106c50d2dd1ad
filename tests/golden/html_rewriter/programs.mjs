// Reads a program's folder: what case.json says or leaves out, the page and what is expected (README.md).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function readProgram(folder, name) {
  const read = (file) => readFileSync(join(folder, name, file), 'utf8');
  const settings = existsSync(join(folder, name, 'case.json')) ? JSON.parse(read('case.json')) : {};
  return { name, url: 'https://example.com/', requestHeaders: {}, responseStatus: 200, responseHeaders: {}, expectedStatus: 200, expectedHeaders: {}, ...settings, page: read('in.html'), expected: read('expected.html') };
}
