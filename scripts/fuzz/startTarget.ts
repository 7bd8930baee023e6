import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { BaseError } from '../../protocol/errors/BaseError.ts';

export type Look = { readonly longestMs: number; readonly memory: number; readonly troubles: readonly string[] };

export type Target = {
  readonly gate: string;
  readonly index: string;
  /** What happened since the last look. */
  readonly look: () => Promise<Look>;
  readonly stop: () => void;
};

/** Starts the servers under test in a process of their own. */
export async function startTarget(): Promise<Target> {
  const program = join(import.meta.dirname, 'target.ts');
  const child = fork(program, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new TargetDiedError(code as number | null);
  });
  died.catch(() => {});
  const next = async () => {
    const [message] = (await Promise.race([once(child, 'message'), died])) as [unknown];
    return message;
  };
  const { gate, index } = (await next()) as Pick<Target, 'gate' | 'index'>;
  return {
    gate,
    index,
    look: async () => {
      const answer = next();
      child.send('look');
      return (await answer) as Look;
    },
    stop: () => child.disconnect(),
  };
}

export type Sent = { readonly status: number; readonly body: string };

const ANSWER_MS = 10_000;

/** Sends a request as it is drawn. A connection that the server cuts is an answer too: status 0. @throws NoAnswerInTimeError */
export function send(
  url: string,
  options: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
  },
): Promise<Sent> {
  const { method, headers, body } = options;
  return new Promise((done, fail) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        text = `${text}${piece}`.slice(0, 10_000);
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, body: text }));
      response.on('error', () => done({ status: 0, body: '' }));
    });
    request.setTimeout(ANSWER_MS, () => {
      request.destroy();
      fail(new NoAnswerInTimeError(url));
    });
    request.on('error', () => done({ status: 0, body: '' }));
    request.end(body);
  });
}

/** The servers under test ended. */
export class TargetDiedError extends BaseError {
  override readonly name = 'TargetDiedError';
  constructor(code: number | null) {
    super('The servers under test ended.', { values: { code } });
  }
}

/** A server under test took an input and said nothing. */
export class NoAnswerInTimeError extends BaseError {
  override readonly name = 'NoAnswerInTimeError';
  constructor(url: string) {
    super('A server under test does not answer.', { values: { url } });
  }
}
