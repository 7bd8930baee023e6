import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { lastSentence } from './lastSentence.ts';

/** A small young generation: a third less memory for a node process, at no cost that can be measured. */
export const SMALL_HEAP = '--max-semi-space-size=2';

/** What a child is: the same at each of its starts. */
export type Program = {
  readonly name: string;
  readonly command: string;
  /** Made anew for each start. */
  readonly args: () => readonly string[];
  /** Returns a value once a line of standard output says that the child is ready. */
  readonly isReady: (line: string) => boolean;
  /** Asked again and again where the child says nothing itself: is it up, and is it this process that answers? */
  readonly probe?: (pid: number) => Promise<boolean>;
  readonly readyMs?: number;
};

export type ChildOptions = Program & {
  readonly logDirectory: string;
  /** Told of the process at once, so that it can be stopped before it is ready too. */
  readonly adopt: (process: ChildProcessHandle) => void;
  /** Called with the reason when the child ends without having been asked to. */
  readonly onExit: (reason: ChildFailedError) => void;
};

export type ChildProcessHandle = {
  readonly name: string;
  readonly pid: number;
  /** Asks the child to end (SIGTERM), then insists (SIGKILL) after `graceMs`. */
  readonly stop: (graceMs?: number) => Promise<void>;
};

/** Starts a program, writes its output to a log file and resolves when it says that it is ready. @throws ChildFailedError */
export async function startChild(options: ChildOptions): Promise<void> {
  const logPath = join(options.logDirectory, `${options.name}.log`);
  const log = createWriteStream(logPath, { flags: 'a' });
  const child = spawn(options.command, options.args(), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: Ctrl-C reaches `tilth up` alone, which then stops the children in order.
    detached: true,
  });
  child.stderr?.pipe(log, { end: false });
  let stopping = false;
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async (graceMs = 5000) => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
    log.end();
  };
  if (child.pid !== undefined) options.adopt({ name: options.name, pid: child.pid, stop });
  await waitForReady(child, options, log, logPath);
  child.once('close', (code, signal) => {
    log.end();
    if (!stopping) options.onExit(new ChildFailedError(options.name, howEnded(code, signal), logPath));
  });
}

function waitForReady(child: ChildProcess, options: ChildOptions, log: NodeJS.WritableStream, logPath: string) {
  return new Promise<void>((done, fail) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new ChildFailedError(options.name, 'did not become ready in time', logPath));
    }, options.readyMs ?? 120_000);
    child.once('error', (cause) => {
      clearTimeout(timer);
      fail(new ChildFailedError(options.name, `could not be started (${cause.message})`, logPath));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      fail(new ChildFailedError(options.name, howEnded(code, signal), logPath));
    });
    const { probe } = options;
    const { pid } = child;
    if (probe && pid !== undefined) {
      const look = setInterval(() => {
        void probe(pid).then((isUp) => {
          if (!isUp) return;
          clearInterval(look);
          clearTimeout(timer);
          done();
        });
      }, 50);
      child.once('close', () => clearInterval(look));
    }
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      if (!options.isReady(line)) return;
      clearTimeout(timer);
      done();
    });
  });
}

/** Who was killed had nothing to say any more; who ended by itself said why. */
function howEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with ${code}` : `was ended by ${signal}`;
}

export class ChildFailedError extends BaseError {
  override readonly name = 'ChildFailedError';
  constructor(child: string, how: string, logPath: string) {
    const said = how.startsWith('was ended') ? '' : lastSentence(logPath);
    super(`The ${child} process ${how}${said ? `: ${said}` : '.'}`, { hint: `Its log: ${logPath}` });
  }
}
