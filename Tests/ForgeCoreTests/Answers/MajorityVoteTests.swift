import ForgeCore
import Testing

@Suite struct MajorityVoteTests {
    @Test func `the answer most votes agree on wins, in the form first given`() {
        let vote = MajorityVote.count(["Paris", "the paris.", "Lyon", "PARIS!"], task: .openQuestion)
        #expect(vote.winner == "Paris")
        #expect(vote.counts.map(\.votes) == [3, 1])
        #expect(!vote.isTie)
        #expect(vote.agreement == 0.75)
    }

    @Test func `equal numbers are one answer in math`() {
        let vote = MajorityVote.count(["17", "18", "$18.00", "18 eggs", "1,017"], task: .math)
        #expect(vote.winner == "18")
        #expect(vote.counts.map(\.key) == ["18", "17", "1017"])
        #expect(MajorityVote.count(["1/2", "0.5"], task: .math).counts.map(\.votes) == [2])
    }

    @Test func `yes and true are one answer to a yes-no question`() {
        let vote = MajorityVote.count(["no", "Yes", "true", "no idea", "False"], task: .yesNo)
        #expect(vote.winner == "no")
        #expect(vote.counts.map(\.votes) == [3, 2])
    }

    @Test func `a tie is told and the first reached wins`() {
        let vote = MajorityVote.count(["Lyon", "Paris", "Paris", "Lyon"], task: .openQuestion)
        #expect(vote.isTie)
        #expect(vote.winner == "Lyon")
    }

    @Test func `votes without an answer abstain`() {
        let vote = MajorityVote.count([nil, "Paris", "", "...", nil], task: .openQuestion)
        #expect(vote.winner == "Paris")
        #expect(vote.abstentions == 4)
        #expect(vote.agreement == 0.2)
        #expect(MajorityVote.count(["no number"], task: .math).winner == nil)
        #expect(MajorityVote.count([], task: .math).agreement == 0)
        #expect(!MajorityVote.count([nil], task: .math).isTie)
    }
}
