import { useState } from 'react';
import { useIndex } from '../api/useIndex.ts';
import { ModelCard } from '../features/models/ModelCard.tsx';
import { modelsAnswer, modelsQuery } from '../features/models/models.ts';
import { Button } from '../ui/Button.tsx';
import { QueryView } from '../ui/QueryView.tsx';
import { Screen } from '../ui/Screen.tsx';

const PAGE = 10;

/** Base models and the adapters that the commons trained. */
export default function ModelsPage() {
  const [first, setFirst] = useState(PAGE);
  const query = useIndex({ key: 'models', query: modelsQuery, schema: modelsAnswer, variables: { first } });
  return (
    <Screen
      title="Models"
      lead="Every adapter names the mixture it was made with and everyone whose text went into it."
    >
      <QueryView
        query={query}
        what="the models"
        isEmpty={({ models }) => models.totalCount === 0}
        empty="No model is registered yet. The first adapter appears after the first vote has passed."
      >
        {({ models }) => (
          <div className="stack">
            {models.nodes.map((model) => (
              <ModelCard key={model.id} model={model} />
            ))}
            {models.totalCount > models.nodes.length && (
              <div>
                <Button onClick={() => setFirst((now) => now + PAGE)}>Show older models</Button>
              </div>
            )}
          </div>
        )}
      </QueryView>
    </Screen>
  );
}
