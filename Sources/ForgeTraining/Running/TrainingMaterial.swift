package import ForgeCore
package import ForgeEngines
import Foundation

/// A training's pairs as tokens, with what was dropped on the way and hashes of everything.
package struct TrainingMaterial: Sendable {
    package var split: PairSplit
    package var train: [TrainingPair]
    package var validation: [TrainingPair]
    package var test: [TrainingPair]
    package var report: DataReport

    /// What a checkpoint is held to: the pairs trained on, and those that people marked as bad.
    func hash() throws -> String {
        let pairs = try split.hashes()["train"] ?? ""
        guard let leftOut = report.leftOut, !leftOut.isEmpty else { return pairs }
        return Digest.sha256(([pairs] + leftOut).joined(separator: "\n"))
    }

    package var all: [TrainingPair] { train + validation + test }

    /// Pairs that are tokens already; their report is empty.
    init(split: PairSplit, train: [TrainingPair], validation: [TrainingPair], test: [TrainingPair]) {
        self.split = split
        self.train = train
        self.validation = validation
        self.test = test
        report = DataReport(
            file: "", fileSHA256: "", rows: train.count, usable: train.count, repeated: 0, dropped: [:], parts: [])
    }

    /// Reads the file, draws the parts, tokenises them, and drops what cannot be used on the way.
    ///
    /// - Parameter marked: ids of pairs that people marked as bad. They are left out where they would have been drawn, so
    ///   that all other pairs keep their places.
    /// - Throws: `TrainingError` `data.…`; `EngineError` `template.…`.
    package init(
        _ config: DataConfig, maxLength: Int, text: consuming TextModel, leavingOut marked: Set<String> = []
    ) throws {
        let file = try PairFile(path: config.path)
        let leftOut = file.pairs.map(\.id).filter(marked.contains)
        let tokenizer = try PairTokenizer(text, style: config.style, maxLength: maxLength)
        var dropped = file.dropped
        var tokens: [String: TrainingPair] = [:]
        let split = try PairSplit(file.pairs, config: config) { pair in
            guard !marked.contains(pair.id) else { return false }
            do {
                tokens[pair.id] = try tokenizer.tokens(of: pair)
                return true
            } catch let problem as PairProblem {
                dropped[problem, default: 0] += 1
                return false
            }
        }
        self.split = split
        func tokenised(_ pairs: [PreferencePair]) -> [TrainingPair] { pairs.compactMap { tokens[$0.id] } }
        train = tokenised(split.train)
        validation = tokenised(split.validation)
        test = tokenised(split.test)
        report = DataReport(
            file: URL(filePath: config.path).lastPathComponent, fileSHA256: file.sha256, rows: file.rows,
            usable: file.rows - file.repeated - leftOut.count - dropped.values.reduce(0, +), repeated: file.repeated,
            leftOut: leftOut.sorted(),
            dropped: Dictionary(uniqueKeysWithValues: dropped.map { ($0.key.rawValue, $0.value) }),
            parts: try Self.parts(split, [train, validation, test], maxLength: maxLength))
        report.lineage = try DataLineage.read(besides: config.path, sha256: file.sha256)
    }

    private static func parts(
        _ split: PairSplit, _ tokens: [[TrainingPair]], maxLength: Int
    ) throws -> [DataReport.Part] {
        let hashes = try split.hashes()
        return zip(split.parts, tokens).map { part, tokens in
            DataReport.Part(
                name: part.name, pairs: part.pairs.count, sha256: hashes[part.name] ?? "",
                promptTokens: .init(tokens.map(\.prompt.count)), chosenTokens: .init(tokens.map(\.chosen.count)),
                rejectedTokens: .init(tokens.map(\.rejected.count)),
                cut: tokens.count { max($0.chosen.count, $0.rejected.count) + $0.prompt.count == maxLength })
        }
    }
}

/// What is known of a training's data, for people and for the model card.
package struct DataReport: Sendable, Hashable, Codable {
    package struct Lengths: Sendable, Hashable, Codable {
        package var mean: Double
        package var median: Int
        package var longest: Int

        init(_ counts: [Int]) {
            let sorted = counts.sorted()
            mean = counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(counts.count)
            median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
            longest = sorted.last ?? 0
        }
    }

    package struct Part: Sendable, Hashable, Codable {
        package var name: String
        package var pairs: Int
        package var sha256: String
        package var promptTokens: Lengths
        package var chosenTokens: Lengths
        package var rejectedTokens: Lengths
        /// Pairs with an answer that reaches the maximal length, most of which were cut.
        package var cut: Int
    }

    package var file: String
    package var fileSHA256: String
    /// Where the file comes from, when it was exported from votes.
    package var lineage: VoteLineage?
    package var rows: Int
    /// Pairs of the file, without those found too long; only as many are tokenised as the parts need.
    package var usable: Int
    package var repeated: Int
    /// Ids of the file's pairs that people marked as bad, sorted; nil in reports of older versions.
    package var leftOut: [String]? = nil
    /// Rows that gave no pair, by reason.
    package var dropped: [String: Int]
    package var parts: [Part]
}
