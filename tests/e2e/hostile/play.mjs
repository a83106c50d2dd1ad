// Plays a row's bytes to a proxy and says what became of them.
import { connectRaw } from '../../support/raw_client.mjs';

const dripMs = 100;
const rowLimitMs = 5000; // nothing hangs

// Sends the bytes, whole or one by one, then `drip` again and again, and waits until the proxy closes. `methods`: of the
// requests, for the framing of their answers. Resolves to { answers, rest, error }: `rest` is what came and is not a whole answer.
export async function play(t, url, bytes, { methods = [], piecewise = false, drip } = {}) {
  const client = await connectRaw(t, url);
  if (piecewise) await sendOneByOne(client.socket, bytes);
  else client.send(bytes);
  const dripping = setInterval(() => drip && client.socket.writable && client.send(drip), dripMs);
  t.after(() => clearInterval(dripping));
  await client.sawClose({ limitMs: rowLimitMs });
  clearInterval(dripping);
  const answers = [];
  try {
    while (client.bytes.length > 0) answers.push(await client.response({ method: methods[finals(answers)] }));
  } catch {
    // then the rest is no whole answer
  }
  client.socket.destroy();
  return { answers, rest: client.text, error: client.error };
}

const finals = (answers) => answers.filter(({ status }) => status >= 200).length;

async function sendOneByOne(socket, bytes) {
  socket.setNoDelay(true);
  const buffer = Buffer.from(bytes, 'latin1');
  for (let at = 0; at < buffer.length && socket.writable; at++) {
    await new Promise((sent) => socket.write(buffer.subarray(at, at + 1), sent));
  }
}

// Calls visit(row, lane) for all rows, one at a time in each lane.
export async function inLanes(lanes, rows, visit) {
  const left = [...rows];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let row; (row = left.shift()); ) await visit(row, lane);
    }),
  );
}
