import { expect } from 'chai';
import fc from 'fast-check';
import { EndlessLineError, readEventStream } from '../../client/eventStream.ts';

async function collect(chunks: readonly Uint8Array[]): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of readEventStream(body)) found.push(data);
  return found;
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('client readEventStream', () => {
  it('reads events whatever the chunks are, also within a character', async () => {
    const bytes = encode('data: {"a":"é"}\n\n: alive\n\ndata: two\ndata: lines\r\n\r\ndata: [DONE]\n\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await collect(chunks)).to.deep.equal(['{"a":"é"}', 'two\nlines', '[DONE]']);
      }),
    );
  });

  it('does not collect a line that does not end', async () => {
    const piece = encode('a'.repeat(256 * 1024));
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
    const error = await readEventStream(body)
      .next()
      .catch((it: unknown) => it);
    expect(error).to.be.instanceOf(EndlessLineError);
  });

  it('gives an event that the server did not close', async () => {
    expect(await collect([encode('data: last')])).to.deep.equal(['last']);
  });

  it('takes fields in any order, lines that end in CR alone, fields without a value, and skips comments', async () => {
    const bytes = encode(': hello\rid: 7\rdata: one\revent: message\r\rretry: 10\ndata\ndata:two\n\nevent: none\n\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await collect(chunks)).to.deep.equal(['one', '\ntwo']);
      }),
    );
  });

  it('drops the stream when its reader goes away', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encode('data: more\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of readEventStream(body)) break;
    expect(cancelled).to.equal(true);
  });
});
