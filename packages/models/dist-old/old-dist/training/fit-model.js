import { encodeBlend } from '../artifact/blend-file.js';
import { calibrate } from '../artifact/calibrate.js';
import { correctionOf } from '../artifact/correct-prior.js';
import { logit } from '../artifact/logit.js';
import { blended } from '../runtime/scoring-model.js';
import { encodeTable, pickLabels } from './encode-table.js';
import { fitIsotonic } from './fit-isotonic.js';
import { fitPlatt } from './fit-platt.js';
import { fitScaler, scaleTable } from './fit-scaler.js';
import { fraudCount } from './table.js';
import { trainLogistic } from './train-logistic.js';
import { trainNetwork } from './train-network.js';
import { trainTrees } from './train-trees.js';
/** From so many frauds in the watched slice on, an isotonic calibrator has enough to go by. */
const ISOTONIC_FRAUDS = 1000;
/**
 * Learns from one slice, stops and calibrates by a later one and, if there is a slice to refit on, learns from that as long as the first
 * training did. Scaler and all else are fitted on what is learnt from only. The same request gives the same bytes.
 */
export async function fitModel(request) {
    const { table, slices, inputs, recipe } = request;
    const priorCorrection = correctionOfRecipe(recipe);
    const encode = (rows) => encodeTable(table, rows, inputs);
    const learnt = withFraud(encode(slices.learn));
    const first = await fitStage(request, { learnt, watch: encode(slices.watch), stage: 'learn' });
    const calibrator = fitCalibrator(recipe, first.logits(priorCorrection), pickLabels(table, slices.watch));
    const refit = slices.refit === undefined ? undefined : withFraud(encode(slices.refit));
    const last = refit === undefined ? first : await fitStage(request, { learnt: refit, rounds: first.rounds, stage: 'refit' });
    const { scaler, model } = last;
    return {
        model,
        scaler,
        priorCorrection,
        calibrator,
        learnt: refit ?? learnt,
        score: (of, rows) => Float64Array.from(model.predict(scaleTable(scaler, encodeTable(of, rows, inputs))), (p) => calibrate(p, { priorCorrection, calibrator })),
    };
}
async function fitStage(request, { learnt, watch, rounds, stage }) {
    const scaler = fitScaler(learnt);
    const tables = { train: scaleTable(scaler, learnt), ...(watch === undefined ? {} : { watch: scaleTable(scaler, watch) }) };
    const trained = [];
    for (const { member, seed } of seededMembers(request)) {
        const place = trained.length;
        const name = trainedName(member, place);
        const onRound = (progress) => request.onRound?.({ ...progress, member: name, stage });
        const backend = request.backend === undefined ? {} : { backend: request.backend };
        const model = await trainMember(atRounds(member, rounds?.[place]), { ...tables, ...backend, seed, onRound });
        trained.push({ share: member.share / member.seeds, model });
    }
    const model = joined(trained);
    return {
        scaler,
        model,
        rounds: trained.map((each) => Math.max(1, each.model.bestRound)),
        logits: (correction) => Float64Array.from(tables.watch === undefined ? [] : model.predict(tables.watch), (p) => logit(calibrate(p, { priorCorrection: correction, calibrator: { kind: 'none' } }))),
    };
}
function seededMembers({ recipe, seed }) {
    return recipe.members
        .flatMap((member) => Array.from({ length: member.seeds }, () => member))
        .map((member, place) => ({ member, seed: seed + place * 1009 }));
}
function trainedName({ family }, place) {
    return `${family} ${place + 1}`;
}
function trainMember(member, request) {
    if (member.family === 'network')
        return trainNetwork({ ...request, options: member.options });
    if (member.family === 'trees')
        return trainTrees({ ...request, options: member.options });
    return trainLogistic({ ...request, options: member.options });
}
function atRounds(member, rounds) {
    if (rounds === undefined || member.family === 'logistic')
        return member;
    if (member.family === 'network')
        return { ...member, options: { ...member.options, epochs: rounds } };
    return { ...member, options: { ...member.options, trees: rounds } };
}
/** One model as it is; several as a blend. */
function joined(members) {
    const [first] = members;
    if (first === undefined)
        throw new RangeError('a recipe has at least one member');
    if (members.length === 1)
        return first.model;
    return {
        ...encodeBlend(members.map(({ share, model }) => ({ share, format: memberFormat(model), modelJson: model.modelJson, weights: model.weights }))),
        format: 'blend',
        backend: members.map(({ model }) => model.backend).find((name) => name !== 'none') ?? 'none',
        libraries: Object.assign({}, ...members.map(({ model }) => model.libraries)),
        rounds: members.reduce((sum, { model }) => sum + model.rounds, 0),
        bestRound: members.reduce((sum, { model }) => sum + model.bestRound, 0),
        predict: (table) => blended(members.map(({ share, model }) => ({ share, probabilities: model.predict(table) }))),
    };
}
function memberFormat({ format }) {
    if (format === 'tfjs-layers' || format === 'trees')
        return format;
    throw new RangeError(`a model of the format ${format} is not blended`);
}
/** A blend averages logits, so what is taken out of one must be in all. */
function correctionOfRecipe({ members }) {
    const corrections = members.map(({ options }) => correctionOf(options));
    const [first] = corrections;
    const isSame = corrections.every((each) => each.classWeight === first?.classWeight && each.focalGamma === first.focalGamma);
    if (first === undefined || !isSame)
        throw new RangeError('the members of a recipe must weigh frauds alike, or their logits cannot be averaged');
    const shares = members.reduce((sum, { share }) => sum + share, 0);
    if (Math.abs(shares - 1) > 1e-9)
        throw new RangeError(`the members' shares add up to ${shares}, not to 1`);
    return first;
}
function fitCalibrator({ calibrator }, logits, labels) {
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    const kind = calibrator === 'auto' ? (frauds < ISOTONIC_FRAUDS ? 'platt' : 'isotonic') : calibrator;
    if (kind === 'none')
        return { kind };
    return kind === 'platt' ? fitPlatt(logits, labels) : fitIsotonic(logits, labels);
}
function withFraud(table) {
    const frauds = fraudCount(table);
    if (frauds === 0)
        throw new RangeError('there is no fraud among the rows to learn from');
    if (frauds === table.labels.length)
        throw new RangeError('there is nothing but fraud among the rows to learn from');
    return table;
}
//# sourceMappingURL=fit-model.js.map