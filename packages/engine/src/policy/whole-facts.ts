import { parseShaped } from '../contract/check-shape.js';
import { featureFileSchema } from '../contract/feature-file.js';
import { flowFileSchema } from '../contract/flow-file.js';
import type { JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { MAX_JSON_DEPTH } from '../rules/rule-limits.js';
import type { FlowTexts } from './flow-files.js';

/** Facts whose values are whole numbers: request fields of type integer, counts, hours and weekdays. */
export function wholeFactsOf(files: FlowTexts): ReadonlySet<string> {
  const limits = { maxDepth: MAX_JSON_DEPTH };
  const flow = parseShaped(flowFileSchema, 'flow.json', files['flow.json'] ?? '', limits);
  const features = parseShaped(featureFileSchema, 'features.json', files['features.json'] ?? '', limits);
  const properties: JsonValue | undefined = flow.ok ? flow.value.value.request['properties'] : undefined;
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).filter(
    ([, one]) => isJsonObject(one) && one['type'] === 'integer',
  );
  const counts = (features.ok ? features.value.value.features : []).filter((one) =>
    'from' in one ? one.from === 'localHour' || one.from === 'weekday' : one.aggregate === 'count' || one.aggregate === 'distinct',
  );
  return new Set([...fields.map(([name]) => name), ...counts.map(({ name }) => name)]);
}
