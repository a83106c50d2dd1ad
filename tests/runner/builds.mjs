// Configures and builds one preset. Resolves to undefined, or to the failing step's output.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { runChild } from './child.mjs';

export async function buildPreset(preset, targets, { root, signal, progress }) {
  const folder = join(root, 'build', preset);
  const steps = [
    ['configuring', 'cmake', ['-S', root, '--preset', preset]],
    ['building', 'ninja', ['-C', folder, '-j', String(availableParallelism()), ...targets]],
  ];
  for (const [doing, command, args] of steps) {
    progress(doing);
    const onLine = (line) => {
      const count = /^\[\d+\/\d+\]/.exec(line);
      if (count) progress(`${doing} ${preset} ${count[0]}`);
    };
    const child = await runChild(command, args, { cwd: root, signal, onLine });
    if (child.stopped) return `${doing} ${preset}: stopped, the suite took too long`;
    if (!child.ok) return withoutProgress(child.output);
  }
  return undefined;
}

// Removes what the build no longer makes: programs of tests that are gone must not go on being run.
export async function removeDead(preset, { root, signal }) {
  await runChild('ninja', ['-C', join(root, 'build', preset), '-t', 'cleandead'], { cwd: root, signal });
}

function withoutProgress(output) {
  return output
    .split('\n')
    .filter((line) => !/^\[\d+\/\d+\] (Building|Linking|Generating)/.test(line))
    .slice(-120)
    .join('\n');
}
