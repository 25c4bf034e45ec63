/// The outcome of self-consistency voting (Wang et al. 2023): the answer most samples agree on.
package struct MajorityVote: Sendable, Codable, Hashable {
    package struct Count: Sendable, Codable, Hashable {
        /// The form in which answers were compared.
        package var key: String
        /// The first answer given in that form.
        package var answer: String
        package var votes: Int

        package init(key: String, answer: String, votes: Int) {
            self.key = key
            self.answer = answer
            self.votes = votes
        }
    }

    /// Most votes first; equal ones in the order they were first given.
    package var counts: [Count]
    /// Votes without an answer; they abstain.
    package var abstentions: Int

    /// Nil when every vote abstained.
    package var winner: String? { counts.first?.answer }
    /// Two or more answers share the most votes; the first one given wins.
    package var isTie: Bool { counts.count > 1 && counts[0].votes == counts[1].votes }
    /// The winner's share of all votes, abstentions included; 0 without votes.
    package var agreement: Double {
        let votes = counts.reduce(abstentions) { $0 + $1.votes }
        return votes == 0 ? 0 : Double(counts.first?.votes ?? 0) / Double(votes)
    }

    /// Counts answers that mean the same: equal numbers for math, equal words for yes/no, equal SQuAD-normalised
    /// texts otherwise.
    package static func count(_ answers: [String?], task: TaskFamily) -> MajorityVote {
        var counts: [Count] = []
        var positions: [String: Int] = [:]
        var abstentions = 0
        for answer in answers {
            guard let answer, let key = key(of: answer, task: task) else {
                abstentions += 1
                continue
            }
            let position = positions[key] ?? counts.count
            if position == counts.count {
                positions[key] = position
                counts.append(Count(key: key, answer: answer, votes: 0))
            }
            counts[position].votes += 1
        }
        let order = counts.indices.sorted { (-counts[$0].votes, $0) < (-counts[$1].votes, $1) }
        return MajorityVote(counts: order.map { counts[$0] }, abstentions: abstentions)
    }

    /// Nil for an answer with nothing to compare, which abstains.
    private static func key(of answer: String, task: TaskFamily) -> String? {
        let normalized = AnswerNormalization.squad(answer)
        let key: String? =
            switch task {
            case .math: NumberText.last(in: answer)?.key
            case .yesNo: YesNo.first(in: answer).map { $0 == .yes ? "yes" : "no" } ?? normalized
            case .openQuestion, .multiHop, .truthfulness: normalized
            }
        return key?.isEmpty == true ? nil : key
    }
}
