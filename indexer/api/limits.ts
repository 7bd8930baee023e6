import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { MAX_FIRST } from './page.ts';

const MAX_DEPTH = 10;
const MAX_COST = 500_000;
/** What a list without `first` counts for: most are shorter (places of a deposit, nodes of an operator). */
const PLAIN_LIST = 20;

/** Validation rule: refuses queries that nest too deep or could ask for too many fields. */
export function limitQueries(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const root = context.getSchema().getQueryType();
      if (!root) return;
      const cost = measure({ context, seen: new Set(), depth: 1 }, operation.selectionSet, root, 50);
      if (cost > MAX_COST) {
        context.reportError(
          new GraphQLError(`The query may ask for ${cost} fields; ${MAX_COST} is the limit. Ask for smaller pages.`),
        );
      }
    },
  };
}

type Walk = { readonly context: ValidationContext; readonly seen: ReadonlySet<string>; readonly depth: number };

/** How many fields a selection may give; `page` is the `first` of the connection around it. */
function measure(walk: Walk, selections: SelectionSetNode, type: GraphQLOutputType, page: number): number {
  if (walk.depth > MAX_DEPTH) {
    walk.context.reportError(new GraphQLError(`The query nests deeper than ${MAX_DEPTH} levels.`));
    return 0;
  }
  let cost = 0;
  for (const selection of selections.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      cost += measure(walk, selection.selectionSet, type, page);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = walk.context.getFragment(selection.name.value) as FragmentDefinitionNode | null | undefined;
      if (!fragment || walk.seen.has(selection.name.value)) continue;
      const seen = new Set([...walk.seen, selection.name.value]);
      cost += measure({ ...walk, seen }, fragment.selectionSet, type, page);
    } else if (!selection.name.value.startsWith('__') && isObjectType(type)) {
      const field = type.getFields()[selection.name.value];
      if (!field) continue;
      const first = selection.arguments?.find((argument) => argument.name.value === 'first')?.value;
      const declared = field.args.find((argument) => argument.name === 'first');
      const asked = first?.kind === Kind.INT ? Number(first.value) : first ? MAX_FIRST : declared ? 50 : undefined;
      const times = isListType(getNullableType(field.type))
        ? (asked ?? (selection.name.value === 'nodes' ? page : PLAIN_LIST))
        : 1;
      const inner = selection.selectionSet
        ? measure(
            { ...walk, depth: walk.depth + 1 },
            selection.selectionSet,
            getNamedType(field.type) as GraphQLOutputType,
            asked ?? page,
          )
        : 0;
      cost += 1 + times * inner;
    }
  }
  return cost;
}
