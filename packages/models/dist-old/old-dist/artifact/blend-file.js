import { z } from 'zod';
/** Members of a blend. */
const MAX_MEMBERS = 50;
/** `model.json` of the format `blend`: models whose logits are averaged. `weights.bin` is the members' own, one behind the other. */
const blendFileSchema = z.strictObject({
    format: z.literal('blend'),
    members: z
        .array(z.strictObject({
        format: z.enum(['tfjs-layers', 'trees']),
        /** How much its logit counts; all shares together are 1. */
        share: z.number().positive().max(1),
        model: z.record(z.string(), z.unknown()),
        /** How many bytes of `weights.bin` are its. */
        bytes: z.int().min(0),
    }))
        .min(1)
        .max(MAX_MEMBERS),
});
/** The two files of a blend. */
export function encodeBlend(members) {
    const model = {
        format: 'blend',
        members: members.map(({ format, share, modelJson, weights }) => ({
            format,
            share,
            model: JSON.parse(new TextDecoder().decode(modelJson)),
            bytes: weights.byteLength,
        })),
    };
    const weights = Buffer.concat(members.map((member) => member.weights));
    return { modelJson: new TextEncoder().encode(`${JSON.stringify(model)}\n`), weights: new Uint8Array(weights) };
}
/** Reads the members back; throws with the reason when the files are not a blend. */
export function decodeBlend(modelJson, weights) {
    const { members } = blendFileSchema.parse(JSON.parse(new TextDecoder().decode(modelJson)));
    const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
    if (bytes !== weights.byteLength)
        throw new Error(`weights.bin has ${weights.byteLength} bytes; its members have ${bytes}`);
    const shares = members.reduce((sum, member) => sum + member.share, 0);
    if (Math.abs(shares - 1) > 1e-9)
        throw new Error(`the members' shares add up to ${shares}, not to 1`);
    let at = 0;
    return members.map((member) => {
        const own = weights.slice(at, at + member.bytes);
        at += member.bytes;
        return { format: member.format, share: member.share, modelJson: new TextEncoder().encode(JSON.stringify(member.model)), weights: own };
    });
}
//# sourceMappingURL=blend-file.js.map