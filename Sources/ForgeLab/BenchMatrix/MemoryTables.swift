/// A memory profile as tables.
package struct MemoryTables: Sendable {
    private let profile: MemoryProfile

    package init(_ profile: MemoryProfile) { self.profile = profile }

    /// Measured peaks: methods as rows, batch sizes as columns, with the estimate as first row.
    package var peaks: PlainTable {
        let estimates = profile.batches.map { batch in
            profile.estimates.first { $0.batch == batch }.map { NumberText.bytes($0.total) } ?? "–"
        }
        return PlainTable(
            title: "Peak memory by questions at a time (\(profile.serving))",
            columns: [.init("Method")] + profile.batches.map { .init("\($0)", isNumber: true) },
            rows: [["estimate, without the program"] + estimates]
                + profile.methods.map { method in
                    [method] + profile.batches.map { Self.text(profile.cell(method, $0)) }
                })
    }

    package var largest: PlainTable {
        PlainTable(
            title: "Largest batch within \(NumberText.bytes(profile.limit)) (\(profile.limitReason))",
            columns: [.init("Method"), .init("Questions at a time", isNumber: true), .init("What stops more")],
            rows: profile.largest.map { item in
                [
                    item.method, item.batch.map { "\($0)" } ?? "none fits",
                    item.reason ?? "nothing: \(item.most) was the most that was tried",
                ]
            })
    }

    /// What the estimate was worth; nil without a trial.
    package var estimateSentence: String? {
        profile.largestMiss.map {
            "The estimate from the file's header missed what the model took by at most \(NumberText.percent($0))."
        }
    }

    private static func text(_ cell: MemoryProfile.Cell?) -> String {
        guard let cell else { return "–" }
        if let refusal = cell.refusal { return refusal }
        guard let trial = cell.trial else { return "–" }
        let device = trial.device.map { " + \(NumberText.bytes($0)) on the device" } ?? ""
        return NumberText.bytes(trial.peak) + device
    }
}

extension MemoryProfile.Cell {
    /// What stands in the place of a number; nil when it fits.
    var refusal: String? {
        switch state {
        case .fits: nil
        case .exceeds: "does not fit"
        case .failed: "failed"
        }
    }
}
