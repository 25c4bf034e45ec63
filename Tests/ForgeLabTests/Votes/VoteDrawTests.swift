import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct `Drawing of pairs` {
    private func questions(_ count: Int, _ answers: (Int) -> [String?]) -> [VoteDraw.Question] {
        (0..<count).map { VoteDraw.Question(index: $0, sampleID: "s\($0)", prompt: "Q\($0)", answers: answers($0)) }
    }

    private func draw(
        _ count: Int = 60, contenders: Int = 2, pairs: Int = 50, repeats: Double = 0.2, seed: UInt64 = 1
    ) -> VoteDraw {
        let questions = questions(count) { index in (0..<contenders).map { "\($0) says \(index)" } }
        return VoteDraw(questions, contenders: contenders, pairs: pairs, repeats: repeats, seed: seed)
    }

    @Test func `The same seed draws the same, another one does not`() {
        #expect(draw().items == draw().items)
        #expect(draw().items != draw(seed: 2).items)
    }

    @Test func `Every pair is of one question, with its answers on the sides of their contenders`() {
        let drawn = draw()
        #expect(drawn.pairs == 50 && drawn.items.count == 60)
        #expect(drawn.items.map(\.position) == Array(0..<60))
        for item in drawn.items {
            #expect(item.leftAnswer == "\(item.left) says \(item.sampleIndex)")
            #expect(item.rightAnswer == "\(item.right) says \(item.sampleIndex)")
        }
        let originals = drawn.items.filter { $0.repeats == nil }
        #expect(Set(originals.map(\.sampleIndex)).count == 50)
        #expect((15...35).contains(originals.count { $0.left == 0 }))
    }

    @Test(arguments: [1, 2, 3, 7, 25, 50])
    func `A repeated pair comes later with its sides changed, and far away`(pairs: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let items = draw(pairs: pairs, repeats: 0.5, seed: seed).items
            let repeated = items.filter { $0.repeats != nil }
            #expect(repeated.count <= (pairs + 1) / 2 && (pairs == 1 || !repeated.isEmpty))
            #expect(Set(repeated.compactMap(\.repeats)).count == repeated.count)
            for item in repeated {
                guard let original = items.first(where: { $0.position == item.repeats }) else {
                    Issue.record("no original")
                    continue
                }
                #expect(original.repeats == nil)
                #expect(item.position - original.position > min(10, pairs / 2))
                #expect((item.left, item.leftAnswer) == (original.right, original.rightAnswer))
                #expect((item.right, item.rightAnswer) == (original.left, original.leftAnswer))
                #expect(item.sampleIndex == original.sampleIndex)
            }
        }
    }

    @Test func `Equal and missing answers are left out and counted`() {
        let drawn = VoteDraw(
            questions(10) { index in index < 3 ? ["same", "same"] : index < 5 ? [nil, "x"] : ["a", "b"] },
            contenders: 2, pairs: 50, repeats: 0, seed: 0)
        #expect(drawn.omitted == VoteOmissions(equal: 3, unanswered: 2))
        #expect(drawn.pairs == 5 && Set(drawn.items.map(\.sampleIndex)) == Set(5..<10))
    }

    @Test func `Pairs are spread evenly over three contenders`() {
        let drawn = draw(20, contenders: 3, pairs: 30, repeats: 0)
        let counts = Dictionary(grouping: drawn.items) { Set([$0.left, $0.right]) }.mapValues(\.count)
        #expect(counts == [[0, 1]: 10, [0, 2]: 10, [1, 2]: 10])
    }

    @Test func `Nothing to vote on gives no items`() {
        let drawn = VoteDraw(questions(3) { _ in ["a", "a"] }, contenders: 2, pairs: 5, repeats: 0.5, seed: 0)
        #expect(drawn.items.isEmpty && drawn.pairs == 0)
    }
}
