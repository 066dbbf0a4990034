// What the tests of official clients share: a simulator as a process, and its orders.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';

const build = path.resolve('../..', process.env.BUILD ?? 'build');

/** Starts build/sims/NAME; gives its address, `order(verb, params)` and `stop()`. */
export async function startSim(name) {
  const child = spawn(path.join(build, 'sims', name), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const base = line.split(' ').pop();
  return {
    base,
    async order(verb, params = {}) {
      const answer = await fetch(`${base}/sim/${verb}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(params),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`/sim/${verb}: ${body.error}`);
      return body;
    },
    stop: () => child.kill(),
  };
}

const WAIT_MS = 30000; // only what fails takes so long

/** Until `check` holds, which may be asynchronous. */
export async function until(check, what) {
  for (const end = Date.now() + WAIT_MS; !(await check());) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The next event of that name whose arguments `fits`. */
export function next(emitter, name, fits = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} came`)), WAIT_MS);
    emitter.on(name, function listener(...args) {
      if (!fits(...args)) return;
      clearTimeout(timer);
      emitter.off(name, listener);
      resolve(args[0]);
    });
  });
}
