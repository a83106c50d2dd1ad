// setTimeout and its kin (HTML §8.6). The host has the clock and knows which request a timer belongs to; here is what to call.
import { globals, newList, push, reflectApply, TypeError } from './primordials.mjs';
import { host } from './host.mjs';
import { needArguments } from './webidl.mjs';

const longest = 2 ** 31 - 1;
const timers = { __proto__: null }; // id → {run, repeat}
let lastId = 0;

function start(run, ms, repeat) {
  const id = (lastId % longest) + 1;
  host.startTimer(id, ms > 0 ? ms : 0, repeat);
  lastId = id;
  timers[id] = { __proto__: null, run, repeat };
  return id;
}

function startFor(what, parameters, delay, repeat) {
  needArguments(1, parameters.length, what);
  const callback = parameters[0];
  if (typeof callback !== 'function') throw new TypeError(`${what}: the callback is not a function (text is not evaluated)`);
  const rest = newList();
  for (let i = 2; i < parameters.length; i += 1) push(rest, parameters[i]);
  return start(() => void reflectApply(callback, globals, rest), delay | 0, repeat);
}

function stop(id) {
  if (timers[id] === undefined) return;
  delete timers[id];
  host.stopTimer(id);
}

// Methods of an object, so that they are no constructors.
export const timerFunctions = {
  __proto__: null,
  setTimeout(callback, delay = 0) {
    return startFor('setTimeout', arguments, delay, false);
  },
  setInterval(callback, delay = 0) {
    return startFor('setInterval', arguments, delay, true);
  },
  clearTimeout(id = 0) {
    stop(id | 0);
  },
  clearInterval(id = 0) {
    stop(id | 0);
  },
};

// For the prelude itself; `ms` may be longer than a visitor could ever wait.
export const startInternalTimer = (run, ms) => start(run, ms > longest ? longest : ms, false);

// What the host calls when the time has come.
export function fireTimer(id) {
  const timer = timers[id];
  if (timer === undefined) return;
  if (!timer.repeat) delete timers[id];
  try {
    reflectApply(timer.run, undefined, []);
  } catch (error) {
    host.reportError(error);
  }
}

export function dropTimers(ids) {
  for (let i = 0; i < ids.length; i += 1) delete timers[ids[i]];
}
