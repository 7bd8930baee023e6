import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  visit,
} from 'graphql';
import { MAX_FIRST } from './page.ts';

/** Words and signs of a query, looked at before anything is built from them. */
export const MAX_TOKENS = 2_000;
const MAX_DEPTH = 10;
const MAX_COST = 500_000;
/** Fields as they stand in the text, and how often fragments are used: rules compare each with each. */
const MAX_FIELDS = 250;
const MAX_SPREADS = 50;
/** Fields at the top, under whatever alias: each is a question of its own to the database. */
const MAX_ROOT_FIELDS = 16;
/** What a list without `first` counts for: most are shorter (places of a deposit, nodes of an operator). */
const PLAIN_LIST = 20;
/** The description of the schema is some ten thousand fields. */
const SCHEMA_COST = 100_000;

/** Validation rule: refuses queries that are too large, nest too deep or could ask for too much. */
export function limitQueries(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const problem = judgeSize(document) ?? judgeCost(document, context.getSchema());
      if (problem) context.reportError(new GraphQLError(problem));
    },
  };
}

/** What is wrong with a query as a text. */
function judgeSize(document: DocumentNode): string | null {
  let fields = 0;
  let spreads = 0;
  visit(document, {
    enter: ({ kind }) => {
      if (kind === Kind.FIELD) fields += 1;
      if (kind === Kind.FRAGMENT_SPREAD) spreads += 1;
    },
  });
  if (fields > MAX_FIELDS) return `The query names ${fields} fields; ${MAX_FIELDS} is the limit.`;
  return spreads > MAX_SPREADS ? `The query uses fragments ${spreads} times; ${MAX_SPREADS} is the limit.` : null;
}

/** How many fields a selection may give, how deep it goes, and how many fields stand at its top. */
type Measure = { readonly cost: number; readonly depth: number; readonly fields: number };

const NOTHING: Measure = { cost: 0, depth: 0, fields: 0 };

function judgeCost(document: DocumentNode, schema: GraphQLSchema): string | null {
  const root = schema.getQueryType();
  if (!root) return null;
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { cost, depth, fields } = measure(definition.selectionSet, root, 50);
    if (depth > MAX_DEPTH) return `The query nests deeper than ${MAX_DEPTH} levels.`;
    if (fields > MAX_ROOT_FIELDS)
      return `The query asks ${fields} questions at once; ${MAX_ROOT_FIELDS} is the limit. Ask for them one by one.`;
    if (cost > MAX_COST)
      return `The query may ask for ${cost} fields; ${MAX_COST} is the limit. Ask for smaller pages.`;
  }
  return null;
}

type Measurer = (selections: SelectionSetNode, type: GraphQLOutputType, page: number) => Measure;

/** Measures selections; each fragment once for each page size around it, so that the work grows with the text alone. */
function createMeasure(document: DocumentNode): Measurer {
  const fragments = new Map(
    document.definitions.flatMap((it) => (it.kind === Kind.FRAGMENT_DEFINITION ? [[it.name.value, it] as const] : [])),
  );
  const known = new Map<string, Measure>();

  const ofFragment = (name: string, type: GraphQLOutputType, page: number): Measure => {
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    const key = `${name} ${getNamedType(type).name} ${page}`;
    // One that spreads itself counts for nothing inside itself; another rule refuses it.
    const found = known.get(key);
    if (found) return found;
    known.set(key, NOTHING);
    const made = measure(fragment.selectionSet, type, page);
    known.set(key, made);
    return made;
  };

  /** `page` is the `first` of the connection around the selection. */
  const measure: Measurer = (selections, type, page) => {
    let [cost, depth, fields] = [0, 0, 0];
    for (const selection of selections.selections) {
      if (selection.kind !== Kind.FIELD) {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? measure(selection.selectionSet, type, page)
            : ofFragment(selection.name.value, type, page);
        cost += inner.cost;
        fields += inner.fields;
        depth = Math.max(depth, inner.depth);
        continue;
      }
      const name = selection.name.value;
      fields += 1;
      if (name === '__schema' || name === '__type') cost += SCHEMA_COST;
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      if (!field) continue;
      const first = selection.arguments?.find((argument) => argument.name.value === 'first')?.value;
      const declared = field.args.find((argument) => argument.name === 'first');
      const asked =
        first?.kind === Kind.INT ? Math.max(1, Number(first.value)) : first ? MAX_FIRST : declared ? 50 : undefined;
      const isList = isListType(getNullableType(field.type));
      const times = isList ? (asked ?? (name === 'nodes' ? page : PLAIN_LIST)) : 1;
      const inner = selection.selectionSet
        ? measure(selection.selectionSet, getNamedType(field.type) as GraphQLOutputType, asked ?? page)
        : NOTHING;
      cost += 1 + times * inner.cost;
      depth = Math.max(depth, 1 + inner.depth);
    }
    return { cost, depth, fields };
  };
  return measure;
}
