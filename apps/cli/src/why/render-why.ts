import type { DecisionStory, NearMiss, Policy, SeenTest, ToldHit, ToldUnknown } from '@gavel/engine';
import { counted } from '../counted.js';
import { wrapped } from '../wrapped.js';
import { renderExplainedScore } from './render-score.js';
import { renderCounterfactuals } from './render-counterfactual.js';
import type { Why } from './tell-decision.js';

const MOST_NEAR = 3;
const MOST_UNKNOWN = 5;
/** A number this far from its threshold is not near, though nothing else was lacking. */
const FAR = 0.8;

/** A decision's story for people: the outcome and why, then what the rules, the score and the shadows said. */
export function renderWhy(why: Why, policy: Policy): string {
  const { story } = why;
  const sections = [
    renderHead(why),
    section('Rules that fired', story.hits.toSorted((a, b) => Number(b.decided) - Number(a.decided)).flatMap(renderHit)),
    section('Score', renderScore(why)),
    why.explainedScore === undefined ? [] : renderExplainedScore(why.explainedScore),
    section('Nearly fired', renderNear(story.nearMisses)),
    section('Could not be decided', renderUnknown(story.unknown)),
    section(
      'Answered without',
      story.degraded.map((what) => `  ${what}`),
    ),
    section('In the shadow', story.shadows.map(renderShadow)),
    renderCounterfactuals(why.counterfactuals ?? [], { policy, scoreSpeaks: (story.score?.band?.outcome ?? 'pass') !== 'pass' }),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function renderHead({ decisionId, flow, policy, role, version, asRecorded, story }: Why): readonly string[] {
  const model = version === undefined ? 'no model' : `${role} ${version}`;
  return [
    `${story.outcome.toUpperCase()}  decided by ${story.decidedBy}`,
    `decision ${decisionId} of ${flow}, ${model}, policy ${policy.slice(0, 12)}…`,
    '',
    wrapped(story.why),
    ...(asRecorded ? [] : ['', wrapped('Beware: another outcome was recorded. This is what this gavel makes of the recorded facts.')]),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function renderHit({ rule, asks, decided, reason, text, because }: ToldHit): readonly string[] {
  return [
    `  ${rule}  ${asks === 'flag' ? 'remarks' : `asks for ${asks}`}${decided ? ', and decided' : ''}`,
    wrapped(`${reason}: ${text}`, 4, 2),
    ...because.map((test) => wrapped(`• ${seenWords(test)}`, 4, 2)),
  ];
}

function seenWords({ test, held, seen, about }: SeenTest): string {
  const denied = held === 'no' ? 'not so: ' : '';
  // `channel is moto; it was moto` says it twice.
  const value = test.endsWith(seen.replace('it was', ' is')) ? '' : `; ${seen}`;
  return `${denied}${test}${value}${about === undefined ? '' : `  (${about})`}`;
}

function renderScore({ story, model }: Why): readonly string[] {
  const { score } = story;
  if (score === undefined) return [];
  if (score.score === undefined) return [`  missing: ${score.missing ?? 'it was not recorded'}`];
  const by = model === undefined ? '' : ` by ${model.name} ${model.version} on ${model.backend}`;
  const band = score.band === undefined ? '' : `; the band from ${score.band.from} to ${score.band.to} asks for ${score.band.outcome}`;
  return [wrapped(`${Number(score.score.toPrecision(4))}${by}${band}`, 2)];
}

function renderNear(misses: readonly NearMiss[]): readonly string[] {
  return misses
    .filter(({ gap }) => gap === undefined || gap <= FAR)
    .slice(0, MOST_NEAR)
    .flatMap(({ rule, asks, lacked, held, comparisons }) => [
      `  ${rule}  would ask for ${asks}; ${held} of ${counted(comparisons, 'comparison')} held`,
      wrapped(`• lacked: ${lacked.test}; ${lacked.seen}`, 4, 2),
    ]);
}

/** Those that had a say in the outcome first; of the others a few, for most are about what a request of this kind never has. */
function renderUnknown(unknown: readonly ToldUnknown[]): readonly string[] {
  const sorted = unknown.toSorted((a, b) => Number(a.meant === 'ignore') - Number(b.meant === 'ignore'));
  const heard = sorted.filter(({ meant }) => meant !== 'ignore').length;
  const shown = sorted.slice(0, Math.max(heard, MOST_UNKNOWN));
  const left = sorted.length - shown.length;
  const lines = shown.map(({ rule, meant, lacked }) => {
    const what = lacked.map(({ fact, reason }) => `${fact} (${reason})`).join(', ');
    return wrapped(`${rule}  ${meant === 'ignore' ? 'ignored' : `taken as ${meant}`}; missing: ${what}`, 2, 4);
  });
  return [...lines, ...(left > 0 ? [`  … and ${left} more`] : [])];
}

function renderShadow({ version, status, outcome, score, agrees, error }: DecisionStory['shadows'][number]): string {
  const given = score === undefined ? 'no score' : `score ${Number(score.toPrecision(4))}`;
  const said = status === 'failed' ? `failed (${error ?? 'no reason given'}), so by fallback ${outcome}` : `${outcome}, ${given}`;
  return wrapped(`version ${version}: ${said}; ${agrees ? 'the same outcome' : 'ANOTHER OUTCOME'}`, 2, 4);
}
