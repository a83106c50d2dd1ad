// Waiting for a condition, never for a time.
import { scheduler } from 'node:timers/promises';

const lookAgainMs = 5;

// Resolves to the first truthy value of `condition` (which may be async); throws after limitMs, saying what was awaited.
export async function until(condition, { what = 'a condition', limitMs = 10_000 } = {}) {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await scheduler.wait(lookAgainMs);
  }
}

// The promise's value; throws after limitMs.
export async function within(promise, { what = 'a promise', limitMs = 10_000 } = {}) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limitMs} ms in vain for ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
