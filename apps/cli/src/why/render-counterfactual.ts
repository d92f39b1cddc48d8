import { Vocabulary, type Counterfactual, type FactChange, type Policy } from '@gavel/engine';
import { counted } from '../counted.js';
import { thousands } from '../thousands.js';
import { wrapped } from '../wrapped.js';

/** What would have changed the outcome, for people, and how far that can be trusted. */
export function renderCounterfactuals(
  all: readonly Counterfactual[],
  { policy, scoreSpeaks }: { readonly policy: Policy; readonly scoreSpeaks: boolean },
): readonly string[] {
  const vocabulary = new Vocabulary(policy);
  const [first] = all;
  if (first === undefined) return [];
  const last = first.untried.map(({ fact, why }) => wrapped(`Not tried: ${fact}, because ${why}.`, 2, 4));
  if (first.tried.length === 0)
    return [
      'What would have changed it',
      wrapped('No fact may be changed: declare some under "changeable" in flow.json, or name them with --change.', 2),
      ...last,
    ];
  const found = all.flatMap((one) => renderFound(one, vocabulary));
  const judged = all.reduce((sum, one) => sum + one.judged, 0);
  return ['What would have changed it', ...found, wrapped(trust(first, judged), 2), ...(scoreSpeaks ? scoreHint(all) : []), ...last];
}

function renderFound({ status, found, tried, wanted }: Counterfactual, vocabulary: Vocabulary): readonly string[] {
  if (found === undefined) {
    const gaveUp = status === 'gave-up';
    const text = gaveUp
      ? `Nothing was found among ${tried.join(', ')} before the search was given up; there may be something.`
      : `No other value of ${tried.join(', ')}, nor of up to three of them together, gives ${wanted.join(' or ')}.`;
    return [wrapped(text, 2)];
  }
  const head = `${found.outcome}, decided by ${found.decidedBy}, with ${counted(found.changes.length, 'fact')} changed:`;
  return [
    wrapped(head, 2),
    ...found.changes.map((change) => wrapped(changeWords(change, vocabulary), 4, 4)),
    ...found.follows.map((change) => wrapped(`so ${changeWords(change, vocabulary)}`, 6, 4)),
  ];
}

function changeWords({ fact, from, to }: FactChange, vocabulary: Vocabulary): string {
  const about = vocabulary.note(fact)?.brief;
  const before = from === undefined ? 'missing' : vocabulary.value(fact, from);
  return `${fact} ${vocabulary.value(fact, to)} instead of ${before}${about === undefined ? '' : `  (${about})`}`;
}

/** Where the score stands in the way, the reader should know how to ask about it. */
function scoreHint(all: readonly Counterfactual[]): readonly string[] {
  const stuck = all.find(({ found, heldScore }) => found === undefined && heldScore !== undefined);
  if (stuck === undefined) return [];
  return [wrapped(`To see what another score would do: --change score,${stuck.tried.join(',')}`, 2, 4)];
}

function trust({ heldScore }: Counterfactual, judged: number): string {
  const verified = `Verified by judging again (${thousands(judged)} changed ${judged === 1 ? 'set' : 'sets'} of facts judged), all else of history as recorded`;
  if (heldScore === undefined) return `${verified}.`;
  return `${verified} and the score held at ${Number(heldScore.toPrecision(4))}: asked about other facts, the model may give another.`;
}
