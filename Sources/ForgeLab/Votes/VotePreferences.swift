package import ForgeCore
package import Foundation

/// A closed study's votes as preference pairs for training: of every pair of answers the one that most voters preferred.
package struct VotePreferences: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        /// `{"prompt", "chosen", "rejected"}` as texts.
        case jsonl
        /// The same as lists of messages, TRL's conversational form.
        case trl
    }

    private struct Row {
        let item: VoteItem
        /// Whether the left answer is the chosen one.
        let isLeft: Bool
    }

    package let study: VoteStudy
    /// Whose votes were counted.
    package let voters: [Voter]
    package private(set) var dropped: [String: Int] = [:]
    private var rows: [Row] = []

    package var pairs: Int { rows.count }

    /// Repeated pairs are left out: they show the same answers.
    ///
    /// - Throws: `LabError` `votes.judge` for a judge without votes; `votes.no-preference` when no pair is left.
    init(_ study: VoteStudy, items: [VoteItem], votes: [Vote], judge: String?) throws {
        self.study = study
        let counted = votes.filter { vote in
            judge.map { vote.voter == Voter(.judge, $0) } ?? (vote.voter.kind == .human)
        }
        voters = Set(counted.map(\.voter)).sorted()
        if let judge, counted.isEmpty { throw Self.noJudge(judge, among: votes) }
        let byPosition = Dictionary(grouping: counted, by: \.position)
        for item in items where item.repeats == nil {
            let scores = (byPosition[item.position] ?? []).compactMap { $0.counted.leftScore }
            guard let mean = Statistics.mean(scores) else {
                dropped["without a vote", default: 0] += 1
                continue
            }
            guard mean != 0.5 else {
                dropped["a tie", default: 0] += 1
                continue
            }
            rows.append(Row(item: item, isLeft: mean > 0.5))
        }
        guard !rows.isEmpty else {
            throw LabError(
                .conflict, "votes.no-preference", "The votes of \(study.name) prefer no answer.",
                cause: dropped.sorted { $0.key < $1.key }.map { "\($0.value) pairs: \($0.key)" }
                    .joined(separator: "; ") + ".",
                remedy: "Gather more votes in a new study.")
        }
    }

    private static func noJudge(_ judge: String, among votes: [Vote]) -> LabError {
        let judges = Set(votes.map(\.voter).filter { $0.kind == .judge }.map(\.name)).sorted()
        return LabError(
            .notFound, "votes.judge", "No judge of the name \(judge) has voted.",
            remedy: judges.isEmpty
                ? "No model has judged this study." : "Name one of \(judges.joined(separator: ", ")).")
    }

    /// JSON lines.
    package func data(_ format: Format) throws -> Data {
        Data(try rows.map { try JSON.text(line($0, format)) + "\n" }.joined().utf8)
    }

    private func line(_ row: Row, _ format: Format) -> JSONValue {
        let item = row.item
        let (chosen, rejected) =
            row.isLeft ? (item.leftAnswer, item.rightAnswer) : (item.rightAnswer, item.leftAnswer)
        func messages(_ role: ChatRole, _ text: String) -> JSONValue {
            [["role": .string(role.rawValue), "content": .string(text)]]
        }
        let source = JSONValue.string("vote study \(study.id), pair \(item.position + 1)")
        switch format {
        case .jsonl:
            return [
                "prompt": .string(item.prompt), "chosen": .string(chosen), "rejected": .string(rejected),
                "source": source,
            ]
        case .trl:
            return [
                "prompt": messages(.user, item.prompt), "chosen": messages(.assistant, chosen),
                "rejected": messages(.assistant, rejected), "source": source,
            ]
        }
    }

    /// - Parameter data: the file's content.
    package func lineage(of data: Data, _ format: Format) -> VoteLineage {
        var chosen = study.contenders.map { _ in 0 }
        for row in rows { chosen[row.isLeft ? row.item.left : row.item.right] += 1 }
        return VoteLineage(
            study: study, chosen: chosen, voters: voters, pairs: rows.count, dropped: dropped,
            format: format.rawValue, sha256: Digest.sha256(data))
    }
}
