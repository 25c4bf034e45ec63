import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

/// Every scalar there is, against the library's normaliser and splitters.
@Suite struct ScalarTests {
    @Test("BERT makes the library's words of every scalar", arguments: ["uncased", "cased"])
    func bert(name: String) throws {
        let isUncased = name == "uncased"
        let normalizer = BERTNormalizer(.init(stripsAccents: isUncased, lowercases: isUncased))
        try compare(name) { scalar, data in
            data.append(contentsOf: words("x\(scalar)X", normalizer).joined(separator: "\n").utf8)
            data.append(0xFF)
        }
    }

    @Test("GPT-2's expression splits around every scalar as the library's does")
    func gpt2() throws {
        try compare("gpt2") { scalar, data in
            var text = "x\(scalar) \(scalar)1"
            data.append(
                packed: text.withUTF8 { bytes in
                    var splitter = GPT2Splitter(bytes)
                    var lengths: [Int32] = []
                    while let piece = splitter.next() {
                        lengths.append(Int32(bytes[piece].count { $0 & 0xC0 != 0x80 }))
                    }
                    return lengths
                })
        }
    }

    private func compare(_ name: String, _ append: (Unicode.Scalar, inout Data) -> Void) throws {
        for (block, golden) in try TokenizerGolden.strings("scalars", name).enumerated() {
            var data = Data()
            for value in UInt32(block * 4096)..<UInt32((block + 1) * 4096) {
                if let scalar = Unicode.Scalar(value) { append(scalar, &data) }
            }
            #expect(Digest.sha256(data) == golden, "block U+\(String(block * 4096, radix: 16))")
        }
    }

    private func words(_ text: String, _ normalizer: BERTNormalizer) -> [String] {
        var words = [String.UnicodeScalarView()]
        for scalar in text.unicodeScalars {
            normalizer.forEachOutcome(of: scalar.value) { outcome in
                if outcome.isDropped { return }
                if outcome.isSpace { return words.append(.init()) }
                guard let scalar = Unicode.Scalar(outcome.value) else { return }
                if outcome.standsAlone { words.append(.init()) }
                words[words.count - 1].append(scalar)
                if outcome.standsAlone { words.append(.init()) }
            }
        }
        return words.filter { !$0.isEmpty }.map(String.init)
    }
}
