import { z } from 'zod';
import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
import { address } from '../../../protocol/scalars.ts';
import { useIndex } from '../../api/useIndex.ts';
import { Card } from '../../ui/Card.tsx';
import { Identifier } from '../../ui/Identifier.tsx';
import { useAccountName } from '../../wallet/useAccountName.ts';

const answer = z.object({
  deposits: z.object({
    nodes: z.array(z.object({ id: z.string(), label: z.string(), register: z.string(), contributor: address })),
  }),
});

const query = /* GraphQL */ `
  query CitedDeposits($ids: [ID!]!) {
    deposits(ids: $ids, first: 50) { nodes { id label register contributor } }
  }
`;

/** The deposits that an answer quotes or that match the question, with whose they are. */
export function CitedDeposits({ cited }: { readonly cited: AnswerRecord['deposits'] }) {
  const ids = [...new Set(cited.map(({ deposit }) => deposit))].slice(0, 50);
  const { data } = useIndex({ key: 'cited', query, schema: answer, variables: { ids }, every: 60_000 });
  const accountName = useAccountName();
  return (
    <Card title="Texts it rests on">
      <ul className="steps">
        {ids.map((id) => {
          const known = data?.deposits.nodes.find((deposit) => deposit.id === id);
          return (
            <li key={id} className="row">
              <Identifier value={id} what="deposit" />
              {known && (
                <span className="soft">
                  {known.label || 'without a label'}, {known.register}, from {accountName(known.contributor)}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
