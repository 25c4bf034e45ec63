package import Foundation

/// Where a file of preference pairs comes from: which votes on the answers of which experiments.
///
/// It lies beside the file as `<file>.lineage.json` and is bound to it by its hash, so that a training can tell.
package struct VoteLineage: Sendable, Codable, Hashable {
    package static let fileSuffix = ".lineage.json"

    /// Always `votes`.
    package var kind: String
    package var study: String
    package var studyName: String
    package var dataset: String
    package var split: String
    package var sampleHash: String
    package var seed: UInt64
    package var closedAt: Date?
    package var contenders: [VoteContender]
    /// How often each contender's answer became the chosen one.
    package var chosen: [Int]
    package var voters: [Voter]
    /// Pairs in the file.
    package var pairs: Int
    /// Pairs of the study that are not in it, by reason.
    package var dropped: [String: Int]
    package var format: String
    /// Of the file of pairs.
    package var sha256: String
    package var exportedAt: Date

    package init(
        study: VoteStudy, chosen: [Int], voters: [Voter], pairs: Int, dropped: [String: Int], format: String,
        sha256: String, exportedAt: Date = Timestamp.now()
    ) {
        kind = "votes"
        self.study = study.id
        studyName = study.name
        dataset = study.dataset
        split = study.split
        sampleHash = study.sampleHash
        seed = study.seed
        closedAt = study.closedAt
        contenders = study.contenders
        self.chosen = chosen
        self.voters = voters
        self.pairs = pairs
        self.dropped = dropped
        self.format = format
        self.sha256 = sha256
        self.exportedAt = exportedAt
    }

    /// `120 pairs chosen by Ann, Ben in the vote study nq-open vote (02v8k3c9q1xz)`, with the experiments below.
    package var lines: [String] {
        let names = voters.map { $0.kind == .judge ? "\($0.name) (judge)" : $0.name }
        let people = names.isEmpty ? "nobody" : names.joined(separator: ", ")
        return ["\(pairs) pairs chosen by \(people) in the vote study \(studyName) (\(study))"]
            + zip(contenders, chosen).map { contender, count in
                let adapter = contender.adapterSHA256.map { ", adapter \($0.prefix(8))" } ?? ""
                return "\(count) answers of \(contender.name) (\(contender.experimentID)): \(contender.method) on "
                    + contender.model + (contender.modelSHA256.map { " \($0.prefix(8))" } ?? "") + adapter
            }
    }
}
