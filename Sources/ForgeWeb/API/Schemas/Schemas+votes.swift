import ForgeCore
import ForgeLab

extension Schemas {
    static let votes: [String: JSONValue] = voteStudies.merging(voteResults) { first, _ in first }

    // MARK: Studies and voting

    private static let voteStudies: [String: JSONValue] = [
        "NewVoteStudy": Schema.object(
            ["experiments": Schema.array(Schema.text(1...200), 2...NewVoteStudy.mostContenders)],
            optional: [
                "name": Schema.text(1...120),
                "pairs": Schema.integer(1...NewVoteStudy.mostPairs, default: NewVoteStudy.standardPairs),
                "repeats": Schema.number(0...NewVoteStudy.mostRepeats, default: NewVoteStudy.standardRepeats),
                "seed": Schema.integer(0...Int(UInt32.max)),
            ],
            "Completed experiments on the same questions, by id or name; the first is the baseline. `repeats` is the "
                + "share of pairs that comes again with its sides changed. The name is shown to voters."),
        "VoteStudy": study,
        "VoteStudies": list(of: "VoteStudy"),
        "VoteOmissions": Schema.object(
            ["equal": Schema.count, "unanswered": Schema.count],
            "Pairs of answers that are not put to the vote: the same text, or none on a side."),
        "Voter": Schema.object(["kind": Schema.choice(of: Voter.Kind.self), "name": Schema.string]),
        "VoterTurnout": Schema.object(["voter": Schema.ref("Voter"), "votes": Schema.count]),
        "VoteContender": Schema.object(
            [
                "experimentID": Schema.id, "name": Schema.string, "method": Schema.string, "model": Schema.string,
                "configHash": Schema.string,
            ], optional: ["modelSHA256": Schema.string, "adapterSHA256": Schema.string],
            "A compared experiment as it was when the study was made."),
        "BlindPair": Schema.object([
            "position": Schema.count, "prompt": Schema.string, "left": Schema.string, "right": Schema.string,
        ]),
        "VoteTurn": Schema.object(
            ["study": Schema.id, "voter": Schema.string, "done": Schema.count, "total": Schema.count],
            optional: ["item": Schema.ref("BlindPair"), "wasUndone": Schema.boolean],
            "`item` is absent when the voter has voted on all, or the study takes no votes."),
        "Ballot": Schema.object(
            [
                "voter": Schema.text(1...Voter.longestName), "position": Schema.integer(0...9_999),
                "verdict": Schema.choice(VoteVerdict.human.map(\.rawValue)),
            ], optional: ["seconds": Schema.number(0...86_400)],
            "`skip` counts for nothing; `both-bad` counts as a tie."),
        "VoterName": Schema.object(["voter": Schema.text(1...Voter.longestName)]),
    ]

    private static let study = Schema.object(
        [
            "id": Schema.id, "name": Schema.string, "dataset": Schema.string, "split": Schema.string,
            "isOpen": Schema.boolean, "createdAt": Schema.date, "items": Schema.count, "pairs": Schema.count,
            "repeats": Schema.count, "omitted": Schema.ref("VoteOmissions"),
            "voters": Schema.array(Schema.ref("VoterTurnout")),
        ], optional: ["closedAt": Schema.date, "contenders": Schema.array(Schema.ref("VoteContender"))],
        "Blind votes on pairs of answers. `contenders` are absent while it is open.")

    // MARK: Results

    private static let interval = Schema.object(["low": Schema.number, "high": Schema.number])

