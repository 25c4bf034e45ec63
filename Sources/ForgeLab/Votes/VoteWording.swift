package import ForgeCore

/// Sentences about votes.
package struct VoteWording: Sendable {
    private let study: VoteStudy

    package init(_ study: VoteStudy) { self.study = study }

    /// Names that tell contenders apart.
    package func name(_ contender: Int) -> String {
        let own = study.contenders[contender]
        let isAlone = study.contenders.count { $0.name == own.name } == 1
        return isAlone ? own.name : "\(own.name) (\(own.experimentID))"
    }

    func sentence(for pairing: VotePairing) -> String {
        let (first, second) = (name(pairing.first), name(pairing.second))
        guard let rate = pairing.winRate, let interval = pairing.interval, let p = pairing.pValue else {
            return "Nobody has voted on \(second) against \(first)."
        }
        let figures =
            "win rate of \(second) \(Self.percent(rate, interval)) over \(NumberText.count(pairing.pairs)) pairs, ties "
            + "as halves; \(pairing.wins) wins, \(pairing.ties) ties, \(pairing.losses) losses, "
            + "\(NumberText.pStatement(p)) by the sign test"
        guard p <= 0.05, rate != 0.5 else { return "No clear preference between \(second) and \(first): \(figures)." }
        let (better, worse) = rate > 0.5 ? (second, first) : (first, second)
        return "\(better) is preferred to \(worse): \(figures)."
    }

    /// `62.0 % (48.2 to 74.1)`.
    package static func percent(_ value: Double, _ interval: Interval) -> String {
        func number(_ value: Double) -> String { NumberText.decimal(value * 100, places: 1) }
        return "\(NumberText.percent(value)) (\(number(interval.low)) to \(number(interval.high)))"
    }

    package static func text(_ share: VoteShare?) -> String {
        share.map { "\(percent($0.value, $0.interval)) of \($0.total)" } ?? "–"
    }

    package static func text(_ kappa: Kappa?) -> String {
        guard let kappa else { return "undefined" }
        func number(_ value: Double) -> String { NumberText.decimal(value, places: 2) }
        return "\(number(kappa.value)) (\(number(kappa.interval.low)) to \(number(kappa.interval.high)))"
    }

    package static func name(of voter: Voter) -> String {
        voter.kind == .judge ? "\(voter.name) (judge)" : voter.name
    }

    /// `Ann: base/cot`, or what was said instead of a name.
    package func text(_ opinion: LedgerEntry.Opinion) -> String {
        let said: String =
            switch opinion.verdict {
            case .bothBad: "neither is any good"
            case .skip: "skipped"
            default: opinion.preferred.map(name) ?? opinion.verdict.rawValue
            }
        return "\(Self.name(of: opinion.voter)): \(said)"
    }

    /// What was left out of the vote; nil when nothing was.
    package static func text(_ omitted: VoteOmissions) -> String? {
        var parts: [String] = []
        if omitted.equal > 0 { parts.append("\(NumberText.count(omitted.equal)) with the same answer on both sides") }
        if omitted.unanswered > 0 {
            parts.append("\(NumberText.count(omitted.unanswered)) without an answer on a side")
        }
        return parts.isEmpty ? nil : "Not put to the vote: \(parts.joined(separator: ", "))."
    }
}
