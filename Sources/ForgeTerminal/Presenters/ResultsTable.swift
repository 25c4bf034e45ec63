import ForgeCore
import ForgeLab

/// All results of an experiment, one a row.
enum ResultsTable {
    static func table(of results: [MetricResult]) -> TextTable {
        var table = TextTable([
            .init("metric"), .init("value", .right), .init("95 % interval", .right), .init("scored", .right),
            .init("by"),
        ])
        for result in results {
            // Scores that are missing matter; that all were scored does not.
            let isPartial = result.scored < result.total
            table.add([
                .init(result.metric), .init(ResultText.value(result)), .init(ResultText.interval(result) ?? ""),
                .init(
                    "\(NumberText.count(result.scored))/\(NumberText.count(result.total))", isPartial ? .yellow : nil),
                .init(result.interval ?? "", .dim),
            ])
        }
        return table
    }
}