    private static let voteResults: [String: JSONValue] = [
        "VoteShare": Schema.object([
            "count": Schema.count, "total": Schema.count, "value": Schema.number, "interval": interval,
        ]),
        "VotePairing": Schema.object(
            [
                "first": Schema.count, "second": Schema.count, "pairs": Schema.count, "wins": Schema.count,
                "ties": Schema.count, "losses": Schema.count,
            ], optional: ["winRate": Schema.number, "interval": interval, "pValue": Schema.number],
            "How the second contender fares against the first (positions in `contenders`); ties count half."),
        "VoteStrength": Schema.object([
            "contender": Schema.count,
            "strength": Schema.object([
                "logStrength": Schema.number, "standardError": Schema.number, "interval": interval,
                "winChance": Schema.number,
            ]),
        ]),
        "VoterResult": Schema.object(
            [
                "voter": Schema.ref("Voter"), "votes": Schema.count, "skipped": Schema.count,
                "unreadable": Schema.count, "bothBad": Schema.count,
                "pairings": Schema.array(Schema.ref("VotePairing")),
            ],
            optional: [
                "selfAgreement": Schema.ref("VoteShare"), "leftShare": Schema.ref("VoteShare"),
                "flips": Schema.ref("VoteShare"), "medianSeconds": Schema.number,
            ]),
        "Kappa": Schema.object([
            "value": Schema.number, "standardError": Schema.number, "interval": interval, "agreement": Schema.number,
            "items": Schema.count,
        ]),
        "VoterAgreement": Schema.object(
            ["first": Schema.ref("Voter"), "second": Schema.ref("Voter"), "agreement": Schema.ref("VoteShare")],
            optional: ["kappa": Schema.ref("Kappa")]),
        "VoteResults": Schema.object(
            [
                "study": closedStudy, "pairings": Schema.array(Schema.ref("VotePairing")),
                "voters": Schema.array(Schema.ref("VoterResult")), "judges": Schema.array(Schema.ref("VoterResult")),
                "agreements": Schema.array(Schema.ref("VoterAgreement")), "verdicts": Schema.array(Schema.string),
            ], optional: ["strengths": Schema.array(Schema.ref("VoteStrength"))],
            "`pairings` and `strengths` are of people's votes alone; models that judged are `judges`."),
        "VoteLedger": Schema.object(["items": Schema.array(ledgerEntry)]),
        "JudgeCalls": list(of: "ModelCall"),
        "VoteLineage": lineage,
    ]

    private static let closedStudy = Schema.object(
        [
            "id": Schema.id, "name": Schema.string, "contenders": Schema.array(Schema.ref("VoteContender")),
            "dataset": Schema.string, "split": Schema.string, "sampleHash": Schema.string, "seed": Schema.count,
            "pairs": Schema.count, "repeats": Schema.count, "omitted": Schema.ref("VoteOmissions"),
            "createdAt": Schema.date,
        ], optional: ["closedAt": Schema.date, "deletedAt": Schema.date])

    private static let ledgerEntry = Schema.object(
        [
            "position": Schema.count, "sampleIndex": Schema.count, "prompt": Schema.string, "left": Schema.count,
            "right": Schema.count, "leftAnswer": Schema.string, "rightAnswer": Schema.string,
            "opinions": Schema.array(
                Schema.object(
                    ["voter": Schema.ref("Voter"), "verdict": Schema.choice(of: VoteVerdict.self)],
                    optional: ["preferred": Schema.count])),
        ], optional: ["repeats": Schema.count],
        "`left`, `right` and `preferred` are positions in `contenders`; `repeats` is the position of the same pair.")

    private static let lineage = Schema.object(
        [
            "kind": Schema.string, "study": Schema.id, "studyName": Schema.string, "dataset": Schema.string,
            "split": Schema.string, "sampleHash": Schema.string, "seed": Schema.count,
            "contenders": Schema.array(Schema.ref("VoteContender")), "chosen": Schema.array(Schema.count),
            "voters": Schema.array(Schema.ref("Voter")), "pairs": Schema.count, "dropped": Schema.map(Schema.count),
            "format": Schema.string, "sha256": Schema.string, "exportedAt": Schema.date,
        ], optional: ["closedAt": Schema.date], "`sha256` is of the exported file; `chosen` counts by contender.")
}
