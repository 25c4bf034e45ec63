package import ForgeCore
package import ForgeLab
import ForgeTraining
import Foundation

/// A pair as reviewers see it.
package struct ReviewedPair: Sendable, Codable, Hashable {
    /// What marks name.
    package var id: String
    package var prompt: [ChatMessage]
    package var chosen: [WordDiff.Piece]
    package var rejected: [WordDiff.Piece]
    /// Nil for a pair that nobody marked as bad.
    package var mark: PairMarks.Mark?

    init(_ pair: PreferencePair, marks: [String: PairMarks.Mark]) {
        id = pair.id
        prompt = pair.prompt
        let differences = WordDiff(pair.chosen, pair.rejected)
        (chosen, rejected) = (differences.first, differences.second)
        mark = marks[pair.id]
    }
}

package struct ReviewPage: Sendable, Codable, Hashable {
    package var items: [ReviewedPair]
    package var total: Int
    /// Of all pairs, not of this page's.
    package var marked: Int
}

extension TrainingService {
    package static let pageSize = 20

    /// - Throws: `TuningError` `pairs.unknown`; `TrainingError` `data.…`.
    package func overview(of file: String) async throws -> PairOverview { try await files.overview(of: file) }

    /// A page of a file's pairs, in an order drawn by chance.
    ///
    /// - Throws: `TuningError` `pairs.unknown`, `pairs.marks`; `TrainingError` `data.…`.
    package func review(file: String, offset: Int, limit: Int) async throws -> ReviewPage {
        try page(try await files.overview(of: file).pairs, offset, limit)
    }

    /// A page of the pairs of a training's part (`train`, `validation`, `test`), in the order in which they were drawn.
    ///
    /// - Throws: not found for a training or part that is not there.
    package func review(training: String, part: String, offset: Int, limit: Int) async throws -> ReviewPage {
        let folder = try library.existing(training)
        let url = folder.data.appending(path: "\(part).jsonl")
        guard PairSplit.partNames.contains(part), FileManager.default.fileExists(atPath: url.path) else {
            throw TuningError(
                .notFound, "training.no-pairs", "`\(training)` has no pairs of the part `\(part)` yet.",
                remedy: "They are saved when its data are read; parts are "
                    + PairSplit.partNames.joined(separator: ", ") + ".")
        }
        // An empty part is an empty file, which is no error here.
        let pairs =
            try await TrainingThread.run { _ in
                try Data(contentsOf: url).isEmpty ? [] : try PairFile(path: url.path).pairs
            }
        return try page(pairs, offset, limit)
    }

    private func page(_ pairs: [PreferencePair], _ offset: Int, _ limit: Int) throws -> ReviewPage {
        let marks = Dictionary(uniqueKeysWithValues: try marks.all().map { ($0.id, $0) })
        let shown = pairs.dropFirst(max(0, offset)).prefix(max(0, limit))
        return ReviewPage(
            items: shown.map { ReviewedPair($0, marks: marks) }, total: pairs.count,
            marked: pairs.count { marks[$0.id] != nil })
    }

    /// How many words prompts and answers of a file have.
    ///
    /// - Throws: as `overview`.
    package func lengthsChart(of file: String) async throws -> Chart {
        let lengths = try await files.overview(of: file).lengths
        let chart = CountBars(
            title: "Words of prompts and answers", unit: "words", what: "pairs",
            groups: [
                .init("prompt", lengths.prompt), .init("chosen", lengths.chosen), .init("rejected", lengths.rejected),
            ]
        ).chart
        guard let chart else { throw TuningError(.conflict, "chart.empty", "There is nothing to draw yet.") }
        return chart
    }
}
