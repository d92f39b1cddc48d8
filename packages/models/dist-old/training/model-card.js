import { floorFaults } from './floor-faults.js';
/** `model-card.md`: what a version is, what it was made of and what it is worth, for people (after Mitchell et al., 2019). The same artifact gives the same card. */
export function modelCard(artifact) {
    const { name, version, metrics, inputs } = artifact;
    const { meant, short, counted } = wordsOf(artifact);
    return `# ${name} ${version}

A score from 0 to 1: the probability that a request is ${meant}, at the share of ${short} in the rows it was calibrated on. It holds no thresholds: those are policy.

## How it was made

- Command: \`${artifact.createdBy}\`
${learntText(artifact)}
- Calibrator: ${artifact.calibrator.kind}; prior correction: ${counted} counted ${artifact.priorCorrection.classWeight} times${artifact.priorCorrection.focalGamma === undefined ? '' : `, focal loss with γ ${artifact.priorCorrection.focalGamma}`}
- Libraries: ${Object.entries(artifact.libraries)
        .map(([library, at]) => `${library} ${at}`)
        .join(', ') || 'none'}

## What it is worth

${worthText(artifact)}

## What it reads

${inputs.map(({ fact, kind }) => `- \`${fact}\` (${kind})`).join('\n')}

## Limits

- It knows the ${artifact.training === undefined ? '' : `${artifact.training.generator} `}rows it was learnt from; on other traffic its scores rank and mean less, which drift shows.
- ${metrics === undefined ? 'Nothing is known here of what it is worth: measure it on labelled rows (`gavel evaluate`) before it decides.' : `${metrics.frauds} labelled rows bound how exactly the figures above are known.`}
- A missing fact is replaced as \`artifact.json\` says; a score without history is worth less than the figures above.
`;
}
/** Generated card traffic knows what it calls positive; of all other rows the artifact does not know what their labels mean. */
function wordsOf({ training }) {
    if (training?.generator === 'card-traffic')
        return { meant: 'fraud (or whatever its labels said)', short: 'it', counted: 'frauds' };
    return { meant: 'positive (what its flow is there to find: its labels say)', short: 'positives', counted: 'positives' };
}
function learntText({ format, training, origin }) {
    if (training === undefined) {
        const rows = origin?.rows === undefined ? '' : `\n- Learnt from ${origin.rows} rows, ${origin.frauds ?? 0} of them labelled 1`;
        return `- Model: ${format === 'tfjs-graph' ? 'a TensorFlow.js graph' : 'ONNX'}, trained elsewhere by ${origin?.madeBy ?? 'nobody knows what'}${rows}`;
    }
    const options = Object.entries(training.options).map(([key, value]) => `${key} ${value}`);
    return `- Model: ${recipeText(training.recipe)}
- Learnt from ${training.rows} rows, ${training.frauds} of them labelled 1, of ${training.generator} (${options.join(', ')}); seed ${training.seed}; SHA-256 of the encoded rows ${training.sha256}`;
}
function worthText({ metrics, floor }) {
    if (metrics === undefined)
        return 'No figures were given.';
    return `On the ${metrics.rows} latest rows, ${metrics.frauds} of them labelled 1, which nothing was fitted on:

| figure | value |${floor === undefined ? '' : ' floor |'}
| --- | ---: |${floor === undefined ? '' : ' ---: |'}
${figures(metrics, floor)
        .map(({ label, value, least }) => `| ${label} | ${value} |${floor === undefined ? '' : ` ${least ?? ''} |`}`)
        .join('\n')}

${floor === undefined ? 'It declares no floor.' : floorText(metrics, floor)}`;
}
function optional(label, value) {
    return value === undefined ? [] : [{ label, value: value.toFixed(4), least: undefined }];
}
function figures(metrics, floor) {
    return [
        { label: 'AUC', value: metrics.auc.toFixed(4), least: floor?.auc },
        { label: 'average precision', value: metrics.averagePrecision.toFixed(4), least: floor?.averagePrecision },
        { label: 'expected calibration error, 15 bins', value: metrics.calibrationError.toFixed(4), least: floor?.maxCalibrationError },
        ...optional('Brier score', metrics.brier),
        ...optional('card precision at 100 alerts a day', metrics.cardPrecision100),
    ];
}
function floorText(metrics, floor) {
    const faults = floorFaults(metrics, floor);
    return faults.length === 0 ? 'It reaches its floor.' : `It does not reach its floor: ${faults.join('; ')}.`;
}
function recipeText(recipe) {
    if (recipe === undefined)
        return 'a network';
    const members = recipe.members.map(({ family, share, seeds }) => `${family} (share ${share}${seeds === 1 ? '' : `, ${seeds} seeds`})`);
    return members.length === 1 ? (members[0] ?? '') : `the average logit of ${members.join(', ')}`;
}
//# sourceMappingURL=model-card.js.map