// A headless Chromium with a profile of its own that talks to nobody but the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromiumProgram, requirePackage } from './paths.mjs';

const quiet = [
  '--no-sandbox', // tests run as root, where its sandbox cannot
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
];

// Resolves to { context, errors, close }: Playwright's browser context, what its pages threw or logged as an error, and
// the end of the browser and its profile.
export async function launchChromium({ viewport = { width: 1280, height: 800 }, args = [], ...options } = {}) {
  const { chromium } = requirePackage('playwright-core');
  const profile = mkdtempSync(join(tmpdir(), 'inlay-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumProgram,
    headless: true,
    viewport,
    args: [...quiet, ...args],
    ...options,
  });
  const errors = [];
  context.on('weberror', (event) => errors.push(String(event.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { context, errors, close };
}

// The same, closed with the test.
export async function openChromium(t, options) {
  const browser = await launchChromium(options);
  t.after(browser.close);
  return browser;
}
