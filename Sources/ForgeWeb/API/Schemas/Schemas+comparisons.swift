import ForgeCore
import ForgeLab

extension Schemas {
    static let comparisons: [String: JSONValue] = [
        "Comparison": comparison,
        "ComparisonEntry": Schema.object([
            "id": Schema.id, "label": Schema.string, "method": Schema.string, "model": Schema.string,
            "results": Schema.array(Schema.ref("MetricResult")),
        ]),
        "PairComparison": pair,
        "PairedDifference": difference,
        "McNemar": Schema.object([
            "b": Schema.count, "c": Schema.count, "exact": Schema.number, "midP": Schema.number,
            "chiSquared": Schema.number, "chiSquaredP": Schema.number, "chiSquaredCorrected": Schema.number,
            "chiSquaredCorrectedP": Schema.number,
        ]),
        "Flips": Schema.object(
            [
                "bothRight": Schema.array(Schema.count), "onlyBaseline": Schema.array(Schema.count),
                "onlyOther": Schema.array(Schema.count), "bothWrong": Schema.array(Schema.count),
            ], "Sample positions in the four cells."),
    ]

    private static let comparison = Schema.object(
        [
            "dataset": Schema.string, "split": Schema.string, "sampleHash": Schema.string,
            "questions": Schema.count,
            "metric": Schema.object([
                "name": Schema.string, "version": Schema.count, "isBinary": Schema.boolean,
                "isHigherBetter": Schema.boolean,
            ]),
            "alpha": Schema.number, "entries": Schema.array(Schema.ref("ComparisonEntry")),
            "pairs": Schema.array(Schema.ref("PairComparison")), "differences": Schema.array(Schema.string),
            "warnings": Schema.array(Schema.string), "verdict": Schema.string,
        ],
        "Two or more experiments on the same questions. `differences` are the config keys that differ; `warnings` say "
            + "what configs do not, such as a knowledge base that changed between the runs.")

    private static let pair = Schema.object(
        [
            "baseline": Schema.count, "other": Schema.count,
            "differences": Schema.array(Schema.ref("PairedDifference")), "isSignificant": Schema.boolean,
            "verdict": Schema.string,
        ],
        optional: [
            "mcnemar": Schema.ref("McNemar"), "flips": Schema.ref("Flips"), "pValue": Schema.number,
            "adjustedP": Schema.number, "itemsNeeded": Schema.count,
        ], "`baseline` and `other` are positions in `entries`; differences are other − baseline.")

    private static let difference = Schema.object(
        [
            "metric": Schema.string, "unit": Schema.string, "isBinary": Schema.boolean,
            "isHigherBetter": Schema.boolean, "paired": Schema.count, "baseline": Schema.number,
            "other": Schema.number, "difference": Schema.number,
        ],
        optional: [
            "interval": Schema.object(["low": Schema.number, "high": Schema.number]), "pValue": Schema.number,
            "test": Schema.choice(of: PairedTestName.self),
        ],
        "`test` gave `pValue`: `mcnemar-exact`, `sign-flip-exact` (all sign patterns) or `sign-flip` (random ones). Without "
            + "`interval` none can be estimated.")
}
