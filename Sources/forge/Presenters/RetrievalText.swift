import ForgeCore
import ForgeLab

/// What a query found, as text.
struct RetrievalText {
    let lines: [String]

    init(_ found: Retrieval, showsSteps: Bool) {
        var lines: [String] = []
        for (rank, passage) in found.passages.enumerated() {
            let place = [passage.title, passage.section].compactMap { $0 }.filter { !$0.isEmpty }
            lines.append(
                "\(rank + 1). \(place.joined(separator: " › "))  (\(Self.score(passage.score)), "
                    + "document `\(passage.document)`, chunk \(passage.chunk))"
            )
            if let url = passage.url { lines.append("   \(url)") }
            lines.append("   \(Self.excerpt(passage.text))")
        }
        if found.passages.isEmpty { lines.append("Nothing was found.") }
        if showsSteps { lines += found.steps.flatMap(Self.step) }
        let times = found.steps.map { "\($0.name) \(NumberText.significant($0.seconds * 1000)) ms" }
        lines.append("\(found.method.rawValue): " + times.joined(separator: ", "))
        self.lines = lines
    }

    private static func step(_ step: RetrievalStep) -> [String] {
        guard !step.hits.isEmpty else { return [] }
        return ["\(step.name):"]
            + step.hits.enumerated().map { rank, hit in
                "  \(rank + 1). \(score(hit.score))  \(hit.title)  (chunk \(hit.chunk))"
            }
    }

    private static func score(_ value: Double) -> String { NumberText.decimal(value, places: 4) }

    /// The first 300 characters on one line.
    private static func excerpt(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
