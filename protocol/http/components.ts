import { z } from 'zod';
import { depositReceiptSchema } from '../receipts/depositReceipt.ts';
import { answerRecord } from './answerRecord.ts';
import { classifyAnswer, classifyRequest } from './classify.ts';
import { chatChunk, chatCompletion, chatRequest, completionRequest, textChunk, textCompletion } from './completions.ts';
import { configuration } from './configuration.ts';
import { depositAnswer, depositBody, shownDeposit, withdrawAnswer, withdrawBody } from './deposits.ts';
import { directoryAnswer } from './directory.ts';
import { errorBody } from './errorBody.ts';
import { modelList, shownModel } from './models.ts';
import { searchAnswer, searchRequest } from './search.ts';
import { commonsStatus } from './status.ts';
import { receiptAnswer } from './workReceipts.ts';

/** Schemas that have a name of their own in the OpenAPI document. */
const NAMED = {
  AnswerRecord: answerRecord,
  ChatChunk: chatChunk,
  ChatCompletion: chatCompletion,
  ChatRequest: chatRequest,
  ClassifyAnswer: classifyAnswer,
  ClassifyRequest: classifyRequest,
  CommonsStatus: commonsStatus,
  CompletionRequest: completionRequest,
  Configuration: configuration,
  DepositAnswer: depositAnswer,
  DepositBody: depositBody,
  DepositReceipt: depositReceiptSchema,
  DirectoryAnswer: directoryAnswer,
  ErrorBody: errorBody,
  ModelList: modelList,
  ReceiptAnswer: receiptAnswer,
  SearchAnswer: searchAnswer,
  SearchRequest: searchRequest,
  ShownDeposit: shownDeposit,
  ShownModel: shownModel,
  TextChunk: textChunk,
  TextCompletion: textCompletion,
  WithdrawAnswer: withdrawAnswer,
  WithdrawBody: withdrawBody,
} as const satisfies Readonly<Record<string, z.ZodType>>;

type JsonSchema = Readonly<Record<string, unknown>>;

const toUri = (name: string) => `#/components/schemas/${name}`;

/** Writes schemas as OpenAPI 3.1 reads them: those with a name once, and links to them from everywhere else. */
export function createComponents() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  // Seen from the side that writes: defaults may be left out, and answers may carry more than is named.
  const options = { io: 'input', uri: toUri } as const;
  const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
  const written = Object.entries(z.toJSONSchema(registry, options).schemas).map(([id, schema]) => [id, bare(schema)]);
  /** A link to a named schema; an unnamed one is written in place. */
  const refer = (schema: z.ZodType): JsonSchema => {
    const name = names.get(schema);
    if (name) return { $ref: toUri(name) };
    if (schema instanceof z.ZodUnion) return { anyOf: schema.options.map((option) => refer(option as z.ZodType)) };
    return bare(z.toJSONSchema(schema, options));
  };
  return { schemas: Object.fromEntries(written) as Readonly<Record<string, JsonSchema>>, refer };
}

/** Without what only a document of its own needs: an `$id` here would move what links are resolved against. */
function bare({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
