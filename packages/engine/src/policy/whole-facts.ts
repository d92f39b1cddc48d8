import { parseShaped } from '../contract/check-shape.js';
import { featureFileSchema, isWindowFeature } from '../contract/feature-file.js';
import { flowFileSchema } from '../contract/flow-file.js';
import type { JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { MAX_JSON_DEPTH } from '../rules/rule-limits.js';
import type { FlowTexts } from './flow-files.js';

const WHOLE: ReadonlySet<string> = new Set(['count', 'distinct', 'streak', 'localHour', 'weekday', 'size', 'growth']);

/** Facts whose values are whole numbers: request fields of type integer, counts, sizes, hours and weekdays. */
export function wholeFactsOf(files: FlowTexts): ReadonlySet<string> {
  const limits = { maxDepth: MAX_JSON_DEPTH };
  const flow = parseShaped(flowFileSchema, 'flow.json', files['flow.json'] ?? '', limits);
  const features = parseShaped(featureFileSchema, 'features.json', files['features.json'] ?? '', limits);
  const properties: JsonValue | undefined = flow.ok ? flow.value.value.request['properties'] : undefined;
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).filter(
    ([, one]) => isJsonObject(one) && one['type'] === 'integer',
  );
  const counts = (features.ok ? features.value.value.features : []).filter((one) =>
    isWindowFeature(one) ? WHOLE.has(one.aggregate) : WHOLE.has(one.from === 'group' ? one.measure : one.from),
  );
  return new Set([...fields.map(([name]) => name), ...counts.map(({ name }) => name)]);
}
