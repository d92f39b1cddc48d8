/**
 * Operators that a served graph may have: those of trees, linear models and networks over one row of columns, as XGBoost, LightGBM, scikit-learn
 * and PyTorch export them. None runs a graph of its own (Loop, If, Scan), and none makes a tensor as large as a number in the file says
 * (Expand, Tile, ConstantOfShape, OneHot, Range, Pad, Resize): a file of a kilobyte must not fill the memory of the process that decides.
 */
export const KNOWN_OPERATORS = new Set([
    'Abs Add And ArgMax ArgMin BatchNormalization Cast Ceil Clip Concat Constant Div Dropout Elu Equal Erf Exp Flatten Floor Gather Gelu Gemm',
    'Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax MatMul Max',
    'Mean Min Mod Mul Neg Not Or PRelu Pow Reciprocal ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape Round Selu Shape Sigmoid Sign',
    'Slice Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Tanh ThresholdedRelu TopK Transpose Unsqueeze Where Xor',
    'ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer OneHotEncoder Scaler',
    'SVMClassifier SVMRegressor TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor',
].flatMap((line) => line.split(' ')));
//# sourceMappingURL=known-operators.js.map