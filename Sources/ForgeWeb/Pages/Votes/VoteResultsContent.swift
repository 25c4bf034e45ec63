import ForgeCore
import ForgeLab

/// A closed study as its page shows it.
struct VoteResultsContent: Sendable {
    struct PairingRow: Sendable {
        let second: String
        let first: String
        let rate: String
        let whisker: Whisker?
        let pairs: Int
        let wins: Int
        let ties: Int
        let losses: Int
        let p: String
    }

    struct Contender: Sendable {
        let name: String
        let path: String
        let about: String
        /// Of three or more.
        let strength: String
        let winChance: String
    }

    struct VoterRow: Sendable {
        let name: String
        let votes: Int
        let outcomes: String
        let rate: String
        let selfAgreement: String
        let left: String
        let flips: String
        let unread: String
        let time: String
    }

    struct AgreementRow: Sendable {
        let names: String
        let kappa: String
        let agreement: String
    }

    struct Download: Sendable {
        let name: String
        let path: String
    }

    let id: String
    let name: String
    let about: String
    let omitted: String?
    let verdicts: [String]
    let contenders: [Contender]
    let hasStrengths: Bool
    let strengthNote: String?
    let pairings: [PairingRow]
    let voters: [VoterRow]
    let hasVoters: Bool
    let judges: [VoterRow]
    let hasJudges: Bool
    let agreements: [AgreementRow]
    let hasAgreements: Bool
    let downloads: [Download]
    let ledger: [LedgerRow]
    let pager: Pager
    let path: String

    static let pageSize = 25

    init(_ results: VoteResults, ledger entries: [LedgerEntry], page: Int) {
        let (study, wording) = (results.study, VoteWording(results.study))
        let path = VoteLink.study(study.id)
        self.path = path
        id = study.id
        name = study.name
        about =
            "\(study.dataset) \(study.split) · \(NumberText.count(study.pairs)) pairs, of which "
            + "\(NumberText.count(study.repeats)) came again · seed \(study.seed)"
        omitted = VoteWording.text(study.omitted)
        verdicts = results.verdicts
        contenders = Self.contenders(results, wording)
        hasStrengths = results.strengths != nil
        strengthNote =
            study.contenders.count > 2 && results.strengths == nil
            ? "Bradley–Terry strengths cannot be computed: somebody never lost to, or never met, the others." : nil
        pairings = results.pairings.map { Self.row($0, wording) }
        voters = results.voters.map { Self.row($0, contenders: study.contenders.count) }
        hasVoters = !voters.isEmpty
        judges = results.judges.map { Self.row($0, contenders: study.contenders.count) }
        hasJudges = !judges.isEmpty
        agreements = results.agreements.map {
            AgreementRow(
                names: "\(VoteWording.name(of: $0.first)) and \(VoteWording.name(of: $0.second))",
                kappa: VoteWording.text($0.kappa), agreement: VoteWording.text($0.agreement))
        }
        hasAgreements = !agreements.isEmpty
        downloads = Self.downloads(study.id)
        let pages = max(1, (entries.count + Self.pageSize - 1) / Self.pageSize)
        let current = min(max(1, page), pages)
        ledger = entries.dropFirst((current - 1) * Self.pageSize).prefix(Self.pageSize).map { LedgerRow($0, wording) }
        pager = Pager(page: current, size: Self.pageSize, total: entries.count, what: "pairs") {
            PageLink.to(path, [("page", $0 > 1 ? "\($0)" : nil)]) + "#ledger"
        }
    }

    private static func contenders(_ results: VoteResults, _ wording: VoteWording) -> [Contender] {
        let strengths = Dictionary(
            (results.strengths ?? []).map { ($0.contender, $0.strength) }, uniquingKeysWith: { first, _ in first })
        return results.study.contenders.enumerated().map { place, contender in
            let strength = strengths[place]
            return Contender(
                name: wording.name(place), path: PageLink.experiment(contender.experimentID),
                about: "\(contender.method) on \(contender.model)"
                    + (contender.adapterSHA256 == nil ? "" : " with an adapter"),
                strength: strength.map {
                    "\(NumberText.signed($0.logStrength, places: 2)) (\(NumberText.signed($0.interval.low, places: 2)) to "
                        + "\(NumberText.signed($0.interval.high, places: 2)))"
                } ?? "–", winChance: strength.map { NumberText.percent($0.winChance) } ?? "–")
        }
    }

    private static func row(_ pairing: VotePairing, _ wording: VoteWording) -> PairingRow {
        let result = MetricResult(
            metric: "win-rate", version: 1, value: pairing.winRate, low: pairing.interval?.low,
            high: pairing.interval?.high, scored: pairing.pairs, total: pairing.pairs, unit: "proportion")
        return PairingRow(
            second: wording.name(pairing.second), first: wording.name(pairing.first),
            rate: pairing.winRate.flatMap { rate in pairing.interval.map { VoteWording.percent(rate, $0) } } ?? "–",
            whisker: Whisker(result), pairs: pairing.pairs, wins: pairing.wins, ties: pairing.ties,
            losses: pairing.losses, p: pairing.pValue.map(NumberText.pValue) ?? "–")
    }

    private static func row(_ result: VoterResult, contenders: Int) -> VoterRow {
        // Of two contenders there is one figure; of more the table of pairings has them.
        let only = contenders == 2 ? result.pairings.first : nil
        let rate = only.flatMap { pairing in
            pairing.winRate.flatMap { rate in pairing.interval.map { VoteWording.percent(rate, $0) } }
        }
        let sums = result.pairings.reduce(into: (wins: 0, ties: 0, losses: 0)) {
            $0 = ($0.wins + $1.wins, $0.ties + $1.ties, $0.losses + $1.losses)
        }
        return VoterRow(
            name: result.voter.name, votes: result.votes,
            outcomes: contenders == 2
                ? "\(sums.wins) / \(sums.ties) / \(sums.losses)" : "\(sums.ties) ties of \(result.votes)",
            rate: rate ?? "–", selfAgreement: VoteWording.text(result.selfAgreement),
            left: VoteWording.text(result.leftShare), flips: VoteWording.text(result.flips),
            unread: "\(result.unreadable + result.skipped)",
            time: result.medianSeconds.map(NumberText.seconds) ?? "–")
    }

    private static func downloads(_ id: String) -> [Download] {
        let path = "\(VoteEndpoints.path)/\(id)"
        return [
            Download(name: "Preference pairs (JSONL)", path: "\(path)/export"),
            Download(name: "Preference pairs (TRL)", path: "\(path)/export?format=trl"),
            Download(name: "Their lineage (JSON)", path: "\(path)/lineage"),
            Download(name: "Results (JSON)", path: "\(path)/results"),
        ]
    }
}

/// One pair with its names.
struct LedgerRow: Sendable {
    struct Answer: Sendable {
        let name: String
        let text: LongText
    }

    let number: Int
    let prompt: String
    let note: String?
    let left: Answer
    let right: Answer
    let opinions: [String]

    init(_ entry: LedgerEntry, _ wording: VoteWording) {
        number = entry.position + 1
        prompt = entry.prompt
        note = entry.repeats.map { "shows pair \($0 + 1) again" }
        left = Answer(name: wording.name(entry.left), text: LongText(entry.leftAnswer, limit: 300))
        right = Answer(name: wording.name(entry.right), text: LongText(entry.rightAnswer, limit: 300))
        opinions = entry.opinions.map(wording.text)
    }
}
