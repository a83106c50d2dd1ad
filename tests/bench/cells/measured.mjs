// What the benches of cells share: something that stands for a test's context, an origin, and figures.
import { startOrigin } from '../../support/origin.mjs';

// Runs `work(t)`, where t.after() is what it is in tests, and cleans up.
export async function measure(work) {
  const ends = [];
  try {
    await work({ after: (end) => ends.unshift(end) });
  } finally {
    for (const end of ends) await end();
  }
}

const paragraphs = Array.from({ length: 20 }, (_, i) => `<p>Paragraph ${i} of a page that has little to do.</p>\n`).join('');
export const page = `<!doctype html><html><head><title>t</title></head><body>\n${paragraphs}</body></html>\n`;
export const mark = ' data-seen="1"';
// One element handler.
export const smallScript = `export default { html(rewriter) { rewriter.on('body', { element(body) { body.setAttribute('data-seen', '1'); } }); } };\n`;

export const startPageOrigin = (t) =>
  startOrigin(t, (request, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': page.length }).end(page));

export function percentile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

// Fails the bench where a page was not what it is about.
export function checked(answer, what, wanted = mark) {
  if (answer.failure || answer.status !== 200 || !answer.body.includes(wanted)) {
    throw new Error(`${what}: ${answer.failure ?? answer.status}, ${answer.body.length} bytes without ${wanted}`);
  }
  return answer;
}
