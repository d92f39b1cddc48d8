import { ruleFileSchema, type RuleEventType } from '../contract/rule-file.js';
import { filesOfKind, type FlowTexts } from '../policy/flow-files.js';

/** Names of all rules of a policy, whether they ever fire or not, in the order of its files. */
export function namedRules(files: FlowTexts): readonly { readonly rule: string; readonly asks: RuleEventType }[] {
  return filesOfKind(files, 'rules').flatMap(({ text }) => {
    // The texts of a policy were checked when it was loaded.
    const parsed = ruleFileSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.rules.map(({ name, event }) => ({ rule: name, asks: event.type })) : [];
  });
}
