import ForgeCore
package import ForgeLab

/// A closed study as `forge vote show` prints it: what was preferred first, then the numbers behind it.
package struct VoteReport: Sendable {
    private let results: VoteResults
    private let ledger: [LedgerEntry]?
    private let wording: VoteWording

    /// - Parameter ledger: the pairs to list; nil for none.
    package init(_ results: VoteResults, ledger: [LedgerEntry]? = nil) {
        self.results = results
        self.ledger = ledger
        wording = VoteWording(results.study)
    }

    package func rendered(for terminal: Terminal) -> String {
        let study = results.study
        var parts = [results.verdicts.map { terminal.paragraph($0) }.joined(separator: "\n")]
        parts.append(
            terminal.paragraph(
                "\(study.name) (\(study.id)): \(study.dataset) \(study.split), \(study.pairs) pairs, of which "
                    + "\(study.repeats) came again, seed \(study.seed)."))
        if let omitted = VoteWording.text(study.omitted) { parts.append(terminal.paragraph(omitted)) }
        parts.append(contenders.rendered(for: terminal))
        if study.contenders.count > 2 { parts.append(pairings.rendered(for: terminal)) }
        parts.append(strengths(terminal))
        if !results.voters.isEmpty { parts.append(voters(results.voters, "voter").rendered(for: terminal)) }
        if !results.judges.isEmpty { parts.append(voters(results.judges, "judge").rendered(for: terminal)) }
        if !results.agreements.isEmpty { parts.append(agreements.rendered(for: terminal)) }
        parts += ledger?.map { entry($0, terminal) } ?? []
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var contenders: TextTable {
        var table = TextTable([
            .init("contender", isFlexible: true), .init("experiment"), .init("method"),
            .init("model", isFlexible: true), .init("adapter"),
        ])
        for (place, contender) in results.study.contenders.enumerated() {
            table.add([
                .init(wording.name(place)), .init(contender.experimentID), .init(contender.method),
                .init(contender.model), .init(contender.adapterSHA256.map { String($0.prefix(8)) } ?? "none"),
            ])
        }
        return table
    }

    private var pairings: TextTable {
        var table = TextTable([
            .init("win rate of", isFlexible: true), .init("against", isFlexible: true), .init("95 %", .right),
            .init("wins", .right), .init("ties", .right), .init("losses", .right), .init("p", .right),
        ])
        for pairing in results.pairings {
            table.add([
                .init(wording.name(pairing.second)), .init(wording.name(pairing.first)), .init(Self.rate(pairing)),
                .init("\(pairing.wins)"), .init("\(pairing.ties)"), .init("\(pairing.losses)"),
                .init(pairing.pValue.map(NumberText.pValue) ?? "–"),
            ])
        }
        return table
    }

    private func strengths(_ terminal: Terminal) -> String {
        guard results.study.contenders.count > 2 else { return "" }
        guard let strengths = results.strengths else {
            return terminal.paragraph(
                "Bradley–Terry strengths cannot be computed: somebody never lost to, or never met, the others.")
        }
        var table = TextTable([
            .init("Bradley–Terry", isFlexible: true), .init("log-strength", .right), .init("95 %", .right),
            .init("against an average one", .right),
        ])
        func number(_ value: Double) -> String { NumberText.signed(value, places: 2) }
        for entry in strengths {
            let strength = entry.strength
            table.add([
                .init(wording.name(entry.contender)), .init(number(strength.logStrength)),
                .init("\(number(strength.interval.low)) to \(number(strength.interval.high))"),
                .init(NumberText.percent(strength.winChance)),
            ])
        }
        return table.rendered(for: terminal)
    }

    private func voters(_ rows: [VoterResult], _ title: String) -> TextTable {
        let isJudge = title == "judge"
        var table = TextTable([
            .init(title, isFlexible: true), .init("pairs", .right), .init("win rate (95 %)", .right),
            .init("w/t/l", .right), .init(isJudge ? "changed with the order" : "same again", .right),
            .init(isJudge ? "chose the first" : "chose left", .right),
            .init(isJudge ? "unreadable" : "skipped", .right), .init("time", .right),
        ])
        for row in rows {
            let only = row.pairings.count == 1 ? row.pairings[0] : nil
            table.add([
                .init(row.voter.name), .init("\(row.votes)"), .init(only.map(Self.rate) ?? "–"),
                .init(only.map { "\($0.wins)/\($0.ties)/\($0.losses)" } ?? "–"),
                .init(VoteWording.text(isJudge ? row.flips : row.selfAgreement)),
                .init(VoteWording.text(row.leftShare)), .init("\(isJudge ? row.unreadable : row.skipped)"),
                .init(row.medianSeconds.map(NumberText.seconds) ?? "–"),
            ])
        }
        return table
    }

    private static func rate(_ pairing: VotePairing) -> String {
        guard let rate = pairing.winRate, let interval = pairing.interval else { return "–" }
        return VoteWording.percent(rate, interval)
    }

    private var agreements: TextTable {
        var table = TextTable([
            .init("agreement of", isFlexible: true), .init("Cohen's κ (95 %)", .right), .init("same verdict", .right),
        ])
        for agreement in results.agreements {
            table.add([
                .init("\(VoteWording.name(of: agreement.first)) and \(VoteWording.name(of: agreement.second))"),
                .init(VoteWording.text(agreement.kappa)), .init(VoteWording.text(agreement.agreement)),
            ])
        }
        return table
    }

    private func entry(_ entry: LedgerEntry, _ terminal: Terminal) -> String {
        let again = entry.repeats.map { " (pair \($0 + 1) again)" } ?? ""
        let opinions = entry.opinions.map(wording.text)
        let sides = [(entry.left, entry.leftAnswer), (entry.right, entry.rightAnswer)].map { contender, answer in
            TextWidth.clipped(
                "  \(terminal.line(wording.name(contender))): \(terminal.line(answer))", to: terminal.width ?? 120,
                mark: terminal.ellipsis)
        }
        return
            ([terminal.paragraph("#\(entry.position + 1)\(again) \(terminal.line(entry.prompt))")] + sides
            + [terminal.paragraph(opinions.joined(separator: " · "), indentation: 2)]).joined(separator: "\n")
    }
}
