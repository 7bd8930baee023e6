import { expect } from 'chai';
import { startServer } from '../../client/fakeServer.ts';
import { CONFIGURATION, HASH, RECORD } from '../../client/fixtures.ts';
import { runTilth } from '../../scenarios/runTilth.ts';

const chunk = { id: 'c', created: 1, model: 'auto', object: 'chat.completion.chunk' };
const choice = (content: string) => ({ index: 0, delta: { content }, logprobs: null, finish_reason: null });

describe('tilth ask', function () {
  this.timeout(60_000);

  it('prints the answer, then who gave it and the receipt, and all of it as JSON where that is asked for', async () => {
    await using page = await startServer((request, response) => {
      if (request.url !== '/v1/chat/completions')
        return void response.end(JSON.stringify({ ...CONFIGURATION, apiUrls: [page.url] }));
      const events = [
        { ...chunk, choices: [choice('A mill\u001b[2J.')] },
        { ...chunk, choices: [], tilth: RECORD },
      ];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end([...events.map((it) => JSON.stringify(it)), '[DONE]'].map((it) => `data: ${it}\n\n`).join(''));
    });
    const words = ['ask', 'Who?', '--commons', page.url];
    const [shown, whole] = await Promise.all([runTilth(words), runTilth([...words, '--json'])]);
    expect(shown.out, shown.err).to.equal(
      [
        'A mill[2J.\n',
        'Only one expert had an answer.',
        'answered   retrieval expert 3, oral (operator 4)',
        `receipt    ${HASH}\n`,
      ].join('\n'),
    );
    expect(JSON.parse(whole.out)).to.deep.equal({ text: 'A mill\u001b[2J.', ...RECORD });
  });
});
