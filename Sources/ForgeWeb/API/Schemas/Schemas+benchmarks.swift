import ForgeCore
import ForgeLab

extension Schemas {
    static let benchmarks: [String: JSONValue] = [
        "Benchmarks": list(of: "BenchmarkSummary"),
        "BenchmarkSummary": Schema.object(
            [
                "name": Schema.string, "model": Schema.string, "dataset": Schema.string, "questions": Schema.count,
                "methods": Schema.array(Schema.string), "servings": Schema.array(Schema.string), "done": Schema.count,
                "wanted": Schema.count, "updatedAt": Schema.date,
            ], "`done` of `wanted` cells are measured."),
        "Benchmark": benchmark,
        "BenchmarkCell": cell,
        "Spread": Schema.object(
            ["median": Schema.number, "values": Schema.array(Schema.number)],
            "A number that was measured once or several times, in the order of the repeats."),
        "CellAgreement": Schema.object(
            ["compared": Schema.count, "changedOutputs": Schema.count, "changedAnswers": Schema.count],
            optional: ["difference": Schema.ref("PairedDifference")],
            "A cell's answers beside the baseline's, question by question."),
        "MemoryProfile": profile,
        "MemoryTrial": Schema.object(
            ["before": Schema.count, "peak": Schema.count, "sequences": Schema.count, "questions": Schema.count],
            optional: ["device": Schema.count],
            "What a process took, in bytes: before the model was loaded, at its peak, on the graphics device."),
        "Advice": advice,
    ]

    private static let interval = Schema.object(["low": Schema.number, "high": Schema.number])

    private static let benchmark = Schema.object(
        [
            "version": Schema.count, "name": Schema.string, "model": Schema.string, "dataset": Schema.string,
            "split": Schema.string, "questions": Schema.count, "sampleHash": Schema.string, "seed": Schema.count,
            "repeats": Schema.count, "batch": Schema.count, "baseline": Schema.string,
            "methods": Schema.array(
                Schema.object(
                    ["label": Schema.string, "name": Schema.string], optional: ["adapter": Schema.string])),
            "servings": Schema.array(
                Schema.object(
                    ["label": Schema.string, "concurrency": Schema.count, "engine": Schema.anyObject],
                    optional: ["style": Schema.choice(of: ServingStyle.self)])),
            "cells": Schema.array(Schema.ref("BenchmarkCell")), "host": Schema.anyObject, "forge": Schema.anyObject,
            "warnings": Schema.array(Schema.string), "startedAt": Schema.date, "updatedAt": Schema.date,
        ], optional: ["summary": Schema.string, "metric": Schema.string, "engine": Schema.string],
        "A benchmark matrix. `baseline` is the way of serving that speed-ups and answers are compared with.")

    private static let cell = Schema.object(
        [
            "method": Schema.string, "serving": Schema.string,
            "state": Schema.choice(of: BenchMatrixCell.State.self), "experiments": Schema.array(Schema.id),
        ],
        optional: [
            "reason": Schema.string,
            "measured": Schema.object(
                ["failed": Schema.count, "figures": Schema.map(Schema.ref("Spread")), "isOnFrontier": Schema.boolean],
                optional: [
                    "accuracy": Schema.ref("MetricResult"), "changedByRepeat": Schema.count, "latency": interval,
                    "agreement": Schema.ref("CellAgreement"),
                ],
                "`figures` by name: seconds, tokens and samples per second, percents, bytes, and `speedup`. `latency` is "
                    + "the interval of its mean."),
        ], "One method served in one way.")

    private static let profile = Schema.object(
        [
            "name": Schema.string, "model": Schema.string, "serving": Schema.string, "contextLength": Schema.count,
            "limit": Schema.count, "limitReason": Schema.string, "methods": Schema.array(Schema.string),
            "batches": Schema.array(Schema.count),
            "estimates": Schema.array(
                Schema.object([
                    "batch": Schema.count, "weights": Schema.count, "cache": Schema.count, "compute": Schema.count,
                ])),
            "cells": Schema.array(
                Schema.object(
                    [
                        "method": Schema.string, "batch": Schema.count,
                        "state": Schema.choice(of: MemoryProfile.Cell.State.self),
                    ], optional: ["reason": Schema.string, "trial": Schema.ref("MemoryTrial")])),
            "largest": Schema.array(
                Schema.object(
                    ["method": Schema.string, "most": Schema.count],
                    optional: ["batch": Schema.count, "reason": Schema.string])),
            "host": Schema.anyObject, "forge": Schema.anyObject, "madeAt": Schema.date,
        ], "Peak memory by method and batch size. Sizes are bytes.")

    private static let advice = Schema.object(
        [
            "workload": Schema.object(
                [
                    "queries": Schema.count, "device": Schema.choice(of: Workload.Device.self),
                    "isInteractive": Schema.boolean,
                ], optional: ["reuse": Schema.number, "memory": Schema.count, "method": Schema.string]),
            "serving": Schema.string, "headline": Schema.string, "reasons": Schema.array(Schema.string),
            "gains": Schema.array(Schema.string), "caveats": Schema.array(Schema.string),
            "path": Schema.array(
                Schema.object([
                    "question": Schema.choice(of: DecisionTree.Question.self), "answer": Schema.boolean,
                ])), "config": Schema.array(Schema.string),
        ],
        optional: [
            "style": Schema.choice(of: ServingStyle.self), "batch": Schema.count,
            "evidence": Schema.object(
                [
                    "benchmark": Schema.string, "method": Schema.string, "serving": Schema.string,
                    "questions": Schema.count, "repeats": Schema.count, "baselineSeconds": Schema.number,
                    "seconds": Schema.number,
                ], optional: ["speedup": Schema.ref("Spread")]),
        ], "`evidence` is absent when nothing fitting was measured: the advice is a rule of thumb then.")
}
