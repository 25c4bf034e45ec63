import ForgeLab

/// The 2×2 of who is right on which questions.
struct FlipsTable {
    private let flips: Flips
    private let labels: (baseline: String, other: String)

    init(_ flips: Flips, labels: (baseline: String, other: String)) {
        self.flips = flips
        self.labels = (ColumnLabel.of(labels.baseline), ColumnLabel.of(labels.other))
    }

    func rendered(for terminal: Terminal) -> String {
        var table = TextTable([
            .init("questions", isFlexible: true), .init("\(labels.other) right", .right, isFlexible: true),
            .init("\(labels.other) wrong", .right, isFlexible: true),
        ])
        table.add([
            .init("\(labels.baseline) right"), .init(NumberText.count(flips.bothRight.count)),
            .init(NumberText.count(flips.onlyBaseline.count), .red),
        ])
        table.add([
            .init("\(labels.baseline) wrong"), .init(NumberText.count(flips.onlyOther.count), .green),
            .init(NumberText.count(flips.bothWrong.count)),
        ])
        return table.rendered(for: terminal)
    }
}
