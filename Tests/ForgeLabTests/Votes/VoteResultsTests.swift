import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite struct `Results of votes` {
    /// Twelve pairs of two contenders, the upper on the left of even ones; the last two show 0 and 1 again.
    private let items = (0..<12).map { position in
        let original = position < 10 ? position : position - 10
        let isUpperLeft = (original % 2 == 0) == (position < 10)
        return VoteItem(
            position: position, sampleIndex: original, sampleID: "s", prompt: "q", left: isUpperLeft ? 1 : 0,
            right: isUpperLeft ? 0 : 1, leftAnswer: "l", rightAnswer: "r", repeats: position < 10 ? nil : original)
    }

    private let study = VoteStudy(
        name: "v",
        contenders: ["base", "tuned"].map {
            VoteContender(experimentID: $0, name: $0, method: "naive", model: "m", configHash: "c")
        }, dataset: "d", split: "dev", sampleHash: "h", seed: 1, pairs: 10, repeats: 2)

    private func votes(_ voter: Voter, _ opinions: [Int?]) -> [Vote] {
        opinions.enumerated().map { position, preferred in
            Vote(
                voter: voter, position: position,
                verdict: preferred.map { $0 < 0 ? .bothBad : items[position].verdict(for: $0) } ?? .skip, seconds: 3)
        }
    }

    @Test func `Wins, ties as halves and losses of one voter, without the repeated pairs`() throws {
        // 6 wins, 2 neither, 1 loss, 1 skipped; then once the same and once another opinion.
        let ann = votes(Voter(.human, "Ann"), [1, 1, 1, 1, 1, 1, -1, -1, 0, nil, 1, 0])
        let results = VoteResults(study, items: items, votes: ann)
        let pairing = try #require(results.pairings.first)
        #expect((pairing.pairs, pairing.wins, pairing.ties, pairing.losses) == (9, 6, 2, 1))
        #expect(pairing.winRate == 7.0 / 9)
        #expect(pairing.interval == Statistics.wilson(meanOf: [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0]))
        #expect(pairing.pValue == 0.125)
        let voter = try #require(results.voters.first)
        #expect((voter.votes, voter.skipped, voter.bothBad, voter.unreadable) == (10, 1, 2, 0))
        #expect(voter.selfAgreement?.count == 1 && voter.selfAgreement?.total == 2)
        #expect(voter.medianSeconds == 3 && voter.flips == nil)
        // Choices of a side, the repeated pairs among them: left on 0, 2, 4, 8's other, …
        #expect(voter.leftShare?.total == 9)
        #expect(results.strengths == nil && results.agreements.isEmpty && results.judges.isEmpty)
        #expect(results.verdicts[0].hasPrefix("No clear preference between tuned and base: win rate of tuned 77.8 %"))
    }

    @Test func `A pair counts once with the mean of its voters, and kappa compares them`() throws {
        let ann = votes(Voter(.human, "Ann"), [1, 1, 1, 1, 1, 0, 0, 0, 0, -1])
        let ben = votes(Voter(.human, "Ben"), [1, 1, 1, 1, 0, 0, 0, 0, 1, -1])
        let results = VoteResults(study, items: items, votes: ann + ben)
        let pairing = try #require(results.pairings.first)
        #expect((pairing.pairs, pairing.wins, pairing.ties, pairing.losses) == (10, 4, 3, 3))
        #expect(pairing.winRate == 0.55)
        let agreement = try #require(results.agreements.first)
        #expect(agreement.agreement.count == 8 && agreement.agreement.total == 10)
        // (0.8 − 0.42) / (1 − 0.42)
        #expect(abs((agreement.kappa?.value ?? 0) - 0.38 / 0.58) < 1e-12)
    }

    @Test func `A judge counts apart, and only what it says in both orders`() throws {
        let judge = Voter(.judge, "m")
        let ann = votes(Voter(.human, "Ann"), [1, 1, 1, 1])
        func judged(_ position: Int, _ first: VoteVerdict, _ second: VoteVerdict) -> Vote {
            Vote(voter: judge, position: position, verdict: first, mirrored: second)
        }
        // The upper is on the left of 0 and 2. Consistent win, flip, unreadable, consistent loss.
        let votes =
            ann + [
                judged(0, .left, .left), judged(1, .left, .right), judged(2, .unreadable, .left),
                judged(3, .left, .left),
            ]
        let results = VoteResults(study, items: items, votes: votes)
        #expect(results.pairings[0].winRate == 1 && results.pairings[0].pairs == 4)
        let own = try #require(results.judges.first)
        #expect((own.pairings[0].wins, own.pairings[0].ties, own.pairings[0].losses) == (1, 1, 1))
        #expect(own.unreadable == 1 && own.flips?.count == 1 && own.flips?.total == 3)
        // As shown: left, then right when the sides are changed.
        #expect(own.leftShare?.count == 4 && own.leftShare?.total == 7)
        #expect(results.voters.count == 1 && results.agreements.count == 1)
    }

    @Test func `Of three contenders the strengths follow the votes`() async throws {
        let fixture = try await VoteFixture(["a", "b", "c"], questions: 20)
        let wish = NewVoteStudy(experiments: fixture.ids, pairs: 60, repeats: 0, seed: 3)
        // The later one wins, but every fourth pair goes the other way.
        let id = try await fixture.voted(wish) { _, item in
            let upper = max(item.left, item.right), lower = min(item.left, item.right)
            return item.verdict(for: item.position % 4 == 0 ? lower : upper)
        }
        let results = try await fixture.service.close(id)
        #expect(results.pairings.count == 3 && results.pairings.allSatisfy { $0.pairs == 20 })
        let strengths = try #require(results.strengths)
        #expect(strengths.map(\.contender) == [2, 1, 0])
        #expect(strengths.allSatisfy { $0.strength.standardError > 0 })
    }

    @Test func `Without votes there is nothing to tell`() {
        let results = VoteResults(study, items: items, votes: [])
        #expect(results.pairings[0].winRate == nil && results.voters.isEmpty)
        #expect(results.verdicts == ["Nobody has voted on tuned against base."])
    }
}
