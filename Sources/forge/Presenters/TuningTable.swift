import ForgeEngines
import ForgeLab
import ForgeTerminal

/// What tuning measured, one format a row, and what was chosen.
struct TuningTable {
    private let report: WeightTuningReport

    init(_ report: WeightTuningReport) { self.report = report }

    func text(for terminal: Terminal) -> String {
        let counts = Set(report.measurements.flatMap(\.decode.keys)).sorted()
        var table = TextTable(
            [.init("format"), .init("size", .right), .init("prefill tok/s", .right)]
                + counts.map { .init("decode ×\($0)", .right) }
                + [.init("same tokens", .right), .init("same answers", .right), .init("")])
        for item in report.measurements {
            let decode = counts.map { count in item.decode[count].map { NumberText.significant($0) } ?? "–" }
            table.add(
                [.init(item.format), .init(ByteText.of(item.bytes)), .init(NumberText.significant(item.prefill))]
                    + decode.map { .init($0) }
                    + [
                        .init(NumberText.percent(item.tokenAgreement)),
                        .init(NumberText.percent(item.identicalAnswers)),
                        .init(mark(item)),
                    ])
        }
        let skipped = report.skipped.sorted { $0.key < $1.key }.map { "not measured: \($0.key): \($0.value)" }
        return ([table.rendered(for: terminal), verdict] + skipped).joined(separator: "\n")
    }

    private func mark(_ item: WeightMeasurement) -> String {
        if item.format == report.chosen.format && item.isOriginal == report.chosen.isOriginal { return "chosen" }
        return item.isOriginal ? "as shipped" : item.isCoarser ? "coarser" : ""
    }

    private var verdict: String {
        report.chosen.isOriginal
            ? "The file as shipped stays in use: nothing that keeps \(NumberText.percent(report.minimumAgreement)) of the "
                + "tokens was faster."
            : "\(report.chosen.format) is used from now on: \(NumberText.significant(report.speedup)) times as fast on a "
                + "mixed workload, \(NumberText.percent(report.chosen.tokenAgreement)) of the tokens the same over "
                + "\(report.prompts) questions."
    }
}
