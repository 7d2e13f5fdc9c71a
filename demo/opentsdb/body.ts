import { isObject, type JsonObject, parseJson } from '../http/json';
import { type DemoRequest } from '../http/message';
import { unparsable } from './errors';

/** The object that a request's body holds. */
export function objectBody(request: DemoRequest): JsonObject {
  const parsed = parseJson(request.body.toString('utf8'));
  if (!parsed || !isObject(parsed.value)) {
    throw unparsable(`The body is not a JSON object: ${request.body.toString('utf8').slice(0, 200)}`);
  }
  return parsed.value;
}
