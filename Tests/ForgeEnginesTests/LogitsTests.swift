import ForgeCore
import Foundation
import Testing

@testable import ForgeEngines

@Suite struct `Rows of logits` {
    @Test(arguments: [1, 5, 15, 16, 17, 100, 49_152])
    func `The largest is found at any place, the first of equals`(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            var row = (0..<count).map { _ in Float(generator.unit()) - 2 }
            let place = generator.below(count)
            row[place] = 5
            if place + 1 < count { row[count - 1] = 5 }
            row.withUnsafeBufferPointer { #expect(Logits.argmax($0) == place) }
        }
    }

    @Test func `Negative and infinite values are ordered`() {
        [-Float.infinity, -3, -1, -2].withUnsafeBufferPointer { #expect(Logits.argmax($0) == 2) }
        [-Float.infinity, -Float.infinity].withUnsafeBufferPointer { #expect(Logits.argmax($0) == 0) }
        [Float.nan, .nan].withUnsafeBufferPointer { #expect(Logits.argmax($0) == 0) }
    }

    /// Python: `math.log(sum(math.exp(x) for x in (0.5, -1, 2.25)))`
    @Test func `The softmax's denominator agrees with Python's`() {
        [Float(1), 2, 3, 1000].withUnsafeBufferPointer { #expect(Logits.logSumExp($0) == 1000) }
        [Float(0.5), -1, 2.25].withUnsafeBufferPointer {
            #expect(abs(Logits.logSumExp($0) - 2.442_724_055_4) < 1e-6)
        }
    }

    @Test func `The most probable come best first`() {
        [Float(1), 9, 3, 9, 7].withUnsafeBufferPointer {
            #expect(Logits.top(3, of: $0) == [1, 3, 4])
            #expect(Logits.top(0, of: $0).isEmpty)
            #expect(Logits.top(10, of: $0).count == 5)
        }
    }
}
